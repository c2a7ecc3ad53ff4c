// Misuse of the on-demand API is kept out by the levels below, so its own checks stay off in debug builds as well:
// they refuse to go back to a container that was passed over, which is sound while the document is open.
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include "CSimdjson.h"

#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string_view>

using namespace simdjson;

namespace {

// What simdjson cannot say itself.
constexpr int error_levels = 1000;
constexpr int error_slot = 1001;

// One entered container; the root object is the first.
struct level {
    bool is_array = false;
    bool started = false;
    ondemand::object object;
    ondemand::array array;
    ondemand::array_iterator position;
    ondemand::value element;
};

} // namespace

struct wick_json {
    ondemand::parser parser;
    ondemand::document document;
    std::unique_ptr<char[]> text;
    // Resolved strings; they are never longer than what they were written as.
    std::unique_ptr<uint8_t[]> unescaped;
    uint8_t *unescaped_end = nullptr;
    size_t capacity = 0;

    level levels[wick_json_maximum_levels];
    uint32_t depth = 0;
    uint32_t slots = 0;
    wick_json_value values[wick_json_maximum_keys];
    // The containers among the values, by slot.
    level containers[wick_json_maximum_keys];

    bool reserve(size_t count) {
        if (count <= capacity) return true;
        size_t grown = count < 4096 ? 4096 : count * 2;
        text.reset(new (std::nothrow) char[grown + SIMDJSON_PADDING]);
        unescaped.reset(new (std::nothrow) uint8_t[grown + SIMDJSON_PADDING]);
        capacity = text && unescaped ? grown : 0;
        return capacity != 0;
    }

    error_code begin(const uint8_t *bytes, size_t count);
    error_code take(ondemand::value value, uint32_t slot);
    error_code take_string(ondemand::value value, std::string_view token, wick_json_value &slot);
};

static std::string_view trimmed(std::string_view token) {
    while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r' || token.back() == '\n'))
        token.remove_suffix(1);
    return token;
}

// Copies the document and starts the parser on it; no container is open after that.
error_code wick_json::begin(const uint8_t *bytes, size_t count) {
    depth = 0;
    if (count == 0) return EMPTY;
    if (!reserve(count)) return MEMALLOC;
    memcpy(text.get(), bytes, count);
    memset(text.get() + count, 0, SIMDJSON_PADDING);
    unescaped_end = unescaped.get();
    padded_string_view view(text.get(), count, capacity + SIMDJSON_PADDING);
    return parser.iterate(view).get(document);
}

error_code wick_json::take_string(ondemand::value value, std::string_view token, wick_json_value &slot) {
    // The token runs from the opening to the closing quote.
    if (token.size() < 2 || token.back() != '"') return STRING_ERROR;
    token = token.substr(1, token.size() - 2);
    slot = {reinterpret_cast<const uint8_t *>(token.data()), uint32_t(token.size()), wick_json_string};
    if (memchr(token.data(), '\\', token.size()) == nullptr) return SUCCESS;
    ondemand::raw_json_string raw;
    if (auto error = value.get_raw_json_string().get(raw)) return error;
    std::string_view resolved;
    if (parser.unescape(raw, unescaped_end).get(resolved)) {
        slot.kind = wick_json_invalid;
        return SUCCESS;
    }
    slot.text = reinterpret_cast<const uint8_t *>(resolved.data());
    slot.count = uint32_t(resolved.size());
    return SUCCESS;
}

