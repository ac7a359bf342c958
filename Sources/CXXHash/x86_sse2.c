#include "kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "words.h"

/* sse2: two accumulators in each of four registers. */

#define TARGET __attribute__((target("sse2")))

struct lanes {
    __m128i pairs[4];
};

TARGET static ALWAYS_INLINE __m128i load(const void *p) {
    return _mm_loadu_si128(p);
}

TARGET static ALWAYS_INLINE void load_lanes(struct lanes *lanes, const uint64_t accumulators[8]) {
    for (size_t i = 0; i < 4; i++) lanes->pairs[i] = load(accumulators + 2 * i);
}

TARGET static ALWAYS_INLINE void store_lanes(const struct lanes *lanes, uint64_t accumulators[8]) {
    for (size_t i = 0; i < 4; i++) _mm_storeu_si128((__m128i *)(accumulators + 2 * i), lanes->pairs[i]);
}

TARGET static ALWAYS_INLINE void accumulate(struct lanes *lanes, const uint8_t *p, const uint8_t *secret) {
    for (size_t i = 0; i < 4; i++) {
        const __m128i words = load(p + 16 * i);
        const __m128i keys = _mm_xor_si128(words, load(secret + 16 * i));
        const __m128i products = _mm_mul_epu32(keys, _mm_srli_epi64(keys, 32));
        const __m128i swapped = _mm_shuffle_epi32(words, _MM_SHUFFLE(1, 0, 3, 2));
        lanes->pairs[i] = _mm_add_epi64(lanes->pairs[i], _mm_add_epi64(products, swapped));
    }
}

TARGET static ALWAYS_INLINE void scramble(struct lanes *lanes, const uint8_t *secret) {
    const __m128i prime = _mm_set1_epi32((int)PRIME32_1);
    for (size_t i = 0; i < 4; i++) {
        const __m128i words = lanes->pairs[i];
        const __m128i mixed = _mm_xor_si128(
            _mm_xor_si128(words, _mm_srli_epi64(words, 47)), load(secret + 16 * i));
        /* 64 by 32 bits: the product of the high halves matters only mod 2^32. */
        const __m128i low = _mm_mul_epu32(mixed, prime);
        const __m128i high = _mm_mul_epu32(_mm_srli_epi64(mixed, 32), prime);
        lanes->pairs[i] = _mm_add_epi64(low, _mm_slli_epi64(high, 32));
    }
}

#include "absorb.h"

static bool is_supported(void) {
    return true;  /* Part of x86-64. */
}

const struct cxxhash_kernel cxxhash_sse2 = {"sse2", is_supported, absorb};

#endif
