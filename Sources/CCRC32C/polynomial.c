#include "polynomial.h"

uint32_t ccrc32c_multiply(uint32_t a, uint32_t b) {
    uint32_t product = 0;
    for (int bit = 31; bit >= 0; bit--) {
        product ^= b & (0u - ((a >> bit) & 1));
        b = ccrc32c_times_x(b);
    }
    return product;
}

uint32_t ccrc32c_x_to(uint64_t n) {
    uint32_t power = UINT32_C(1) << 31;   /* x^0 */
    uint32_t square = UINT32_C(1) << 30;  /* x^(2^k) */
    for (; n != 0; n >>= 1) {
        if (n & 1) power = ccrc32c_multiply(power, square);
        square = ccrc32c_multiply(square, square);
    }
    return power;
}
