#!/bin/bash
# Runs the S3 store and the command line against servers on loopback: the one of this folder, plain and with TLS, and
# OpenStack Swift's, which is S3-compatible. Starts them, and ends them whatever happens. A server that does not start is a
# failure.
#
# Usage: Tests/servers/s3/run.sh
#
# Python packages are installed from PyPI into a virtual environment below .build.
set -euo pipefail

cd "$(dirname "$0")/../../.."
python=$(scripts/python-packages.sh s3 boto3==1.44.8 botocore==1.44.8 swift==2.38.3)
export PYTHONDONTWRITEBYTECODE=1
run=$(mktemp -d)
servers=()
finish() {
    for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done
    rm -rf "$run"
}
trap finish EXIT

# An authority of our own, and a certificate for this machine.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test authority" \
    -keyout "$run/ca.key" -out "$run/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout "$run/key.pem" -out "$run/request.pem" 2>/dev/null
openssl x509 -req -in "$run/request.pem" -CA "$run/ca.pem" -CAkey "$run/ca.key" -CAcreateserial -days 2 \
    -extfile <(printf 'subjectAltName=DNS:localhost,DNS:*.localhost,IP:127.0.0.1') -out "$run/certificate.pem" 2>/dev/null

# start NAME ARGUMENTS...: starts a server on a free port, waits until it is ready, and sets `port`.
start() {
    name=$1
    shift
    "$@" >"$run/$name.log" 2>&1 &
    servers+=($!)
    for _ in $(seq 200); do
        port=$(sed -n 's/^ready \([0-9]*\)$/\1/p' "$run/$name.log")
        [ -z "$port" ] || return 0
        sleep 0.1
    done
    echo "the server $name does not start:" >&2
    cat "$run/$name.log" >&2
    exit 1
}

start plain "$python" Tests/servers/s3/s3_server.py 0
plain=http://127.0.0.1:$port
start tls "$python" Tests/servers/s3/s3_server.py 0 --tls "$run/certificate.pem" "$run/key.pem"
tls=https://127.0.0.1:$port
start no-date "$python" Tests/servers/s3/s3_server.py 0 --no-date --clock 1200
no_date=http://127.0.0.1:$port
start swift "$python" -W ignore Tests/servers/s3/swift_server.py "$run/swift"
swift=http://127.0.0.1:$port

swift build --build-tests
zbaudit=$PWD/.build/debug/zbaudit

# No program here looks for credentials on this machine.
unset "${!AWS_@}"
export AWS_EC2_METADATA_DISABLED=true NO_PROXY="*"
"$python" Tests/servers/s3/fill.py conformance "$plain" "$tls"
"$python" Tests/servers/s3/fill.py --swift conformance "$swift"
AWS_ACCESS_KEY_ID=AKIAREADER AWS_SECRET_ACCESS_KEY=reader/Secret+Key ZBAUDIT_CA_FILE="$run/ca.pem" \
    ZBAUDIT_S3_ENDPOINTS="$plain $tls" swift test --skip-build --disable-xctest --filter RealServerTests
AWS_ACCESS_KEY_ID=test:tester AWS_SECRET_ACCESS_KEY=testing ZBAUDIT_S3_ENDPOINTS="$swift" \
    swift test --skip-build --disable-xctest --filter RealServerTests
"$python" Tests/servers/s3/test_commands.py "$zbaudit" "$plain" "$tls" "$no_date" "$run/ca.pem" "$swift"
