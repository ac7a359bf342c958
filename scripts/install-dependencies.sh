#!/bin/sh
# Installs the Debian packages that a build with the Swift toolchain needs, where they are missing.
# With --ci also those of the checks that only continuous integration runs.
set -eu

packages="binutils git ca-certificates libc6-dev libgcc-12-dev libstdc++-12-dev libxml2 libcurl4 libsqlite3-0 tzdata \
    libbz2-dev liblz4-dev liblzma-dev libsnappy-dev libssl-dev libyaml-dev libzstd-dev zlib1g-dev"
if [ "${1:-}" = "--ci" ]; then
    packages="$packages util-linux bsdutils gcc qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
        gcc-s390x-linux-gnu libc6-dev-s390x-cross python3-venv rocksdb-tools openssl"
fi

if ! command -v swift >/dev/null; then
    echo "The Swift toolchain (6.3 or later) is not on the PATH: see https://www.swift.org/install" >&2
    exit 2
fi
if ! command -v dpkg-query >/dev/null; then
    echo "note: this is no Debian system; install by hand what corresponds to: $packages"
    exit 0
fi

missing=""
for package in $packages; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "These packages are missing; install them as root: apt-get install$missing" >&2
        exit 2
    }
    as_root=sudo
fi
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
