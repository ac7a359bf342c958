#!/bin/sh
# Checks the CRC-32C kernels on CPUs that this machine need not be: x86-64 with and without SSE4.2 and PCLMULQDQ,
# ARMv8 with and without the CRC and PMULL instructions, and a big-endian machine. Each leg compares every kernel that
# its CPU supports with the bitwise definition, and asserts which kernel is selected.
#
#     Tests/cross-architecture/run.sh
#
# Installs nothing: says which Debian packages are missing and fails. Every leg is built by GCC; those of x86-64 and ARM
# by clang as well where it is installed, for that is what SwiftPM uses.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
sources=$here/../../Sources/CCRC32C
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

build() { # OUTPUT COMPILER [FLAG]...
    output=$scratch/$1
    shift
    # The driver first: its constructor then runs before others of its priority.
    "$@" -std=gnu11 -O2 -Wall -Wextra -Werror -static -I "$sources/include" \
        "$here/driver.c" "$sources"/*.c -o "$output"
}

failed=0
check() { # EXPECTED_KERNEL DESCRIPTION COMMAND...
    expected=$1
    echo "$2: $expected"
    shift 2
    "$@" "$expected" || { failed=$((failed + 1)); echo "  FAILED"; }
}

# The kernel that this machine should select.
native_kernel() {
    flags=" $(sed -n 's/^flags[[:space:]]*: //p' /proc/cpuinfo | head -n 1) "
    case $flags in *' sse4_2 '*) ;; *) echo portable && return ;; esac
    case $flags in *' pclmulqdq '*) ;; *) echo sse4.2 && return ;; esac
    case $flags in *' avx512f '*) ;; *) echo sse4.2-pclmul && return ;; esac
    case $flags in *' vpclmulqdq '*) echo avx512-vpclmulqdq ;; *) echo sse4.2-pclmul ;; esac
}

x86_64() { # COMPILER [FLAG]...
    build x86_64 "$@"
    if [ "$(uname -m)" = x86_64 ]; then
        check "$(native_kernel)" "x86-64, this machine ($1)" "$scratch/x86_64"
    fi
    check portable "x86-64 without SSE4.2 ($1)" qemu-x86_64 -cpu qemu64,-sse4.2,+pclmulqdq "$scratch/x86_64"
    check sse4.2 "x86-64 without PCLMULQDQ ($1)" qemu-x86_64 -cpu Nehalem,-pclmulqdq "$scratch/x86_64"
    check sse4.2-pclmul "x86-64 with both ($1)" qemu-x86_64 -cpu Westmere "$scratch/x86_64"
}

aarch64() { # COMPILER [FLAG]...
    build aarch64 "$@" "$here/hidden_hwcap.c" -Wl,--wrap=getauxval
    # HWCAP_PMULL is bit 4, HWCAP_CRC32 bit 7.
    check portable "ARMv8 without CRC ($1)" env HIDDEN_HWCAP=0x80 qemu-aarch64 "$scratch/aarch64"
    check armv8-crc "ARMv8 without PMULL ($1)" env HIDDEN_HWCAP=0x10 qemu-aarch64 "$scratch/aarch64"
    check armv8-crc-pmull "ARMv8 with both ($1)" qemu-aarch64 "$scratch/aarch64"
    check armv8-crc-pmull "Cortex-A53 ($1)" qemu-aarch64 -cpu cortex-a53 "$scratch/aarch64"
}

s390x() { # COMPILER [FLAG]...
    build s390x "$@"
    check portable "big-endian ($1)" qemu-s390x "$scratch/s390x"
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
