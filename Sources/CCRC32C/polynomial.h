#ifndef CCRC32C_POLYNOMIAL_H
#define CCRC32C_POLYNOMIAL_H

#include <stdint.h>

#pragma GCC visibility push(hidden)

/* Polynomials over GF(2) modulo P, the Castagnoli polynomial, in reflected order: bit 31 is the coefficient of x^0
 * and bit 0 that of x^31. */

#define CCRC32C_POLYNOMIAL 0x82F63B78u

/* a · x mod P. */
static inline uint32_t ccrc32c_times_x(uint32_t a) {
    return (a >> 1) ^ (CCRC32C_POLYNOMIAL & (0u - (a & 1)));
}

/* a · b mod P. */
uint32_t ccrc32c_multiply(uint32_t a, uint32_t b);

/* x^n mod P. */
uint32_t ccrc32c_x_to(uint64_t n);

#pragma GCC visibility pop

#endif