error_code wick_json::take(ondemand::value value, uint32_t index) {
    wick_json_value &slot = values[index];
    level &container = containers[index];
    std::string_view token = trimmed(value.raw_json_token());
    if (token.empty()) return TAPE_ERROR;
    slot = {reinterpret_cast<const uint8_t *>(token.data()), uint32_t(token.size()), wick_json_number};
    switch (token.front()) {
    case '"':
        return take_string(value, token, slot);
    case '{':
        slot = {slot.text, 0, wick_json_object};
        container.is_array = false;
        return value.get_object().get(container.object);
    case '[':
        slot = {slot.text, 0, wick_json_array};
        container.is_array = true;
        return value.get_array().get(container.array);
    case 't': slot.kind = wick_json_true; return SUCCESS;
    case 'f': slot.kind = wick_json_false; return SUCCESS;
    case 'n': slot.kind = wick_json_null; return SUCCESS;
    default: return SUCCESS;
    }
}

// The slot of a key, or -1. Keys mostly come in the order in which they were asked for, so the search starts after the
// last one found. Keys written with escapes are not recognized.
static inline int slot_of(const wick_json_keys &keys, const char *key, uint32_t after) {
    // The text is padded, so this may look beyond its end.
    uint64_t start;
    memcpy(&start, key, sizeof start);
    for (uint32_t step = 0, slot = after; step < keys.count; step++, slot++) {
        if (slot >= keys.count) slot = 0;
        if ((start & keys.masks[slot]) != keys.prefixes[slot]) continue;
        const uint32_t length = keys.lengths[slot];
        if (length < sizeof start) return int(slot);
        if (memcmp(key, keys.names[slot], length) == 0 && key[length] == '"') return int(slot);
    }
    return -1;
}

// With an other, one more slot takes the first value whose key is not asked for, and the pass goes to the end.
template <bool with_other> static inline int fields(wick_json *cursor, const wick_json_keys *keys) {
    const uint32_t other = keys->count;
    cursor->slots = keys->count + (with_other ? 1 : 0);
    for (uint32_t slot = 0; slot < cursor->slots; slot++) cursor->values[slot].kind = wick_json_missing;
    if (cursor->depth == 0) return error_levels;
    level &current = cursor->levels[cursor->depth - 1];
    ondemand::object_iterator field, end;
    if (auto error = current.object.begin().get(field)) return error;
    if (auto error = current.object.end().get(end)) return error;
    uint32_t seen = 0, next = 0;
    for (; field != end; ++field) {
        ondemand::field entry;
        if (auto error = (*field).get(entry)) return error;
        int slot = slot_of(*keys, entry.key().raw(), next);
        if (with_other && slot < 0) slot = int(other);
        if (slot < 0 || (seen & 1u << slot)) continue;
        if (auto error = cursor->take(entry.value(), uint32_t(slot))) return error;
        next = uint32_t(slot) + 1;
        seen |= 1u << slot;
        if (!with_other && (seen & keys->needed) == keys->needed) return SUCCESS;
    }
    return SUCCESS;
}

