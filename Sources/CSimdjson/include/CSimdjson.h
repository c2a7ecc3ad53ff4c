#ifndef WICK_CSIMDJSON_H
#define WICK_CSIMDJSON_H

// A cursor over one JSON document at a time, on simdjson's on-demand parser. It knows nothing of any venue: the
// caller names the keys it wants and gets their values as text, numbers included. One call reads a whole object, so
// that crossing from Swift costs little.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wick_json wick_json;

typedef enum : uint8_t {
    wick_json_missing,
    wick_json_string,
    wick_json_number,
    wick_json_true,
    wick_json_false,
    wick_json_null,
    wick_json_object,
    wick_json_array,
    // A string whose escapes are wrong.
    wick_json_invalid,
} wick_json_kind;

// The text of a string without its quotes and with its escapes resolved, or of a number as it was sent. Valid until the
// next wick_json_open. Containers have no text.
typedef struct {
    const uint8_t *_Nonnull text;
    uint32_t count;
    wick_json_kind kind;
} wick_json_value;

enum {
    // Most keys that one pass can look for.
    wick_json_maximum_keys = 16,
    // Most containers that can be entered inside each other.
    wick_json_maximum_levels = 6,
};

// Keys to look for. A pass ends as soon as every key in the mask `needed` has been seen.
typedef struct {
    const char *_Nonnull names[wick_json_maximum_keys];
    uint32_t lengths[wick_json_maximum_keys];
    uint32_t count;
    uint32_t needed;
    // The first bytes of each name with the closing quote, and which of them count: filled by wick_json_keys_prepare, so
    // that most keys are told by one comparison of 8 bytes.
    uint64_t prefixes[wick_json_maximum_keys];
    uint64_t masks[wick_json_maximum_keys];
} wick_json_keys;

// Completes keys whose other fields are set.
void wick_json_keys_prepare(wick_json_keys *_Nonnull keys);

wick_json *_Nullable wick_json_create(void);
void wick_json_destroy(wick_json *_Nonnull cursor);

// Copies the document and finds its structure. The root must be an object; its fields can be read next.
// Returns 0, or an error code for wick_json_reason.
int wick_json_open(wick_json *_Nonnull cursor, const uint8_t *_Nonnull bytes, size_t count);

// As wick_json_open for a document whose root is an array; its elements can be visited next.
int wick_json_open_array(wick_json *_Nonnull cursor, const uint8_t *_Nonnull bytes, size_t count);

// Reads the current object's fields into the value slots, in any order of keys; the first of a repeated key counts.
// Can be called once for each object. Returns 0 or an error code.
int wick_json_fields(wick_json *_Nonnull cursor, const wick_json_keys *_Nonnull keys);

// As wick_json_fields, and the slot behind the last key gets the first value whose key is not among them: for objects
// with a key that is not known before. Looks at every field.
int wick_json_fields_and_other(wick_json *_Nonnull cursor, const wick_json_keys *_Nonnull keys);

// The value slots, one a key, filled by the last wick_json_fields.
const wick_json_value *_Nonnull wick_json_values(const wick_json *_Nonnull cursor);

// Steps into the object or the array in a value slot of the last wick_json_fields. Returns 0 or an error code.
int wick_json_enter(wick_json *_Nonnull cursor, uint32_t slot);

// Moves on to the next element of the current array: 1 if it is an object, whose fields can then be read, 2 if it is
// anything else, 0 at the end, or a negative error code.
int wick_json_next(wick_json *_Nonnull cursor);

// The current element of the current array, where it is neither an object nor an array.
wick_json_value wick_json_element(wick_json *_Nonnull cursor);

// Reads the first wick_json_maximum_keys values of the current element, where it is an array, into the value slots in their
// order. Returns how many they are, 0 also where it is anything else, or a negative error code.
int wick_json_row(wick_json *_Nonnull cursor);

// Steps out of the container that was entered last.
void wick_json_leave(wick_json *_Nonnull cursor);

// What an error code means.
const char *_Nonnull wick_json_reason(int code);

#ifdef __cplusplus
}
#endif

#endif
