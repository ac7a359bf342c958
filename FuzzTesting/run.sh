#!/bin/bash
# Builds the fuzzers, replays FailCases and Seeds, and fuzzes each target for some seconds.
#
#   FuzzTesting/run.sh [seconds] [target...]     60 seconds and all targets unless told otherwise; 0 seconds only replays
#
# FUZZ_SEED=N makes each run begin in the same way, so that a gate does not fail by luck; without it every run is new.
#
# Prints one line per target. Fails on a crash, a broken property, a hang or a limit, and names the input; fails also
# where libFuzzer cannot be built or does not run.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2
shopt -s nullglob

fail() {
    echo "error: $1" >&2
    exit 2
}

seconds=${1:-60}
[[ $seconds =~ ^[0-9]+$ ]] || fail "'$seconds' is no number of seconds; usage: run.sh [seconds] [target...]"
shift
all=(Sources/fuzz-*)
all=("${all[@]#Sources/fuzz-}")
targets=("$@")
((${#targets[@]})) || targets=("${all[@]}")
for target in "${targets[@]}"; do
    [[ -d Sources/fuzz-$target ]] || fail "no target '$target'; there are: ${all[*]}"
done
for tool in swift timeout; do
    command -v $tool > /dev/null || fail "$tool is not installed"
done

scratch=.build-fuzz
work=../fuzz-work
mkdir -p $work || exit 2

# Both sanitizer options are needed: SwiftPM's link the runtime, the compiler's instrument the code. Assertions stay on.
# gold, the default linker, can crash on such binaries.
build=(swift build -c release --scratch-path $scratch
    --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize=fuzzer,address
    -Xswiftc -use-ld=lld -Xswiftc -assert-config -Xswiftc Debug)
echo "building" >&2
SECONDS=0
if ! "${build[@]}" > $work/build.log 2>&1; then
    tail -n 30 $work/build.log >&2
    fail "the fuzzers cannot be built here; see $(realpath $work/build.log)"
fi
echo "built in $SECONDS s" >&2

# Swift's own crash handler would take the crash away from libFuzzer. The sanitizer's quarantine counts as resident
# memory, so it must be small beside the limit. Leaks are not looked for: that needs ptrace, and nothing here owns memory.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16
limits=(-timeout=10 -print_final_stats=1 -seed="${FUZZ_SEED:-0}")

# A stream may ask for 128 MiB, the most that zbaudit allows.
memory_limits() {
    case $1 in
        compressed-stream) echo "-rss_limit_mb=1024 -malloc_limit_mb=160" ;;
        *) echo "-rss_limit_mb=512 -malloc_limit_mb=64" ;;
    esac
}

largest_input() {
    case $1 in
        current-file) echo 64 ;;
        raft-configuration | segment-descriptor) echo 320 ;;
        snapshot-metadata) echo 512 ;;
        checksum-file | log-batch | write-batch | json | rocksdb-block) echo 2048 ;;
        lz4-block | database-state | message-pack-json) echo 2048 ;;
        *) echo 4096 ;;
    esac
}

# report TARGET RESULT, with the numbers from the target's log.
report() {
    local log=$work/$1/log runs rate coverage memory
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log" | tail -n 1)
    memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log" | tail -n 1)
    coverage=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
    printf '%-20s %10s runs %7s/s  cov %5s  peak %4s MB  %s\n' \
        "$1" "${runs:--}" "${rate:--}" "${coverage#cov: }" "${memory:--}" "$2"
}

# The input that a log blames: the file that libFuzzer wrote, or the one that it was replaying.
blamed() {
    local input
    input=$(sed -n 's/.*Test unit written to //p' "$1" | tail -n 1)
    [[ -n $input ]] || input=$(sed -n 's/^Running: //p' "$1" | tail -n 1)
    if [[ -n $input ]]; then realpath "$input"; else echo "no input, see $(realpath "$1")"; fi
}

# What a log says of the failure, in one line.
explain() {
    grep -m 1 -E 'Fatal error:|ERROR: (AddressSanitizer|libFuzzer)|ParseDictionaryFile: error' "$1" | cut -c 1-400 >&2
}

failures=0
for target in "${targets[@]}"; do
    read -ra memory < <(memory_limits "$target")
    binary=$scratch/release/fuzz-$target
    log=$work/$target/log
    mkdir -p $work/$target/corpus $work/$target/findings

    known=(FailCases/$target/* Seeds/$target/*)
    ((${#known[@]})) || fail "no seeds for $target: run make-seeds.py"
    if ! timeout -s KILL $((60 + ${#known[@]} * 10)) $binary "${limits[@]}" "${memory[@]}" \
        -artifact_prefix=$work/$target/findings/ "${known[@]}" > "$log" 2>&1; then
        grep -q '^INFO: Seed:' "$log" || { tail -n 20 "$log" >&2 && fail "libFuzzer does not run here: $binary"; }
        report "$target" "FAILED on the known input $(blamed "$log")"
        explain "$log"
        failures=$((failures + 1))
        continue
    fi
    # Where the code is not instrumented, the fuzzer runs blindly and finds nothing.
    counters=$(sed -n 's/.*Loaded 1 modules *(\([0-9]*\) inline.*/\1/p' "$log")
    ((${counters:-0} >= 1000)) || fail "$binary is not instrumented: ${counters:-no} counters"
    if ((seconds == 0)); then
        report "$target" "ok, ${#known[@]} known inputs"
        continue
    fi

    corpora=($work/$target/corpus Seeds/$target)
    [[ -d FailCases/$target ]] && corpora+=(FailCases/$target)
    dictionary=()
    [[ -f Dictionaries/$target.dict ]] && dictionary=(-dict=Dictionaries/$target.dict)
    # The fuzzer stops by itself; the kill is for one that hangs in a way that it does not notice.
    timeout -s KILL $((seconds + 60)) $binary "${limits[@]}" "${memory[@]}" "${dictionary[@]}" \
        -max_total_time=$seconds -max_len="$(largest_input "$target")" -artifact_prefix=$work/$target/findings/ \
        "${corpora[@]}" > "$log" 2>&1
    status=$?
    if ((status == 0)); then
        report "$target" ok
    else
        reason="exit status $status"
        ((status == 137)) && reason="killed, it did not stop"
        report "$target" "FAILED ($reason): $(blamed "$log")"
        explain "$log"
        failures=$((failures + 1))
    fi
done

if ((failures)); then
    echo "$failures target(s) failed; logs are in $(realpath $work)/<target>/log" >&2
    exit 1
fi
