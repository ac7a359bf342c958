#!/bin/sh
# Prints the path of a Python that has packages: a virtual environment below .build, into which they are installed from PyPI
# where they are not, or not in these versions.
#
# Usage: scripts/python-packages.sh NAME PACKAGE==VERSION...
set -eu

cd "$(dirname "$0")/.."
folder=$PWD/.build/python/$1
shift
if [ "$(cat "$folder/packages" 2>/dev/null)" != "$*" ]; then
    rm -rf "$folder"
    mkdir -p "$(dirname "$folder")"
    python3 -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" >&2
    echo "$*" >"$folder/packages"
fi
echo "$folder/bin/python"
