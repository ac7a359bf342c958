/* Four lanes of 32 bits. The chain of two multiplications per lane sets the pace, in vectors as here. */

#include "cxxhash.h"
#include "words.h"

static ALWAYS_INLINE uint32_t stepped(uint32_t lane, const uint8_t *p) {
    return rotate32(lane + load32(p) * PRIME32_2, 13) * PRIME32_1;
}

uint32_t cxxhash_xxh32(const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    size_t left = count;

    uint32_t hash = PRIME32_5;
    if (left >= 16) {
        uint32_t a = PRIME32_1 + PRIME32_2, b = PRIME32_2, c = 0, d = 0 - PRIME32_1;
        for (; left >= 16; left -= 16, p += 16) {
            a = stepped(a, p);
            b = stepped(b, p + 4);
            c = stepped(c, p + 8);
            d = stepped(d, p + 12);
        }
        hash = rotate32(a, 1) + rotate32(b, 7) + rotate32(c, 12) + rotate32(d, 18);
    }
    hash += (uint32_t)count;

    for (; left >= 4; left -= 4, p += 4) hash = rotate32(hash + load32(p) * PRIME32_3, 17) * PRIME32_4;
    for (; left > 0; left--, p++) hash = rotate32(hash + *p * PRIME32_5, 11) * PRIME32_1;

    hash ^= hash >> 15;
    hash *= PRIME32_2;
    hash ^= hash >> 13;
    hash *= PRIME32_3;
    return hash ^ (hash >> 16);
}
