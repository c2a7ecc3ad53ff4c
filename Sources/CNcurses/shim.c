#define NCURSES_WIDECHAR 1
#define _GNU_SOURCE 1
#include "CNcurses.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static bool has_pairs;

bool wick_terminal_exists(const char *type) {
    int problem = 0;
    if (setupterm(type, STDOUT_FILENO, &problem) != OK) return false;
    del_curterm(cur_term);
    return true;
}

// Cells of the largest window that is believed: a terminal that lies must not cost gigabytes.
enum { maximum_width = 2000, maximum_height = 1000 };

static int32_t between(long value, int32_t limit) { return value < 1 ? 0 : value > limit ? limit : (int32_t)value; }

static int32_t size_in_environment(const char *name, int32_t limit) {
    const char *text = getenv(name);
    if (text == NULL) return 0;
    char *end = NULL;
    long value = strtol(text, &end, 10);
    return end == text || *end != 0 || value > limit ? 0 : between(value, limit);
}

// As the kernel knows it, now.
static bool window_size(int32_t *width, int32_t *height) {
    struct winsize size;
    const int descriptors[] = {STDOUT_FILENO, STDIN_FILENO};
    for (size_t index = 0; index < 2; index++) {
        if (ioctl(descriptors[index], TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) continue;
        *width = between(size.ws_col, maximum_width);
        *height = between(size.ws_row, maximum_height);
        return true;
    }
    return false;
}

// The window's own size. Where the kernel knows none, as on a serial line, COLUMNS and LINES are all there is, and after them what is
// usual for the terminal.
static void adopt_size(void) {
    int32_t width = 0, height = 0;
    if (!window_size(&width, &height)) {
        width = size_in_environment("COLUMNS", maximum_width);
        height = size_in_environment("LINES", maximum_height);
    }
    resizeterm(height > 0 ? height : LINES, width > 0 ? width : COLS);
}

bool wick_screen_start(const char *type, bool colors, wick_screen_facts *facts) {
    setlocale(LC_CTYPE, "");
    // COLUMNS and LINES are often exported and old: ncurses is to ask the window. (With neither it would take the size in the terminal's
    // description, which that of a Linux console does not have.)
    use_env(FALSE);
    use_tioctl(TRUE);
    screen = newterm(type, stdout, stdin);
    if (screen == NULL) return false;
    // Printers and the like: nothing can be drawn where the cursor cannot be placed.
    if (cursor_address == NULL) {
        endwin();
        delscreen(screen);
        screen = NULL;
        return false;
    }
    adopt_size();
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    curs_set(0);
    mouseinterval(0);
    scrollok(stdscr, FALSE);
    has_pairs = colors && has_colors() && start_color() == OK;
    if (has_pairs) use_default_colors();
    facts->colors = has_pairs ? COLORS : 0;
    facts->pairs = has_pairs ? COLOR_PAIRS : 0;
    facts->direct = has_pairs && tigetflag("RGB") > 0;
    facts->unicode = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return true;
}

void wick_screen_stop(void) {
    if (screen == NULL) return;
    wick_mouse(false);
    endwin();
    delscreen(screen);
    screen = NULL;
}

void wick_screen_size(int32_t *width, int32_t *height) {
    if (window_size(width, height)) return;
    *width = COLS;
    *height = LINES;
}

void wick_screen_resize(int32_t width, int32_t height) {
    resizeterm(height, width);
    clearok(curscr, TRUE);
}

void wick_screen_clear(void) {
    erase();
    clearok(curscr, TRUE);
}

int32_t wick_pair(int32_t foreground, int32_t background) {
    if (!has_pairs) return 0;
    int pair = alloc_pair(foreground, background);
    return pair < 0 ? 0 : pair;
}

void wick_put(int32_t y, int32_t x, uint32_t base, uint32_t mark1, uint32_t mark2, uint32_t attributes, int32_t pair) {
    wchar_t text[4] = {(wchar_t)base, (wchar_t)mark1, (wchar_t)mark2, 0};
    attr_t look = A_NORMAL;
    if (attributes & wick_bold) look |= A_BOLD;
    if (attributes & wick_dim) look |= A_DIM;
    if (attributes & wick_reverse) look |= A_REVERSE;
    if (attributes & wick_underline) look |= A_UNDERLINE;
    // Pairs beyond a short go through the last parameter.
    int wide = pair;
    cchar_t cell;
    if (setcchar(&cell, text, look, (short)(pair > 255 ? 255 : pair), &wide) != OK) return;
    mvadd_wchnstr(y, x, &cell, 1);
}

void wick_flush(void) { refresh(); }

void wick_mouse(bool on) {
    mmask_t wanted = BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON3_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED;
    mousemask(on ? wanted : 0, NULL);
}

static uint32_t key_of(wint_t code) {
    if (code >= KEY_F(0) && code <= KEY_F(24)) return wick_key_f0 + (code - KEY_F(0));
    switch (code) {
        case KEY_UP: return wick_key_up;
        case KEY_DOWN: return wick_key_down;
        case KEY_LEFT: return wick_key_left;
        case KEY_RIGHT: return wick_key_right;
        case KEY_HOME: return wick_key_home;
        case KEY_END: return wick_key_end;
        case KEY_PPAGE: return wick_key_page_up;
        case KEY_NPAGE: return wick_key_page_down;
        case KEY_ENTER: return wick_key_enter;
        case KEY_BACKSPACE: return wick_key_backspace;
        case KEY_DC: return wick_key_delete;
        case KEY_BTAB: return wick_key_back_tab;
        case KEY_RESIZE: return wick_key_resize;
        default: return wick_key_unknown;
    }
}

wick_input wick_read(void) {
    wick_input input = {wick_input_none, 0, 0, 0, 0};
    wint_t code = 0;
    int status = get_wch(&code);
    if (status == ERR) return input;
    if (status == OK) {
        input.kind = wick_input_character;
        input.code = (uint32_t)code;
        return input;
    }
    if (code != KEY_MOUSE) {
        input.kind = wick_input_key;
        input.code = key_of(code);
        return input;
    }
    MEVENT event;
    if (getmouse(&event) != OK) return input;
    input.kind = wick_input_mouse;
    input.x = event.x;
    input.y = event.y;
    if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)) input.button = 1;
    else if (event.bstate & BUTTON3_PRESSED) input.button = 3;
    else if (event.bstate & BUTTON4_PRESSED) input.button = 4;
    else if (event.bstate & BUTTON5_PRESSED) input.button = 5;
    return input;
}

