#ifndef ZBAUDIT_LIBFUZZER_H
#define ZBAUDIT_LIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Changes `size` bytes in place by one of libFuzzer's own mutations; returns the new size, at most `max_size`.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#endif
