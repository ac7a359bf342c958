/* Compares every kernel that this CPU supports with the definition of CRC-32C, and asserts which one is selected.
 *
 *     crc32c_driver EXPECTED_KERNEL
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ccrc32c.h"

enum { longest = 4096, alignments = 64, message_size = 65536 };

static int failures;

static void expect_equal(uint32_t actual, uint32_t expected, const char *what, size_t a, size_t b) {
    if (actual == expected) return;
    if (failures++ < 8) printf("  FAIL %s (%zu, %zu): %08x, expected %08x\n", what, a, b, actual, expected);
}

/* prefixes[n]: the checksum of the first n bytes, one bit at a time. Taking in the bytes i to j after prefix i must
 * give prefix j, so one pass answers for every slice. */
static uint32_t prefixes[message_size + 1];

static void compute_prefixes(const uint8_t *message) {
    uint32_t state = 0xFFFFFFFF;
    for (size_t n = 0; n < message_size; n++) {
        state ^= message[n];
        for (int bit = 0; bit < 8; bit++) state = (state >> 1) ^ (state & 1 ? 0x82F63B78 : 0);
        prefixes[n + 1] = ~state;
    }
}

/* A message between two pages that may not be touched: a kernel that reads one byte too many dies. */
static uint8_t *guarded_message(void) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *memory = mmap(NULL, message_size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory + page, message_size, PROT_READ | PROT_WRITE) != 0) {
        perror("mmap");
        exit(2);
    }
    uint64_t random = 1;
    for (size_t n = 0; n < message_size; n++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        memory[page + n] = (uint8_t)(random >> 56);
    }
    return memory + page;
}

static void check_slice(size_t kernel, const uint8_t *message, size_t offset, size_t length, const char *what) {
    const uint32_t actual = ccrc32c_kernel_update(kernel, prefixes[offset], message + offset, length);
    expect_equal(actual, prefixes[offset + length], what, offset, length);
}

static void check_kernel(size_t kernel, const uint8_t *message) {
    expect_equal(ccrc32c_kernel_update(kernel, 0, "123456789", 9), 0xE3069283, "123456789", 0, 9);
    expect_equal(ccrc32c_kernel_update(kernel, 7, NULL, 0), 7, "no address", 0, 0);
    for (size_t length = 0; length <= longest; length++) {
        for (size_t offset = 0; offset < alignments; offset++) {
            check_slice(kernel, message, offset, length, "offset, length");
        }
        check_slice(kernel, message, message_size - length, length, "at the end: offset, length");
    }
    /* Several rounds of the longest lanes, with various rests. */
    for (size_t length = message_size; length > 1000; length -= 997) {
        check_slice(kernel, message, message_size - length, length, "long: offset, length");
    }
}

static void check_combine(const uint8_t *message) {
    for (size_t cut = 0; cut <= message_size; cut += 331) {
        const uint32_t tail = ccrc32c_update(0, message + cut, message_size - cut);
        const uint32_t whole = ccrc32c_combine(prefixes[cut], tail, message_size - cut);
        expect_equal(whole, prefixes[message_size], "combine: cut", cut, message_size);
    }
}

static uint32_t computed_by_constructor;

__attribute__((constructor)) static void compute_early(void) {
    computed_by_constructor = ccrc32c_update(0, "123456789", 9);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s EXPECTED_KERNEL\n", argv[0]);
        return 2;
    }

    const uint8_t *message = guarded_message();
    compute_prefixes(message);

    expect_equal(computed_by_constructor, 0xE3069283, "in a constructor", 0, 9);
    for (size_t kernel = 0; kernel < ccrc32c_kernel_count(); kernel++) {
        const int is_supported = ccrc32c_kernel_is_supported(kernel);
        printf("  %-18s %s\n", ccrc32c_kernel_name(kernel), is_supported ? "checked" : "not supported here");
        if (is_supported) check_kernel(kernel, message);
    }
    check_combine(message);

    const char *selected = ccrc32c_kernel_name(ccrc32c_kernel_selected());
    if (strcmp(selected, argv[1]) != 0) {
        printf("  FAIL %s is selected, expected %s\n", selected, argv[1]);
        failures++;
    }
    return failures == 0 ? 0 : 1;
}
