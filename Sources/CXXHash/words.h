#ifndef CXXHASH_WORDS_H
#define CXXHASH_WORDS_H

#include <stdint.h>
#include <string.h>

#define ALWAYS_INLINE inline __attribute__((always_inline))

/* The primes that all hashes of the family share. */

#define PRIME32_1 UINT32_C(0x9E3779B1)
#define PRIME32_2 UINT32_C(0x85EBCA77)
#define PRIME32_3 UINT32_C(0xC2B2AE3D)
#define PRIME32_4 UINT32_C(0x27D4EB2F)
#define PRIME32_5 UINT32_C(0x165667B1)

#define PRIME64_1 UINT64_C(0x9E3779B185EBCA87)
#define PRIME64_2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define PRIME64_3 UINT64_C(0x165667B19E3779F9)
#define PRIME64_4 UINT64_C(0x85EBCA77C2B2AE63)
#define PRIME64_5 UINT64_C(0x27D4EB2F165667C5)

/* Little-endian words, of any alignment. */

static ALWAYS_INLINE uint64_t load64(const uint8_t *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static ALWAYS_INLINE uint32_t load32(const uint8_t *p) {
    uint32_t word;
    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

/* `by` is neither 0 nor the width of the word. */

static ALWAYS_INLINE uint64_t rotate64(uint64_t word, int by) {
    return (word << by) | (word >> (64 - by));
}

static ALWAYS_INLINE uint32_t rotate32(uint32_t word, int by) {
    return (word << by) | (word >> (32 - by));
}

/* The end of XXH64, and of XXH3 for the shortest inputs. */
static ALWAYS_INLINE uint64_t avalanche64(uint64_t hash) {
    hash ^= hash >> 33;
    hash *= PRIME64_2;
    hash ^= hash >> 29;
    hash *= PRIME64_3;
    return hash ^ (hash >> 32);
}

#endif
