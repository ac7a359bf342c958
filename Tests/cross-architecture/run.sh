#!/bin/sh
# Checks the kernels of CRC-32C and XXH3 on CPUs that this machine need not be: x86-64 with and without SSE4.2,
# PCLMULQDQ and AVX2, ARMv8 with and without the CRC, PMULL and vector instructions, and a big-endian machine. Each leg
# compares every kernel that its CPU supports with the definition or with check values, and asserts which kernel is
# selected.
#
#     Tests/cross-architecture/run.sh
#
# Installs nothing: says which Debian packages are missing and fails. Every leg is built by GCC; those of x86-64 and ARM
# by clang as well where it is installed, for that is what SwiftPM uses.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
sources=$here/../../Sources
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

missing=
need() { # COMMAND PACKAGES
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
if [ "$(uname -m)" = x86_64 ]; then
    need x86_64-linux-gnu-gcc "gcc libc6-dev"
else
    need x86_64-linux-gnu-gcc "gcc-x86-64-linux-gnu libc6-dev-amd64-cross"
fi
need aarch64-linux-gnu-gcc "gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
need s390x-linux-gnu-gcc "gcc-s390x-linux-gnu libc6-dev-s390x-cross"
need qemu-x86_64 qemu-user
if [ -n "$missing" ]; then
    echo "missing Debian packages; install them with:" >&2
    echo "    apt-get install --no-install-recommends$missing" >&2
    exit 2
fi

build_one() { # OUTPUT DRIVER TARGET COMPILER [FLAG]...
    output=$scratch/$1
    driver=$here/$2
    target=$sources/$3
    shift 3
    # The driver first: its constructor then runs before others of its priority.
    "$@" -std=gnu11 -O2 -Wall -Wextra -Werror -static -I "$target/include" "$driver" "$target"/*.c -o "$output"
}

build() { # ARCHITECTURE COMPILER [FLAG]...
    architecture=$1
    shift
    build_one "$architecture-crc32c" crc32c_driver.c CCRC32C "$@"
    build_one "$architecture-xxhash" xxhash_driver.c CXXHash "$@"
}

failed=0
check() { # EXPECTED_KERNEL DESCRIPTION COMMAND...
    expected=$1
    echo "$2: $expected"
    shift 2
    "$@" "$expected" || { failed=$((failed + 1)); echo "  FAILED"; }
}

cpu_flags() {
    echo " $(sed -n 's/^flags[[:space:]]*: //p' /proc/cpuinfo | head -n 1) "
}

# The kernels that this machine should select.
native_crc32c() {
    flags=$(cpu_flags)
    case $flags in *' sse4_2 '*) ;; *) echo portable && return ;; esac
    case $flags in *' pclmulqdq '*) ;; *) echo sse4.2 && return ;; esac
    case $flags in *' avx512f '*) ;; *) echo sse4.2-pclmul && return ;; esac
    case $flags in *' vpclmulqdq '*) echo avx512-vpclmulqdq ;; *) echo sse4.2-pclmul ;; esac
}

native_xxh3() {
    case $(cpu_flags) in *' avx512f '*) echo avx512 ;; *' avx2 '*) echo avx2 ;; *) echo sse2 ;; esac
}

x86_64() { # COMPILER [FLAG]...
    build x86_64 "$@"
    if [ "$(uname -m)" = x86_64 ]; then
        check "$(native_crc32c)" "CRC-32C, x86-64, this machine ($1)" "$scratch/x86_64-crc32c"
        check "$(native_xxh3)" "XXH3, x86-64, this machine ($1)" "$scratch/x86_64-xxhash"
    fi
    crc32c=$scratch/x86_64-crc32c
    check portable "CRC-32C, x86-64 without SSE4.2 ($1)" qemu-x86_64 -cpu qemu64,-sse4.2,+pclmulqdq "$crc32c"
    check sse4.2 "CRC-32C, x86-64 without PCLMULQDQ ($1)" qemu-x86_64 -cpu Nehalem,-pclmulqdq "$crc32c"
    check sse4.2-pclmul "CRC-32C, x86-64 with both ($1)" qemu-x86_64 -cpu Westmere "$crc32c"
    xxhash=$scratch/x86_64-xxhash
    check sse2 "XXH3, x86-64 without AVX2 ($1)" qemu-x86_64 -cpu Westmere "$xxhash"
    check avx2 "XXH3, x86-64 with AVX2 ($1)" qemu-x86_64 -cpu max "$xxhash"
}

aarch64() { # COMPILER [FLAG]...
    build aarch64 "$@" "$here/hidden_hwcap.c" -Wl,--wrap=getauxval
    # HWCAP_ASIMD is bit 1, HWCAP_PMULL bit 4, HWCAP_CRC32 bit 7.
    crc32c=$scratch/aarch64-crc32c
    check portable "CRC-32C, ARMv8 without CRC ($1)" env HIDDEN_HWCAP=0x80 qemu-aarch64 "$crc32c"
    check armv8-crc "CRC-32C, ARMv8 without PMULL ($1)" env HIDDEN_HWCAP=0x10 qemu-aarch64 "$crc32c"
    check armv8-crc-pmull "CRC-32C, ARMv8 with both ($1)" qemu-aarch64 "$crc32c"
    check armv8-crc-pmull "CRC-32C, Cortex-A53 ($1)" qemu-aarch64 -cpu cortex-a53 "$crc32c"
    xxhash=$scratch/aarch64-xxhash
    check portable "XXH3, ARMv8 without vectors ($1)" env HIDDEN_HWCAP=0x2 qemu-aarch64 "$xxhash"
    check neon "XXH3, ARMv8 ($1)" qemu-aarch64 "$xxhash"
}

s390x() { # COMPILER [FLAG]...
    build s390x "$@"
    check portable "CRC-32C, big-endian ($1)" qemu-s390x "$scratch/s390x-crc32c"
    check portable "XXH3, big-endian ($1)" qemu-s390x "$scratch/s390x-xxhash"
}

x86_64 x86_64-linux-gnu-gcc
aarch64 aarch64-linux-gnu-gcc
s390x s390x-linux-gnu-gcc
if command -v clang >/dev/null 2>&1; then
    x86_64 clang --target=x86_64-linux-gnu
    aarch64 clang --target=aarch64-linux-gnu
else
    echo "no clang: checked GCC's code only"
fi

if [ "$failed" -ne 0 ]; then
    echo "$failed legs failed"
    exit 1
fi
echo "all legs passed"
