#ifndef CCRC32C_X86_H
#define CCRC32C_X86_H

#include <nmmintrin.h>

#include "kernel.h"

#define TARGET_SSE42 __attribute__((target("sse4.2")))

/* Takes the unfinished value `state` over `count` bytes in one chain of `crc32` instructions (3 cycles a step). */
TARGET_SSE42 static inline __attribute__((always_inline))
uint32_t chain(uint32_t state, const uint8_t *p, size_t count) {
    uint64_t wide = state;
    for (; count >= 8; count -= 8, p += 8) wide = _mm_crc32_u64(wide, load64(p));
    state = (uint32_t)wide;
    if (count & 4) {
        state = _mm_crc32_u32(state, load32(p));
        p += 4;
    }
    if (count & 2) {
        state = _mm_crc32_u16(state, load16(p));
        p += 2;
    }
    if (count & 1) state = _mm_crc32_u8(state, *p);
    return state;
}

#endif
