/* Stands in for getauxval (linked with --wrap=getauxval) and hides the bits of AT_HWCAP that the environment names:
 * no CPU that qemu-aarch64 imitates lacks the CRC or the PMULL instructions. */

#include <stdlib.h>
#include <sys/auxv.h>

unsigned long __real_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type);

unsigned long __wrap_getauxval(unsigned long type) {
    const char *hidden = getenv("HIDDEN_HWCAP");
    const unsigned long value = __real_getauxval(type);
    return type == AT_HWCAP && hidden != NULL ? value & ~strtoul(hidden, NULL, 0) : value;
}
