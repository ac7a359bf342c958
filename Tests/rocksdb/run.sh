#!/bin/sh
# Makes random databases by the RocksDB in the Python package rocksdict, has the same RocksDB read the databases of sample
# stores, and compares what our readers read with what RocksDB reads.
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
mkdir -p "$work"
python=$(scripts/python-packages.sh rocksdb rocksdict==0.3.29)
rm -rf "$work/databases"
"$python" Tests/rocksdb/make_databases.py "$work/databases" "$count" "$seed"
ZBAUDIT_ROCKSDB_DATABASES="$PWD/$work/databases" swift test --disable-xctest --filter RandomDatabaseTests

swift build --product zbaudit
zbaudit="$(swift build --show-bin-path)/zbaudit"
rm -rf "$work/stores"
tables="--partitions 1 --snapshot-bytes 800000 --snapshot-file-bytes 90000"
for version in 8.6 8.9 8.10; do
    "$zbaudit" sample-store "$work/stores/$version" --version "$version" --backups 2 $tables
done
"$zbaudit" sample-store "$work/stores/compressed" --backups 2 $tables --compress-tables
"$zbaudit" sample-store "$work/stores/small" --partitions 2 --backups 1
# More tables than fit into one block of a MANIFEST.
"$zbaudit" sample-store "$work/stores/many" --partitions 1 --backups 1 --snapshot-bytes 400000 --snapshot-file-bytes 1000
"$python" Tests/rocksdb/read_sample_stores.py "$work/samples" "$work"/stores/*
ZBAUDIT_ROCKSDB_DATABASES="$PWD/$work/samples" swift test --disable-xctest --filter RandomDatabaseTests
