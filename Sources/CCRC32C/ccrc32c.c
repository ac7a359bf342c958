#include "ccrc32c.h"

static uint32_t step(uint32_t crc, uint8_t byte) {
    crc ^= byte;
    for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
    return crc;
}

uint32_t ccrc32c_update(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    crc = ~crc;
    for (size_t i = 0; i < count; i++) crc = step(crc, p[i]);
    return ~crc;
}

uint32_t ccrc32c_combine(uint32_t crc_a, uint32_t crc_b, uint64_t length_b) {
    uint32_t state = crc_a;
    for (uint64_t i = 0; i < length_b; i++) state = step(state, 0);
    return state ^ crc_b;
}
