#ifndef CXXHASH_KERNEL_H
#define CXXHASH_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* XXH3 of more than `longest_without_stripes` bytes keeps eight accumulators, which take in stripes of 64 bytes: every
 * word of a stripe meets a word of the secret, whose place moves on by 8 bytes with each stripe. After the 16 stripes of
 * a block the accumulators are scrambled, and the secret starts anew. */
enum {
    longest_without_stripes = 240,
    stripe = 64,
    stripes_of_block = 16,
    block = stripe * stripes_of_block,
    secret_step = 8,
    /* Places in the secret. */
    secret_of_scramble = 128,
    secret_of_last_stripe = 121,
};

extern const uint8_t cxxhash_secret[192] __attribute__((aligned(64)));

/* One way to take in the stripes. */
struct cxxhash_kernel {
    const char *name;
    /* Returns whether this CPU can run the kernel. */
    bool (*is_supported)(void);
    /* Takes more than `longest_without_stripes` bytes into the accumulators. */
    void (*absorb)(uint64_t accumulators[8], const uint8_t *bytes, size_t count);
};

extern const struct cxxhash_kernel cxxhash_portable;

#if defined(__x86_64__)
extern const struct cxxhash_kernel cxxhash_sse2;
extern const struct cxxhash_kernel cxxhash_avx2;
extern const struct cxxhash_kernel cxxhash_avx512;
#elif defined(__aarch64__) && defined(__AARCH64EL__)
extern const struct cxxhash_kernel cxxhash_neon;
#endif

/* XXH3 with the given way to take in the stripes. */
uint64_t cxxhash_xxh3_by(const struct cxxhash_kernel *kernel, const uint8_t *bytes, size_t count);

#pragma GCC visibility pop

#endif
