#!/bin/sh
# Compares our AWS signatures with those of botocore on random requests with odd keys.
#
# Usage: Tests/signing/run.sh [COUNT [SEED]]
#
# The package is installed from PyPI into a virtual environment below .build.
set -eu

cd "$(dirname "$0")/../.."
count=${1:-2000}
seed=${2:-1}
work=.build/signing
python=$work/python/bin/python

if [ ! -x "$python" ]; then
    mkdir -p "$work"
    python3 -m venv "$work/python"
    "$python" -m pip install --quiet --disable-pip-version-check botocore==1.44.8
fi
"$python" Tests/signing/make_requests.py "$work/requests.jsonl" "$count" "$seed"
ZBAUDIT_SIGNED_REQUESTS="$PWD/$work/requests.jsonl" swift test --disable-xctest --filter SigV4RandomTests
