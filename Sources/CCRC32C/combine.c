#include "ccrc32c.h"
#include "combine.h"
#include "polynomial.h"

/* moves[k]: x^(8·2^k) mod P, which moves a value over 2^k bytes. */
static uint32_t moves[64];

void ccrc32c_prepare_combine(void) {
    moves[0] = ccrc32c_x_to(8);
    for (int k = 1; k < 64; k++) moves[k] = ccrc32c_multiply(moves[k - 1], moves[k - 1]);
}

uint32_t ccrc32c_combine(uint32_t crc_a, uint32_t crc_b, uint64_t length_b) {
    /* The initial values and final xors of both cancel out. */
    uint32_t moved = crc_a;
    for (; length_b != 0; length_b &= length_b - 1) {
        moved = ccrc32c_multiply(moved, moves[__builtin_ctzll(length_b)]);
    }
    return moved ^ crc_b;
}
