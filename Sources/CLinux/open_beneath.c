#define _GNU_SOURCE

#include "clinux.h"

#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The numbers of the kernel's interface, which older headers do not have; they are the same on every architecture. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

enum { resolve_no_symlinks = 0x04, resolve_beneath = 0x08 };

/* `struct open_how` in its first version. */
struct how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

int clinux_open_beneath(int directory, const char *path, int flags) {
    struct how how = {(uint64_t)(unsigned int)flags, 0, resolve_no_symlinks | resolve_beneath};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}
