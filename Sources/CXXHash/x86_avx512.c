#include "kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "words.h"

/* avx512: all accumulators in one register. */

#define TARGET __attribute__((target("avx512f")))

struct lanes {
    __m512i all;
};

TARGET static ALWAYS_INLINE __m512i load(const void *p) {
    return _mm512_loadu_si512(p);
}

TARGET static ALWAYS_INLINE void load_lanes(struct lanes *lanes, const uint64_t accumulators[8]) {
    lanes->all = load(accumulators);
}

TARGET static ALWAYS_INLINE void store_lanes(const struct lanes *lanes, uint64_t accumulators[8]) {
    _mm512_storeu_si512(accumulators, lanes->all);
}

TARGET static ALWAYS_INLINE void accumulate(struct lanes *lanes, const uint8_t *p, const uint8_t *secret) {
    const __m512i words = load(p);
    const __m512i keys = _mm512_xor_si512(words, load(secret));
    const __m512i products = _mm512_mul_epu32(keys, _mm512_srli_epi64(keys, 32));
    const __m512i swapped = _mm512_shuffle_epi32(words, _MM_SHUFFLE(1, 0, 3, 2));
    lanes->all = _mm512_add_epi64(lanes->all, _mm512_add_epi64(products, swapped));
}

TARGET static ALWAYS_INLINE void scramble(struct lanes *lanes, const uint8_t *secret) {
    const __m512i prime = _mm512_set1_epi32((int)PRIME32_1);
    const __m512i words = lanes->all;
    const __m512i mixed = _mm512_xor_si512(_mm512_xor_si512(words, _mm512_srli_epi64(words, 47)), load(secret));
    /* 64 by 32 bits: the product of the high halves matters only mod 2^32. */
    const __m512i low = _mm512_mul_epu32(mixed, prime);
    const __m512i high = _mm512_mul_epu32(_mm512_srli_epi64(mixed, 32), prime);
    lanes->all = _mm512_add_epi64(low, _mm512_slli_epi64(high, 32));
}

#include "absorb.h"

static bool is_supported(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") != 0;
}

const struct cxxhash_kernel cxxhash_avx512 = {"avx512", is_supported, absorb};

#endif