extern "C" {

void wick_json_keys_prepare(wick_json_keys *keys) {
    for (uint32_t slot = 0; slot < keys->count; slot++) {
        // The name and its closing quote, as far as they fit in 8 bytes.
        char text[8] = {}, mask[8] = {};
        const uint32_t length = keys->lengths[slot];
        for (uint32_t index = 0; index < 8 && index <= length; index++) {
            text[index] = index < length ? keys->names[slot][index] : '"';
            mask[index] = char(0xff);
        }
        memcpy(&keys->prefixes[slot], text, sizeof text);
        memcpy(&keys->masks[slot], mask, sizeof mask);
    }
}

wick_json *wick_json_create(void) { return new (std::nothrow) wick_json(); }

void wick_json_destroy(wick_json *cursor) { delete cursor; }

int wick_json_open(wick_json *cursor, const uint8_t *bytes, size_t count) {
    if (auto error = cursor->begin(bytes, count)) return error;
    level &root = cursor->levels[0];
    root.is_array = false;
    if (auto error = cursor->document.get_object().get(root.object)) return error;
    cursor->depth = 1;
    return SUCCESS;
}

int wick_json_open_array(wick_json *cursor, const uint8_t *bytes, size_t count) {
    if (auto error = cursor->begin(bytes, count)) return error;
    level &root = cursor->levels[0];
    root.is_array = true;
    root.started = false;
    if (auto error = cursor->document.get_array().get(root.array)) return error;
    if (auto error = root.array.begin().get(root.position)) return error;
    cursor->depth = 1;
    return SUCCESS;
}

int wick_json_fields(wick_json *cursor, const wick_json_keys *keys) { return fields<false>(cursor, keys); }

int wick_json_fields_and_other(wick_json *cursor, const wick_json_keys *keys) {
    if (keys->count == wick_json_maximum_keys) return error_slot;
    return fields<true>(cursor, keys);
}

const wick_json_value *wick_json_values(const wick_json *cursor) { return cursor->values; }

int wick_json_enter(wick_json *cursor, uint32_t slot) {
    if (slot >= cursor->slots) return error_slot;
    if (cursor->depth == 0 || cursor->depth == wick_json_maximum_levels) return error_levels;
    const wick_json_kind kind = cursor->values[slot].kind;
    if (kind != wick_json_array && kind != wick_json_object) return error_slot;
    level &entered = cursor->levels[cursor->depth];
    entered = cursor->containers[slot];
    entered.started = false;
    // The pass that found the container may have gone on behind it.
    auto reset = entered.is_array ? entered.array.reset() : entered.object.reset();
    if (reset.error()) return reset.error();
    if (entered.is_array) {
        if (auto error = entered.array.begin().get(entered.position)) return error;
    }
    cursor->depth++;
    return SUCCESS;
}

int wick_json_next(wick_json *cursor) {
    if (cursor->depth < 1 || cursor->depth >= wick_json_maximum_levels) return -error_levels;
    level &current = cursor->levels[cursor->depth - 1];
    if (!current.is_array) return -error_slot;
    if (current.started) ++current.position;
    current.started = true;
    if (!(current.position != current.position)) return 0;
    ondemand::value element;
    if (auto error = (*current.position).get(element)) return -error;
    current.element = element;
    if (element.raw_json_token().front() != '{') return 2;
    // The element's fields are read through the array's own level.
    if (auto error = element.get_object().get(current.object)) return -error;
    return 1;
}

wick_json_value wick_json_element(wick_json *cursor) {
    // The last slot is borrowed: a pass that fills it comes before the containers that it found are entered.
    constexpr uint32_t slot = wick_json_maximum_keys - 1;
    if (cursor->depth < 1 || cursor->take(cursor->levels[cursor->depth - 1].element, slot)) {
        cursor->values[slot].kind = wick_json_invalid;
        cursor->values[slot].count = 0;
    }
    return cursor->values[slot];
}

int wick_json_row(wick_json *cursor) {
    cursor->slots = 0;
    if (cursor->depth < 1) return -error_levels;
    level &current = cursor->levels[cursor->depth - 1];
    if (!current.is_array || !current.started) return -error_slot;
    if (current.element.raw_json_token().front() != '[') return 0;
    ondemand::array row;
    if (auto error = current.element.get_array().get(row)) return -error;
    for (auto entry : row) {
        ondemand::value value;
        if (auto error = entry.get(value)) return -error;
        // Columns that a venue adds one day are passed over.
        if (cursor->slots == wick_json_maximum_keys) break;
        if (auto error = cursor->take(value, cursor->slots)) return -error;
        cursor->slots++;
    }
    for (uint32_t slot = cursor->slots; slot < wick_json_maximum_keys; slot++)
        cursor->values[slot].kind = wick_json_missing;
    return int(cursor->slots);
}

void wick_json_leave(wick_json *cursor) {
    if (cursor->depth > 1) cursor->depth--;
}

const char *wick_json_reason(int code) {
    switch (code) {
    case error_levels: return "nested deeper than any known message";
    case error_slot: return "not an object or array";
    default: return error_message(error_code(code));
    }
}

} // extern "C"
