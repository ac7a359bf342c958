/* The order of stripes and scrambles, which is the same for every kernel. A kernel's file includes this after it has
 * defined
 *
 *     TARGET                              the attributes of a function with the kernel's instructions
 *     struct lanes                        the eight accumulators in registers
 *     load_lanes, store_lanes             from and to memory
 *     accumulate(lanes, stripe, secret)   takes in one stripe
 *     scramble(lanes, secret)             ends a block
 *
 * and gets `absorb`, of which the compiler can keep the accumulators in registers throughout. */

/* Without the loop the words of the secret are constants, of which wide registers hold all. (GCC gains nothing.) */
#if defined(__clang__)
#define UNROLL_STRIPES _Pragma("clang loop unroll(full)")
#else
#define UNROLL_STRIPES
#endif

TARGET static void absorb(uint64_t accumulators[8], const uint8_t *bytes, size_t count) {
    struct lanes lanes;
    load_lanes(&lanes, accumulators);

    /* The last stripe always ends with the bytes, and often overlaps the one before: what is left for the others is one
     * byte less, so that it is never empty. */
    const uint8_t *const last = bytes + count - stripe;
    const uint8_t *p = bytes;
    size_t left = count - 1;
    for (; left >= block; left -= block, p += block) {
        UNROLL_STRIPES
        for (size_t n = 0; n < stripes_of_block; n++) {
            accumulate(&lanes, p + n * stripe, cxxhash_secret + n * secret_step);
        }
        scramble(&lanes, cxxhash_secret + secret_of_scramble);
    }
    for (const uint8_t *secret = cxxhash_secret; left >= stripe; left -= stripe, p += stripe, secret += secret_step) {
        accumulate(&lanes, p, secret);
    }
    accumulate(&lanes, last, cxxhash_secret + secret_of_last_stripe);

    store_lanes(&lanes, accumulators);
}
