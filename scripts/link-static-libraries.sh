#!/bin/sh
# Fills a folder with links to the static forms of the system libraries that zbaudit uses. A linker that searches it first
# takes them, so that the binary needs none of these libraries where it runs. One that the system has no static form of
# stays dynamic.
#
# Usage: scripts/link-static-libraries.sh FOLDER
set -eu

folder=$1
mkdir -p "$folder"
for library in bz2 crypto lz4 lzma snappy yaml z zstd; do
    rm -f "$folder/lib$library.a"
    for place in "/usr/lib/$(uname -m)-linux-gnu" /usr/lib64 /usr/lib; do
        if [ -f "$place/lib$library.a" ]; then
            ln -s "$place/lib$library.a" "$folder/lib$library.a"
            break
        fi
    done
    [ -e "$folder/lib$library.a" ] || echo "note: no static lib$library.a here; the binary needs lib$library.so where it runs"
done
