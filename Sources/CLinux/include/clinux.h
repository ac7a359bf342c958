#ifndef CLINUX_H
#define CLINUX_H

/* System calls for which the C library has no function. */

/* openat2(2) below a directory: opens `path`, relative to `directory`, with the `flags` of open(2), but fails with ELOOP
 * at a symbolic link anywhere on it and with EXDEV where it would leave the directory. Fails with ENOSYS before Linux 5.6,
 * and with EPERM in sandboxes that do not know the call. Returns a descriptor, or -1 and sets errno. */
int clinux_open_beneath(int directory, const char *path, int flags);

#endif
