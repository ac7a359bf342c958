#include "kernel.h"

#if defined(__aarch64__) && defined(__AARCH64EL__)

#include <arm_acle.h>
#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

#define TARGET_CRC __attribute__((target("+crc")))
/* "crypto" for the PMULL of 64 bits: GCC 12 does not take it from "aes" alone. */
#define TARGET_LANES __attribute__((target("+crc+crypto")))

static bool has_crc(void) {
#if defined(__linux__)
    return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0;
#elif defined(__ARM_FEATURE_CRC32)
    return true;
#else
    return false;
#endif
}

static bool has_pmull(void) {
#if defined(__linux__)
    return (getauxval(AT_HWCAP) & HWCAP_PMULL) != 0;
#elif defined(__ARM_FEATURE_AES)
    return true;
#else
    return false;
#endif
}

/* armv8-crc: one chain. */

/* Takes the unfinished value `state` over `count` bytes in one chain of `crc32c` instructions. */
TARGET_CRC static inline __attribute__((always_inline))
uint32_t chain(uint32_t state, const uint8_t *p, size_t count) {
    for (; count >= 8; count -= 8, p += 8) state = __crc32cd(state, load64(p));
    if (count & 4) {
        state = __crc32cw(state, load32(p));
        p += 4;
    }
    if (count & 2) {
        state = __crc32ch(state, load16(p));
        p += 2;
    }
    if (count & 1) state = __crc32cb(state, *p);
    return state;
}

TARGET_CRC static uint32_t update_chain(uint32_t crc, const void *bytes, size_t count) {
    return ~chain(~crc, bytes, count);
}

const struct ccrc32c_kernel ccrc32c_armv8_crc = {"armv8-crc", has_crc, update_chain};

/* armv8-crc-pmull: three lanes of equal length, joined as in x86_sse42.c, where it is explained. */

enum {
    /* Below this the join costs more than the lanes win: an estimate for cores with a `crc32c` of 2 to 3 cycles. */
    shortest_for_lanes = 192,
    longest_lane_in_words = 512,
};

/* moves[w]: x^(64w-33) mod P, which moves a lane's value over w words. */
static uint32_t moves[2 * longest_lane_in_words + 1];

TARGET_LANES static void prepare_moves(void) {
    moves[1] = 1;  /* x^31 */
    for (size_t words = 2; words <= 2 * longest_lane_in_words; words++) {
        moves[words] = __crc32cd(moves[words - 1], 0);  /* · x^64 */
    }
}

static bool prepare_lanes(void) {
    if (!has_crc() || !has_pmull()) return false;
    prepare_moves();
    return true;
}

TARGET_LANES static inline __attribute__((always_inline))
uint64_t moved(uint32_t state, size_t words) {
    return vgetq_lane_u64(vreinterpretq_u64_p128(vmull_p64(state, moves[words])), 0);
}

TARGET_LANES static uint32_t update_lanes(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint32_t state = ~crc;
    while (count >= shortest_for_lanes) {
        size_t words = count / 24;
        if (words > longest_lane_in_words) words = longest_lane_in_words;
        const size_t lane = 8 * words;

        uint32_t first = state, second = 0, third = 0;
        for (const uint8_t *last = p + lane - 8; p < last; p += 8) {
            first = __crc32cd(first, load64(p));
            second = __crc32cd(second, load64(p + lane));
            third = __crc32cd(third, load64(p + 2 * lane));
        }
        first = __crc32cd(first, load64(p));
        second = __crc32cd(second, load64(p + lane));
        const uint64_t others = moved(first, 2 * words) ^ moved(second, words);
        state = __crc32cd(third, load64(p + 2 * lane) ^ others);

        p += 2 * lane + 8;
        count -= 3 * lane;
    }
    return ~chain(state, p, count);
}

const struct ccrc32c_kernel ccrc32c_armv8_crc_pmull = {"armv8-crc-pmull", prepare_lanes, update_lanes};

#endif
