#!/bin/sh
# Runs zbaudit, and the rules of every store, against a Google Cloud on loopback that verifies tokens by Google's own
# google-auth: server.py. Needs nothing but Python; the packages are installed from PyPI into a virtual environment.
#
# Usage: Tests/servers/google-cloud/run.sh [FIXTURES]
#
# FIXTURES is a folder with more stores, each of which must give the findings of its directory; by default that beside the
# checkout, where there is one.
set -eu

cd "$(dirname "$0")/../../.."
export PYTHONDONTWRITEBYTECODE=1
fixtures=${1:-../shared/fixtures-zeebe}
work=.build/google-cloud
mkdir -p "$work"
python=$(scripts/python-packages.sh google-cloud \
    google-auth==2.62.2 google-crc32c==1.9.0 cryptography==50.0.2 requests==2.34.2)

swift build --build-tests

# A server for the tests in Swift: it ends with this script.
rm -f "$work/port"
"$python" Tests/servers/google-cloud/server.py "$work/port" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
tries=0
while [ ! -f "$work/port" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
        echo "the server does not start" >&2
        exit 1
    fi
    sleep 0.1
done
ZBAUDIT_GOOGLE_CLOUD="http://127.0.0.1:$(cat "$work/port")" \
    swift test --skip-build --disable-xctest --filter GoogleCloudServerTests

if [ -d "$fixtures" ]; then
    "$python" Tests/servers/google-cloud/check.py .build/debug/zbaudit "$work" "$fixtures"
else
    echo "NOT CHECKED: no stores at $fixtures"
    "$python" Tests/servers/google-cloud/check.py .build/debug/zbaudit "$work"
fi
