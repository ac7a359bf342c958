#ifndef CXXHASH_H
#define CXXHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hashes of the xxHash family with seed 0, and XXH3 with its default secret.
 *
 * Everything here may be called from any thread, from main() on and from constructors of default priority.
 * There is no state but the choice of a kernel at start-up. `bytes` needs no alignment and may be null when `count`
 * is 0. */

uint32_t cxxhash_xxh32(const void *bytes, size_t count);

uint64_t cxxhash_xxh64(const void *bytes, size_t count);

/* XXH3 of 64 bits. */
uint64_t cxxhash_xxh3(const void *bytes, size_t count);

/* The kernels of XXH3 compiled for this architecture, numbered from 0, slowest first. Kernel 0 runs on every CPU.
 * `cxxhash_xxh3` uses the selected one: the last that this CPU supports, chosen once at start-up.
 * Choosing another is for tests and benchmarks. */
size_t cxxhash_kernel_count(void);
size_t cxxhash_kernel_selected(void);

/* A static string; null when there is no such kernel. */
const char *cxxhash_kernel_name(size_t kernel);

/* Whether this CPU and operating system can run the kernel; false when there is no such kernel. */
bool cxxhash_kernel_is_supported(size_t kernel);

/* `cxxhash_xxh3` by the given kernel, or by kernel 0 when that one is not supported. */
uint64_t cxxhash_kernel_xxh3(size_t kernel, const void *bytes, size_t count);

#endif
