#!/bin/sh
# Makes random databases by the RocksDB in the Python package rocksdict, and compares what our readers read with what
# RocksDB reads.
#
# Usage: Tests/rocksdb/run.sh [COUNT [SEED]]
#
# The package is installed from PyPI into a virtual environment below .build. With the command ldb (Debian: rocksdb-tools)
# some of the databases are compressed by zlib.
set -eu

cd "$(dirname "$0")/../.."
count=${1:-60}
seed=${2:-1}
work=.build/rocksdb-databases
python=$work/python/bin/python

if [ ! -x "$python" ]; then
    mkdir -p "$work"
    python3 -m venv "$work/python"
    "$python" -m pip install --quiet --disable-pip-version-check rocksdict==0.3.29
fi
rm -rf "$work/databases"
"$python" Tests/rocksdb/make_databases.py "$work/databases" "$count" "$seed"
ZBAUDIT_ROCKSDB_DATABASES="$PWD/$work/databases" swift test --disable-xctest --filter RandomDatabaseTests
