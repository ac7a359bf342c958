#include "kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "words.h"

/* avx2: four accumulators in each of two registers. */

#define TARGET __attribute__((target("avx2")))

struct lanes {
    __m256i quads[2];
};

TARGET static ALWAYS_INLINE __m256i load(const void *p) {
    return _mm256_loadu_si256(p);
}

TARGET static ALWAYS_INLINE void load_lanes(struct lanes *lanes, const uint64_t accumulators[8]) {
    for (size_t i = 0; i < 2; i++) lanes->quads[i] = load(accumulators + 4 * i);
}

TARGET static ALWAYS_INLINE void store_lanes(const struct lanes *lanes, uint64_t accumulators[8]) {
    for (size_t i = 0; i < 2; i++) _mm256_storeu_si256((__m256i *)(accumulators + 4 * i), lanes->quads[i]);
}

TARGET static ALWAYS_INLINE void accumulate(struct lanes *lanes, const uint8_t *p, const uint8_t *secret) {
    for (size_t i = 0; i < 2; i++) {
        const __m256i words = load(p + 32 * i);
        const __m256i keys = _mm256_xor_si256(words, load(secret + 32 * i));
        const __m256i products = _mm256_mul_epu32(keys, _mm256_srli_epi64(keys, 32));
        const __m256i swapped = _mm256_shuffle_epi32(words, _MM_SHUFFLE(1, 0, 3, 2));
        lanes->quads[i] = _mm256_add_epi64(lanes->quads[i], _mm256_add_epi64(products, swapped));
    }
}

TARGET static ALWAYS_INLINE void scramble(struct lanes *lanes, const uint8_t *secret) {
    const __m256i prime = _mm256_set1_epi32((int)PRIME32_1);
    for (size_t i = 0; i < 2; i++) {
        const __m256i words = lanes->quads[i];
        const __m256i mixed = _mm256_xor_si256(
            _mm256_xor_si256(words, _mm256_srli_epi64(words, 47)), load(secret + 32 * i));
        /* 64 by 32 bits: the product of the high halves matters only mod 2^32. */
        const __m256i low = _mm256_mul_epu32(mixed, prime);
        const __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(mixed, 32), prime);
        lanes->quads[i] = _mm256_add_epi64(low, _mm256_slli_epi64(high, 32));
    }
}

#include "absorb.h"

static bool is_supported(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") != 0;
}

const struct cxxhash_kernel cxxhash_avx2 = {"avx2", is_supported, absorb};

#endif
