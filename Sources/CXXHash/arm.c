#include "kernel.h"

#if defined(__aarch64__) && defined(__AARCH64EL__)

#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

#include "words.h"

/* neon: two accumulators in each of four registers. */

#define TARGET

struct lanes {
    uint64x2_t pairs[4];
};

static ALWAYS_INLINE uint64x2_t load(const uint8_t *p) {
    return vreinterpretq_u64_u8(vld1q_u8(p));
}

static ALWAYS_INLINE void load_lanes(struct lanes *lanes, const uint64_t accumulators[8]) {
    for (size_t i = 0; i < 4; i++) lanes->pairs[i] = vld1q_u64(accumulators + 2 * i);
}

static ALWAYS_INLINE void store_lanes(const struct lanes *lanes, uint64_t accumulators[8]) {
    for (size_t i = 0; i < 4; i++) vst1q_u64(accumulators + 2 * i, lanes->pairs[i]);
}

static ALWAYS_INLINE void accumulate(struct lanes *lanes, const uint8_t *p, const uint8_t *secret) {
    for (size_t i = 0; i < 4; i += 2) {
        const uint64x2_t first = load(p + 16 * i), second = load(p + 16 * i + 16);
        const uint32x4_t first_keys = vreinterpretq_u32_u64(veorq_u64(first, load(secret + 16 * i)));
        const uint32x4_t second_keys = vreinterpretq_u32_u64(veorq_u64(second, load(secret + 16 * i + 16)));
        /* The low and the high halves of the four keys. */
        const uint32x4_t low = vuzp1q_u32(first_keys, second_keys);
        const uint32x4_t high = vuzp2q_u32(first_keys, second_keys);
        const uint64x2_t first_sum = vmlal_u32(vextq_u64(first, first, 1), vget_low_u32(low), vget_low_u32(high));
        const uint64x2_t second_sum = vmlal_high_u32(vextq_u64(second, second, 1), low, high);
        lanes->pairs[i] = vaddq_u64(lanes->pairs[i], first_sum);
        lanes->pairs[i + 1] = vaddq_u64(lanes->pairs[i + 1], second_sum);
    }
}

static ALWAYS_INLINE void scramble(struct lanes *lanes, const uint8_t *secret) {
    const uint32x2_t prime = vdup_n_u32(PRIME32_1);
    for (size_t i = 0; i < 4; i++) {
        const uint64x2_t words = lanes->pairs[i];
        const uint64x2_t mixed = veorq_u64(veorq_u64(words, vshrq_n_u64(words, 47)), load(secret + 16 * i));
        /* 64 by 32 bits: the product of the high halves matters only mod 2^32. */
        const uint64x2_t high = vmull_u32(vshrn_n_u64(mixed, 32), prime);
        lanes->pairs[i] = vmlal_u32(vshlq_n_u64(high, 32), vmovn_u64(mixed), prime);
    }
}

#include "absorb.h"

static bool is_supported(void) {
#if defined(__linux__)
    return (getauxval(AT_HWCAP) & HWCAP_ASIMD) != 0;
#else
    return true;
#endif
}

const struct cxxhash_kernel cxxhash_neon = {"neon", is_supported, absorb};

#endif
