#!/bin/sh
# Compares our signatures for Azure with those of azure-storage-blob, and runs the store and the command line on a server on
# loopback that checks credentials. Starts the server, and ends it whatever happens; one that does not start is a failure.
#
# Usage: Tests/servers/azure/run.sh [COUNT [SEED [EVERY]]]
#
# COUNT random requests are compared; faults are tried at every EVERYth request of a run. The packages are installed from
# PyPI into a virtual environment below .build.
set -eu

cd "$(dirname "$0")/../../.."
count=${1:-2000}
seed=${2:-1}
every=${3:-8}
work=$PWD/.build/azure
mkdir -p "$work"
python=$(scripts/python-packages.sh azure azure-storage-blob==12.31.1)

export PYTHONDONTWRITEBYTECODE=1
swift build --build-tests
# No program here looks for credentials on this machine, or for a proxy.
for variable in $(env | sed -n 's/^\(AZURE_[A-Z_]*\|IDENTITY_[A-Z_]*\|[a-zA-Z]*_[pP][rR][oO][xX][yY]\)=.*/\1/p'); do
    unset "$variable"
done
"$python" Tests/servers/azure/make_requests.py "$work/requests.jsonl" "$count" "$seed"
ZBAUDIT_AZURE_REQUESTS="$work/requests.jsonl" swift test --skip-build --disable-xctest --filter SharedKeyRandomTests
"$python" Tests/servers/azure/end_to_end.py .build/debug/zbaudit --every "$every" \
    --conformance "swift test --skip-build --disable-xctest --filter RealAzureServerTests"
