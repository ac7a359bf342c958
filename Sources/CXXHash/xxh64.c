/* Four lanes of 64 bits; no vector instruction multiplies 64 bits faster than the scalar one. */

#include "cxxhash.h"
#include "words.h"

static ALWAYS_INLINE uint64_t stepped(uint64_t lane, uint64_t word) {
    return rotate64(lane + word * PRIME64_2, 31) * PRIME64_1;
}

static ALWAYS_INLINE uint64_t merged(uint64_t hash, uint64_t lane) {
    return (hash ^ stepped(0, lane)) * PRIME64_1 + PRIME64_4;
}

uint64_t cxxhash_xxh64(const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    size_t left = count;

    uint64_t hash = PRIME64_5;
    if (left >= 32) {
        uint64_t a = PRIME64_1 + PRIME64_2, b = PRIME64_2, c = 0, d = 0 - PRIME64_1;
        for (; left >= 32; left -= 32, p += 32) {
            a = stepped(a, load64(p));
            b = stepped(b, load64(p + 8));
            c = stepped(c, load64(p + 16));
            d = stepped(d, load64(p + 24));
        }
        hash = rotate64(a, 1) + rotate64(b, 7) + rotate64(c, 12) + rotate64(d, 18);
        hash = merged(merged(merged(merged(hash, a), b), c), d);
    }
    hash += count;

    for (; left >= 8; left -= 8, p += 8) {
        hash = rotate64(hash ^ stepped(0, load64(p)), 27) * PRIME64_1 + PRIME64_4;
    }
    if (left >= 4) {
        hash = rotate64(hash ^ load32(p) * PRIME64_1, 23) * PRIME64_2 + PRIME64_3;
        left -= 4;
        p += 4;
    }
    for (; left > 0; left--, p++) hash = rotate64(hash ^ *p * PRIME64_5, 11) * PRIME64_1;
    return avalanche64(hash);
}
