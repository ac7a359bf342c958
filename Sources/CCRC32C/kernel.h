#ifndef CCRC32C_KERNEL_H
#define CCRC32C_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma GCC visibility push(hidden)

/* One way to compute the checksum. */
struct ccrc32c_kernel {
    const char *name;
    /* Returns whether this CPU can run the kernel, and if so computes its constants. Called once, at start-up. */
    bool (*prepare)(void);
    /* As `ccrc32c_update`. */
    uint32_t (*update)(uint32_t crc, const void *bytes, size_t count);
};

extern const struct ccrc32c_kernel ccrc32c_portable;

#if defined(__x86_64__)
extern const struct ccrc32c_kernel ccrc32c_sse42;
extern const struct ccrc32c_kernel ccrc32c_sse42_pclmul;
extern const struct ccrc32c_kernel ccrc32c_avx512_vpclmulqdq;
#elif defined(__aarch64__) && defined(__AARCH64EL__)
extern const struct ccrc32c_kernel ccrc32c_armv8_crc;
extern const struct ccrc32c_kernel ccrc32c_armv8_crc_pmull;
#endif

#pragma GCC visibility pop

/* The byte order of the checksum is little-endian: the first byte holds the highest powers of x.
 * The loads need no alignment. */
static inline __attribute__((always_inline)) uint64_t load64(const uint8_t *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static inline __attribute__((always_inline)) uint32_t load32(const uint8_t *p) {
    uint32_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

static inline __attribute__((always_inline)) uint16_t load16(const uint8_t *p) {
    uint16_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap16(word);
#endif
    return word;
}

#endif
