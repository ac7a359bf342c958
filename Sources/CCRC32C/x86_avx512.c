#include "kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "polynomial.h"
#include "x86.h"

/* avx512-vpclmulqdq: folding. 16 bytes of state move over d bytes by two carry-less multiplications: the low half,
 * which comes first in the stream, by x^(8d+31) and the high half by x^(8d-33), both mod P. (A constant of 32 bits in a
 * half of 64 stands for x^32 times itself, and a reflected product for x times itself: hence the 33.) The state stays
 * as wide as the data, and only the last 16 bytes of it go through the `crc32` instruction. */

#define TARGET_FOLD __attribute__((target("sse4.2,pclmul,avx512f,vpclmulqdq")))

enum {
    block = 256,
    /* From the first block on, folding is no slower than the three lanes of sse4.2-pclmul (measured on Zen 5). */
    shortest_for_folding = block,
};

/* The multipliers of one 64-byte register: those of its 16-byte quarter q are at 2q and 2q+1. */
struct multipliers {
    _Alignas(64) uint64_t quarters[8];
};

static struct multipliers over_64, over_128, over_192, over_256;

/* Quarters 0, 1 and 2 over what lies between them and quarter 3, which stays. */
static struct multipliers onto_last_quarter;

static void set_quarter(struct multipliers *multipliers, size_t quarter, uint64_t bytes) {
    multipliers->quarters[2 * quarter] = ccrc32c_x_to(8 * bytes + 31);
    multipliers->quarters[2 * quarter + 1] = ccrc32c_x_to(8 * bytes - 33);
}

static void set_all_quarters(struct multipliers *multipliers, uint64_t bytes) {
    set_quarter(multipliers, 0, bytes);
    for (size_t i = 2; i < 8; i++) multipliers->quarters[i] = multipliers->quarters[i - 2];
}

static bool prepare(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("pclmul")) return false;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("vpclmulqdq")) return false;
    set_all_quarters(&over_64, 64);
    set_all_quarters(&over_128, 128);
    set_all_quarters(&over_192, 192);
    set_all_quarters(&over_256, 256);
    set_quarter(&onto_last_quarter, 0, 48);
    set_quarter(&onto_last_quarter, 1, 32);
    set_quarter(&onto_last_quarter, 2, 16);
    return true;
}

TARGET_FOLD static inline __attribute__((always_inline))
__m512i load_512(const void *p) {
    return _mm512_loadu_si512(p);
}

/* a moved by the multipliers, plus b. */
TARGET_FOLD static inline __attribute__((always_inline))
__m512i fold(__m512i a, __m512i multipliers, __m512i b) {
    const __m512i low = _mm512_clmulepi64_epi128(a, multipliers, 0x00);
    const __m512i high = _mm512_clmulepi64_epi128(a, multipliers, 0x11);
    return _mm512_ternarylogic_epi64(low, high, b, 0x96);  /* xor of the three */
}

TARGET_FOLD static uint32_t update(uint32_t crc, const void *bytes, size_t count) {
    if (count < shortest_for_folding) return ccrc32c_sse42_pclmul.update(crc, bytes, count);

    const uint8_t *p = bytes;
    __m512i a = _mm512_xor_si512(load_512(p), _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)~crc)));
    __m512i b = load_512(p + 64);
    __m512i c = load_512(p + 128);
    __m512i d = load_512(p + 192);
    p += block;
    count -= block;
    const __m512i over_block = load_512(&over_256);
    for (; count >= block; count -= block, p += block) {
        a = fold(a, over_block, load_512(p));
        b = fold(b, over_block, load_512(p + 64));
        c = fold(c, over_block, load_512(p + 128));
        d = fold(d, over_block, load_512(p + 192));
    }

    const __m512i over_register = load_512(&over_64);
    d = fold(a, load_512(&over_192), d);
    d = _mm512_xor_si512(d, fold(b, load_512(&over_128), fold(c, over_register, _mm512_setzero_si512())));
    for (; count >= 64; count -= 64, p += 64) d = fold(d, over_register, load_512(p));

    /* Quarter 3 has no multipliers: it comes in as itself. */
    const __m512i last_quarter = _mm512_maskz_mov_epi64(0xC0, d);
    const __m512i quarters = fold(d, load_512(&onto_last_quarter), last_quarter);
    const __m256i halves = _mm256_xor_si256(_mm512_castsi512_si256(quarters), _mm512_extracti64x4_epi64(quarters, 1));
    const __m128i state = _mm_xor_si128(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));

    uint64_t wide = _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(state));
    wide = _mm_crc32_u64(wide, (uint64_t)_mm_extract_epi64(state, 1));
    return ~chain((uint32_t)wide, p, count);
}

const struct ccrc32c_kernel ccrc32c_avx512_vpclmulqdq = {"avx512-vpclmulqdq", prepare, update};

#endif
