#ifndef WICK_CNCURSES_H
#define WICK_CNCURSES_H

// ncursesw behind functions that Swift can call: its macros, globals, variadics and wide structs stay in shim.c. All but
// the fault handlers must be called from one thread.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    int32_t colors;   // 0 without colours; 1 << 24 where colours are given directly
    int32_t pairs;
    bool direct;      // colours are 0xRRGGBB
    bool unicode;     // the locale is UTF-8
} wick_screen_facts;

typedef enum : int32_t {
    wick_input_none,
    wick_input_character,
    wick_input_key,
    wick_input_mouse,
    wick_input_closed,
} wick_input_kind;

typedef struct {
    wick_input_kind kind;
    uint32_t code;    // the character, or one of wick_key_*
    int32_t x, y;
    int32_t button;   // 1 left, 3 right, 4 wheel up, 5 wheel down
} wick_input;

typedef enum : uint32_t {
    wick_key_up = 1, wick_key_down, wick_key_left, wick_key_right, wick_key_home, wick_key_end, wick_key_page_up,
    wick_key_page_down, wick_key_enter, wick_key_backspace, wick_key_delete, wick_key_back_tab, wick_key_resize,
    wick_key_unknown,
    wick_key_f0 = 100,
} wick_key;

enum { wick_bold = 1, wick_dim = 2, wick_reverse = 4, wick_underline = 8 };

/// Takes the terminal over; false where its type is not known. `type` may be NULL for $TERM.
bool wick_screen_start(const char *type, bool colors, wick_screen_facts *facts);
/// Gives it back; may be called twice.
void wick_screen_stop(void);
/// Whether a terminal type is in the system's database.
bool wick_terminal_exists(const char *type);
void wick_screen_size(int32_t *width, int32_t *height);
void wick_screen_resize(int32_t width, int32_t height);
void wick_screen_clear(void);
/// A pair of colours, -1 for the terminal's own.
int32_t wick_pair(int32_t foreground, int32_t background);
/// One character with at most two combining marks (0 for none).
void wick_put(int32_t y, int32_t x, uint32_t base, uint32_t mark1, uint32_t mark2, uint32_t attributes, int32_t pair);
void wick_flush(void);
void wick_mouse(bool on);
/// What was typed, if anything; never waits.
wick_input wick_read(void);

/// The cells that the C library gives a character, in the locale that is set: -1 for what it does not know.
int32_t wick_libc_width(uint32_t scalar);
bool wick_set_locale(const char *name);

/// Remembers the terminal's modes and handles SEGV, ABRT, ILL, TRAP, BUS and FPE from now on: the terminal is given back
/// by one write and one tcsetattr, and the signal takes its course.
void wick_guard_faults(void);
/// INT, TERM, HUP, QUIT and WINCH write their number as one byte to this descriptor from now on.
void wick_forward_signals(int descriptor);
/// A pipe whose ends never block and are not inherited; false where there is none.
bool wick_wake_pipe(int32_t *read_end, int32_t *write_end);
/// Writes what brings a terminal back to a descriptor, without ncurses: alternate screen, cursor, mouse, paste.
void wick_write_reset(int descriptor);
/// Sets the modes that a shell expects, for a terminal left broken by a killed program.
void wick_sane_modes(int descriptor);

#ifdef __cplusplus
}
#endif
#endif
