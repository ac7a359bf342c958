/* Words of 64 bits, as the definition has them. */

#include "kernel.h"
#include "words.h"

#define TARGET

struct lanes {
    uint64_t words[8];
};

static ALWAYS_INLINE void load_lanes(struct lanes *lanes, const uint64_t accumulators[8]) {
    memcpy(lanes->words, accumulators, sizeof lanes->words);
}

static ALWAYS_INLINE void store_lanes(const struct lanes *lanes, uint64_t accumulators[8]) {
    memcpy(accumulators, lanes->words, sizeof lanes->words);
}

static ALWAYS_INLINE void accumulate(struct lanes *lanes, const uint8_t *p, const uint8_t *secret) {
    for (size_t k = 0; k < 8; k++) {
        const uint64_t word = load64(p + 8 * k);
        const uint64_t key = word ^ load64(secret + 8 * k);
        lanes->words[k ^ 1] += word;
        lanes->words[k] += (key & 0xFFFFFFFF) * (key >> 32);
    }
}

static ALWAYS_INLINE void scramble(struct lanes *lanes, const uint8_t *secret) {
    for (size_t k = 0; k < 8; k++) {
        const uint64_t word = lanes->words[k];
        lanes->words[k] = (word ^ (word >> 47) ^ load64(secret + 8 * k)) * PRIME32_1;
    }
}

#include "absorb.h"

static bool is_supported(void) {
    return true;
}

const struct cxxhash_kernel cxxhash_portable = {"portable", is_supported, absorb};
