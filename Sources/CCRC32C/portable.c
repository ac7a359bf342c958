/* Slicing by 8: eight table look-ups, independent of each other, for eight bytes. */

#include "kernel.h"
#include "polynomial.h"

/* table[k][b]: the byte b, followed by k zero bytes. */
static uint32_t table[8][256];

static bool prepare(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) crc = ccrc32c_times_x(crc);
        table[0][byte] = crc;
    }
    for (int k = 1; k < 8; k++) {
        for (uint32_t byte = 0; byte < 256; byte++) {
            uint32_t crc = table[k - 1][byte];
            table[k][byte] = (crc >> 8) ^ table[0][crc & 0xFF];
        }
    }
    return true;
}

static uint32_t update(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint32_t state = ~crc;
    for (; count >= 8; count -= 8, p += 8) {
        uint64_t word = load64(p) ^ state;
        state = table[7][word & 0xFF] ^ table[6][(word >> 8) & 0xFF] ^ table[5][(word >> 16) & 0xFF]
              ^ table[4][(word >> 24) & 0xFF] ^ table[3][(word >> 32) & 0xFF] ^ table[2][(word >> 40) & 0xFF]
              ^ table[1][(word >> 48) & 0xFF] ^ table[0][word >> 56];
    }
    for (; count > 0; count--, p++) state = (state >> 8) ^ table[0][(state ^ *p) & 0xFF];
    return ~state;
}

const struct ccrc32c_kernel ccrc32c_portable = {"portable", prepare, update};
