#include "cxxhash.h"
#include "kernel.h"

/* Slowest first; the last supported one is selected. */
static const struct cxxhash_kernel *const kernels[] = {
    &cxxhash_portable,
#if defined(__x86_64__)
    &cxxhash_sse2,
    &cxxhash_avx2,
    &cxxhash_avx512,
#elif defined(__aarch64__) && defined(__AARCH64EL__)
    &cxxhash_neon,
#endif
};

enum { kernel_count = sizeof kernels / sizeof kernels[0] };

static bool supported[kernel_count];
static size_t selected;

/* The earliest priority open to programs: before constructors of default priority. */
__attribute__((constructor(101))) static void select_kernel(void) {
    for (size_t kernel = 0; kernel < kernel_count; kernel++) {
        supported[kernel] = kernels[kernel]->is_supported();
        if (supported[kernel]) selected = kernel;
    }
}

uint64_t cxxhash_xxh3(const void *bytes, size_t count) {
    return cxxhash_xxh3_by(kernels[selected], bytes, count);
}

size_t cxxhash_kernel_count(void) {
    return kernel_count;
}

size_t cxxhash_kernel_selected(void) {
    return selected;
}

const char *cxxhash_kernel_name(size_t kernel) {
    return kernel < kernel_count ? kernels[kernel]->name : NULL;
}

bool cxxhash_kernel_is_supported(size_t kernel) {
    return kernel < kernel_count && supported[kernel];
}

uint64_t cxxhash_kernel_xxh3(size_t kernel, const void *bytes, size_t count) {
    return cxxhash_xxh3_by(kernels[cxxhash_kernel_is_supported(kernel) ? kernel : 0], bytes, count);
}
