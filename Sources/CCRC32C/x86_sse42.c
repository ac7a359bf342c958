#include "kernel.h"

#if defined(__x86_64__)

#include <wmmintrin.h>

#include "x86.h"

/* sse4.2: one chain. */

static bool prepare_chain(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("sse4.2");
}

TARGET_SSE42 static uint32_t update_chain(uint32_t crc, const void *bytes, size_t count) {
    return ~chain(~crc, bytes, count);
}

const struct ccrc32c_kernel ccrc32c_sse42 = {"sse4.2", prepare_chain, update_chain};

/* sse4.2-pclmul: three lanes of equal length, which keep the unit busy while each waits for its last step.
 *
 * The value of a lane moves over the n bytes behind it by a carry-less multiplication with x^(8n-33) mod P: the 64-bit
 * product stands for a · x^(8n-32), and `crc32` of it supplies the missing x^32. Xored into the last word of the third
 * lane, the products of both other lanes take part in the step that is due there anyway. */

#define TARGET_LANES __attribute__((target("sse4.2,pclmul")))

enum {
    /* On Zen 5 lanes have the lower latency from 96 bytes on; calls that do not wait for each other overlap better
     * in one chain up to 256. At 128 neither choice loses more than 3 ns. */
    shortest_for_lanes = 128,
    /* 4 KiB: the join is then less than 1 % of the work. */
    longest_lane_in_words = 512,
};

/* moves[w]: x^(64w-33) mod P, which moves a lane's value over w words. */
static uint32_t moves[2 * longest_lane_in_words + 1];

TARGET_LANES static void prepare_moves(void) {
    moves[1] = 1;  /* x^31 */
    for (size_t words = 2; words <= 2 * longest_lane_in_words; words++) {
        moves[words] = (uint32_t)_mm_crc32_u64(moves[words - 1], 0);  /* · x^64 */
    }
}

static bool prepare_lanes(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("pclmul")) return false;
    prepare_moves();
    return true;
}

TARGET_LANES static inline __attribute__((always_inline))
__m128i moved(uint64_t state, size_t words) {
    return _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)state), _mm_cvtsi32_si128((int)moves[words]), 0x00);
}

TARGET_LANES static uint32_t update_lanes(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint32_t state = ~crc;
    while (count >= shortest_for_lanes) {
        size_t words = count / 24;
        if (words > longest_lane_in_words) words = longest_lane_in_words;
        const size_t lane = 8 * words;

        uint64_t first = state, second = 0, third = 0;
        for (const uint8_t *last = p + lane - 8; p < last; p += 8) {
            first = _mm_crc32_u64(first, load64(p));
            second = _mm_crc32_u64(second, load64(p + lane));
            third = _mm_crc32_u64(third, load64(p + 2 * lane));
        }
        first = _mm_crc32_u64(first, load64(p));
        second = _mm_crc32_u64(second, load64(p + lane));
        const __m128i others = _mm_xor_si128(moved(first, 2 * words), moved(second, words));
        third = _mm_crc32_u64(third, load64(p + 2 * lane) ^ (uint64_t)_mm_cvtsi128_si64(others));

        state = (uint32_t)third;
        p += 2 * lane + 8;
        count -= 3 * lane;
    }
    return ~chain(state, p, count);
}

const struct ccrc32c_kernel ccrc32c_sse42_pclmul = {"sse4.2-pclmul", prepare_lanes, update_lanes};

#endif
