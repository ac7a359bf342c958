/* Checks the hashes, and XXH3 by every kernel that this CPU supports, against the check values of annex C.1 of
 * partition-data, against libxxhash and against each other, and asserts which kernel is selected.
 *
 *     xxhash_driver EXPECTED_KERNEL
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cxxhash.h"

enum { longest = 2304, alignments = 16, message_size = 65536 };

static int failures;

static void expect_equal(uint64_t actual, uint64_t expected, const char *what, size_t a, size_t b) {
    if (actual == expected) return;
    if (failures++ < 8) {
        printf("  FAIL %s (%zu, %zu): %016llx, expected %016llx\n",
               what, a, b, (unsigned long long)actual, (unsigned long long)expected);
    }
}

/* The message of annex C.1, between two pages that may not be touched: a kernel that reads one byte too many dies. */
static uint8_t *guarded_message(void) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *memory = mmap(NULL, message_size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + page, message_size, PROT_READ | PROT_WRITE) != 0) {
        perror("mmap");
        exit(2);
    }
    for (size_t n = 0; n < message_size; n++) memory[page + n] = (uint8_t)(7 * n + 3);
    return memory + page;
}

/* Annex C.1. */
static const struct {
    size_t count;
    uint64_t hash;
} vectors[] = {
    {0, 0x2D06800538D394C2},    {1, 0x13E608BC156DEFED},    {3, 0xA9088DDA485B481C},   {4, 0x6D9253B16C8B1ED3},
    {8, 0x60539DB630471163},    {9, 0xFEFF668361D723A8},    {16, 0xB8C859B0F030B585},  {17, 0x714A04408E79B80F},
    {128, 0x67425A03650261BF},  {129, 0xC664BF3311C6ABC4},  {240, 0x64556DC6B462A6CF}, {241, 0x8BEADD3A8874FE17},
    {1024, 0x9B81661C641C72B1}, {1025, 0x806C2072ED713576}, {4096, 0xD7428746842BE37E},
};

/* What libxxhash 0.8.4 gives for all prefixes of 0 to 2048 bytes together: see XXHashTests.swift. */
static const uint64_t all_xxh32 = 0x8F4283E1AC978DE1, all_xxh64 = 0xB3F900CC7921E696, all_xxh3 = 0x676A8BBB2D581AF5;

static void check_all_prefixes(size_t kernel, const uint8_t *message) {
    uint64_t xxh32 = 0, xxh64 = 0, xxh3 = 0;
    for (size_t count = 0; count <= 2048; count++) {
        xxh32 = xxh32 * 31 + cxxhash_xxh32(message, count);
        xxh64 = xxh64 * 31 + cxxhash_xxh64(message, count);
        xxh3 = xxh3 * 31 + cxxhash_kernel_xxh3(kernel, message, count);
    }
    expect_equal(xxh32, all_xxh32, "XXH32 of all prefixes", 0, 2048);
    expect_equal(xxh64, all_xxh64, "XXH64 of all prefixes", 0, 2048);
    expect_equal(xxh3, all_xxh3, "XXH3 of all prefixes", 0, 2048);
}

/* The message repeats itself every 256 bytes: a slice at its end, where only the guard follows, has the hash of the one
 * as far into the first period. */
static void check_at_guard(size_t kernel, const uint8_t *message) {
    for (size_t count = 0; count <= longest; count++) {
        const uint8_t *last = message + message_size - count;
        const uint8_t *first = message + (message_size - count) % 256;
        expect_equal(cxxhash_xxh32(last, count), cxxhash_xxh32(first, count), "XXH32 at the end", 0, count);
        expect_equal(cxxhash_xxh64(last, count), cxxhash_xxh64(first, count), "XXH64 at the end", 0, count);
        expect_equal(cxxhash_kernel_xxh3(kernel, last, count), cxxhash_kernel_xxh3(0, first, count),
                     "XXH3 at the end", 0, count);
    }
}

static void check_kernel(size_t kernel, const uint8_t *message) {
    expect_equal(cxxhash_kernel_xxh3(kernel, NULL, 0), vectors[0].hash, "no address", 0, 0);
    for (size_t n = 0; n < sizeof vectors / sizeof vectors[0]; n++) {
        expect_equal(cxxhash_kernel_xxh3(kernel, message, vectors[n].count), vectors[n].hash, "vector", 0,
                     vectors[n].count);
    }
    check_all_prefixes(kernel, message);
    check_at_guard(kernel, message);
    for (size_t count = 0; count <= longest; count += 7) {
        for (size_t offset = 1; offset < alignments; offset++) {
            expect_equal(cxxhash_kernel_xxh3(kernel, message + offset, count),
                         cxxhash_kernel_xxh3(0, message + offset, count), "offset, length", offset, count);
        }
    }
    for (size_t count = message_size; count > 1000; count -= 997) {
        expect_equal(cxxhash_kernel_xxh3(kernel, message + message_size - count, count),
                     cxxhash_kernel_xxh3(0, message + message_size - count, count), "long: length", 0, count);
    }
}

static uint64_t computed_by_constructor;

__attribute__((constructor)) static void compute_early(void) {
    static const uint8_t zeros[1024];
    computed_by_constructor = cxxhash_xxh3(zeros, sizeof zeros);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s EXPECTED_KERNEL\n", argv[0]);
        return 2;
    }

    const uint8_t *message = guarded_message();
    static const uint8_t zeros[1024];
    expect_equal(computed_by_constructor, cxxhash_kernel_xxh3(0, zeros, sizeof zeros), "in a constructor", 0, 1024);
    expect_equal(cxxhash_xxh32("123456789", 9), 0x937BAD67, "XXH32 of 123456789", 0, 9);
    expect_equal(cxxhash_xxh64("123456789", 9), 0x8CB841DB40E6AE83, "XXH64 of 123456789", 0, 9);
    for (size_t kernel = 0; kernel < cxxhash_kernel_count(); kernel++) {
        const int is_supported = cxxhash_kernel_is_supported(kernel);
        printf("  %-18s %s\n", cxxhash_kernel_name(kernel), is_supported ? "checked" : "not supported here");
        if (is_supported) check_kernel(kernel, message);
    }

    const char *selected = cxxhash_kernel_name(cxxhash_kernel_selected());
    if (strcmp(selected, argv[1]) != 0) {
        printf("  FAIL %s is selected, expected %s\n", selected, argv[1]);
        failures++;
    }
    return failures == 0 ? 0 : 1;
}