int32_t wick_libc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

bool wick_set_locale(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }

// What follows runs inside signal handlers: only write, tcsetattr, sigaction and raise.

static const char reset_text[] =
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[0m\x1b[?1l\x1b>\r";
static struct termios saved_modes;
static volatile sig_atomic_t has_saved_modes;
static volatile int signal_descriptor = -1;

void wick_write_reset(int descriptor) {
    ssize_t ignored = write(descriptor, reset_text, sizeof reset_text - 1);
    (void)ignored;
}

static void give_back(int number) {
    wick_write_reset(STDOUT_FILENO);
    if (has_saved_modes) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
    // SA_RESETHAND has put the default action back.
    raise(number);
}

void wick_guard_faults(void) {
    has_saved_modes = tcgetattr(STDIN_FILENO, &saved_modes) == 0;
    // A stack of its own, for overflows of the other one.
    static char stack[64 << 10];
    stack_t place = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&place, NULL);
    struct sigaction action = {.sa_handler = give_back, .sa_flags = SA_RESETHAND | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    const int faults[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE};
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigaction(faults[index], &action, NULL);
}

bool wick_wake_pipe(int32_t *read_end, int32_t *write_end) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return false;
    *read_end = ends[0];
    *write_end = ends[1];
    return true;
}

static void forward(int number) {
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(signal_descriptor, &byte, 1);
    (void)ignored;
}

void wick_forward_signals(int descriptor) {
    signal_descriptor = descriptor;
    struct sigaction action = {.sa_handler = forward, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH};
    sigset_t wanted;
    sigemptyset(&wanted);
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
        sigaction(signals[index], &action, NULL);
        sigaddset(&wanted, signals[index]);
    }
    // Threads of a pool block them, and so do the threads that they start: this one takes them.
    pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
}

void wick_sane_modes(int descriptor) {
    struct termios modes;
    if (tcgetattr(descriptor, &modes) != 0) return;
    modes.c_iflag |= BRKINT | ICRNL | IXON;
    modes.c_oflag |= OPOST | ONLCR;
    modes.c_lflag |= ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK;
    tcsetattr(descriptor, TCSADRAIN, &modes);
}
