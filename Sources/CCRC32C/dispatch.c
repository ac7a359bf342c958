#include "ccrc32c.h"
#include "combine.h"
#include "kernel.h"

/* Slowest first; the last supported one is selected. */
static const struct ccrc32c_kernel *const kernels[] = {
    &ccrc32c_portable,
#if defined(__x86_64__)
    &ccrc32c_sse42,
    &ccrc32c_sse42_pclmul,
    &ccrc32c_avx512_vpclmulqdq,
#elif defined(__aarch64__) && defined(__AARCH64EL__)
    &ccrc32c_armv8_crc,
    &ccrc32c_armv8_crc_pmull,
#endif
};

enum { kernel_count = sizeof kernels / sizeof kernels[0] };

static bool supported[kernel_count];
static size_t selected;
static uint32_t (*selected_update)(uint32_t crc, const void *bytes, size_t count);

/* The earliest priority open to programs: before constructors of default priority. */
__attribute__((constructor(101))) static void prepare(void) {
    for (size_t kernel = 0; kernel < kernel_count; kernel++) {
        supported[kernel] = kernels[kernel]->prepare();
        if (supported[kernel]) selected = kernel;
    }
    selected_update = kernels[selected]->update;
    ccrc32c_prepare_combine();
}

uint32_t ccrc32c_update(uint32_t crc, const void *bytes, size_t count) {
    return selected_update(crc, bytes, count);
}

size_t ccrc32c_kernel_count(void) {
    return kernel_count;
}

size_t ccrc32c_kernel_selected(void) {
    return selected;
}

const char *ccrc32c_kernel_name(size_t kernel) {
    return kernel < kernel_count ? kernels[kernel]->name : NULL;
}

bool ccrc32c_kernel_is_supported(size_t kernel) {
    return kernel < kernel_count && supported[kernel];
}

uint32_t ccrc32c_kernel_update(size_t kernel, uint32_t crc, const void *bytes, size_t count) {
    return kernels[ccrc32c_kernel_is_supported(kernel) ? kernel : 0]->update(crc, bytes, count);
}
