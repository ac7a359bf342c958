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
mkdir -p "$work"
python=$(scripts/python-packages.sh signing botocore==1.44.8)
"$python" Tests/signing/make_requests.py "$work/requests.jsonl" "$count" "$seed"
ZBAUDIT_SIGNED_REQUESTS="$PWD/$work/requests.jsonl" swift test --disable-xctest --filter SigV4RandomTests
