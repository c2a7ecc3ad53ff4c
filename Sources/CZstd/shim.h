#ifndef WICK_CZSTD_SHIM_H
#define WICK_CZSTD_SHIM_H

#include <zstd.h>

// xxHash is used as a header only: closing a torn zstd frame needs the content checksum, which is XXH64.
#define XXH_INLINE_ALL
#include <xxhash.h>

static inline uint64_t wick_xxh64(const void *bytes, size_t count) { return XXH64(bytes, count, 0); }

#endif
