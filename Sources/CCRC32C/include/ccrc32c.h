#ifndef CCRC32C_H
#define CCRC32C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final xor 0xFFFFFFFF.
 *
 * Everything here may be called from any thread, from main() on and from constructors of default priority.
 * There is no state but constants computed at start-up. */

/* `crc` is the finished value of the bytes before, 0 at the start; the result is the finished value
 * of all bytes so far. `bytes` needs no alignment and may be null when `count` is 0. */
uint32_t ccrc32c_update(uint32_t crc, const void *bytes, size_t count);

/* The finished value of A followed by B, from the finished values of A and of B and the length of B in bytes.
 * At most 64 polynomial multiplications, whatever the length. */
uint32_t ccrc32c_combine(uint32_t crc_a, uint32_t crc_b, uint64_t length_b);

/* The kernels compiled for this architecture, numbered from 0, slowest first. Kernel 0 runs on every CPU.
 * `ccrc32c_update` uses the selected one: the last that this CPU supports, chosen once at start-up.
 * Choosing another is for tests and benchmarks. */
size_t ccrc32c_kernel_count(void);
size_t ccrc32c_kernel_selected(void);

/* A static string; null when there is no such kernel. */
const char *ccrc32c_kernel_name(size_t kernel);

/* Whether this CPU and operating system can run the kernel; false when there is no such kernel. */
bool ccrc32c_kernel_is_supported(size_t kernel);

/* `ccrc32c_update` by the given kernel, or by kernel 0 when that one is not supported. */
uint32_t ccrc32c_kernel_update(size_t kernel, uint32_t crc, const void *bytes, size_t count);

#endif
