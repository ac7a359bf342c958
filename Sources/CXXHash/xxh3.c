#include "cxxhash.h"
#include "kernel.h"
#include "words.h"

/* The word of the secret at a place. */
static ALWAYS_INLINE uint64_t secret64(size_t place) {
    return load64(cxxhash_secret + place);
}

/* Both halves of the product of 128 bits, as one word. */
static ALWAYS_INLINE uint64_t folded_product(uint64_t a, uint64_t b) {
    const unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* 16 bytes against 16 of the secret. */
static ALWAYS_INLINE uint64_t mixed(const uint8_t *p, size_t place) {
    return folded_product(load64(p) ^ secret64(place), load64(p + 8) ^ secret64(place + 8));
}

static ALWAYS_INLINE uint64_t avalanche3(uint64_t hash) {
    hash ^= hash >> 37;
    hash *= UINT64_C(0x165667919E3779F9);
    return hash ^ (hash >> 32);
}

static ALWAYS_INLINE uint64_t of_1_to_3(const uint8_t *p, size_t count) {
    const uint32_t combined =
        (uint32_t)p[0] << 16 | (uint32_t)p[count >> 1] << 24 | p[count - 1] | (uint32_t)count << 8;
    return avalanche64(combined ^ (uint64_t)(load32(cxxhash_secret) ^ load32(cxxhash_secret + 4)));
}

static ALWAYS_INLINE uint64_t of_4_to_8(const uint8_t *p, size_t count) {
    const uint64_t prime = UINT64_C(0x9FB21C651E98DF25);
    const uint64_t both = load32(p + count - 4) + ((uint64_t)load32(p) << 32);
    const uint64_t key = both ^ secret64(8) ^ secret64(16);
    uint64_t hash = key ^ rotate64(key, 49) ^ rotate64(key, 24);
    hash *= prime;
    hash ^= (hash >> 35) + count;
    hash *= prime;
    return hash ^ (hash >> 28);
}

static ALWAYS_INLINE uint64_t of_9_to_16(const uint8_t *p, size_t count) {
    const uint64_t low = load64(p) ^ secret64(24) ^ secret64(32);
    const uint64_t high = load64(p + count - 8) ^ secret64(40) ^ secret64(48);
    return avalanche3(count + __builtin_bswap64(low) + high + folded_product(low, high));
}

static ALWAYS_INLINE uint64_t of_17_to_128(const uint8_t *p, size_t count) {
    uint64_t sum = count * PRIME64_1;
    for (size_t i = 0; i <= (count - 1) / 32; i++) {
        sum += mixed(p + 16 * i, 32 * i) + mixed(p + count - 16 * (i + 1), 32 * i + 16);
    }
    return avalanche3(sum);
}

static ALWAYS_INLINE uint64_t of_129_to_240(const uint8_t *p, size_t count) {
    uint64_t sum = count * PRIME64_1;
    for (size_t i = 0; i < 8; i++) sum += mixed(p + 16 * i, 16 * i);
    sum = avalanche3(sum);
    for (size_t i = 8; i < count / 16; i++) sum += mixed(p + 16 * i, 16 * (i - 8) + 3);
    return avalanche3(sum + mixed(p + count - 16, 119));
}

static uint64_t of_stripes(const struct cxxhash_kernel *kernel, const uint8_t *p, size_t count) {
    uint64_t accumulators[8] = {
        PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1,
    };
    kernel->absorb(accumulators, p, count);
    uint64_t hash = count * PRIME64_1;
    for (size_t k = 0; k < 4; k++) {
        hash += folded_product(
            accumulators[2 * k] ^ secret64(11 + 16 * k), accumulators[2 * k + 1] ^ secret64(19 + 16 * k));
    }
    return avalanche3(hash);
}

uint64_t cxxhash_xxh3_by(const struct cxxhash_kernel *kernel, const uint8_t *p, size_t count) {
    if (count > longest_without_stripes) return of_stripes(kernel, p, count);
    if (count > 128) return of_129_to_240(p, count);
    if (count > 16) return of_17_to_128(p, count);
    if (count > 8) return of_9_to_16(p, count);
    if (count > 3) return of_4_to_8(p, count);
    if (count > 0) return of_1_to_3(p, count);
    return avalanche64(secret64(56) ^ secret64(64));
}
