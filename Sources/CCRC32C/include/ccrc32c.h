#ifndef CCRC32C_H
#define CCRC32C_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final xor 0xFFFFFFFF.
 * `crc` is the finished value of the bytes before, 0 at the start; the result is the finished value
 * of all bytes so far. */
uint32_t ccrc32c_update(uint32_t crc, const void *bytes, size_t count);

/* The finished value of A followed by B, from the finished values of A and of B and the length of B. */
uint32_t ccrc32c_combine(uint32_t crc_a, uint32_t crc_b, uint64_t length_b);

#endif
