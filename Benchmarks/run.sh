#!/bin/bash
# Measures zbaudit against cat and sha256sum of the same files, in one run with warm page cache; prints Markdown tables.
#
#     Benchmarks/run.sh [SCENARIO…]
#
# Without arguments all scenarios run. Needs bash, coreutils, findutils, awk, sed and the Swift toolchain, and about 7 GB
# of disk and free memory. docs/benchmarks.md says what the figures mean.
#
#     BENCH_DIR    where the stores are written, in a directory that is removed afterwards (default: /var/tmp)
#     BENCH_RUNS   runs of each command, after one that warms the cache (default: 5)
set -euo pipefail

readonly scenarios="store tables small-records large-segment large-file many-backups manifests start-up"

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
readonly here root
readonly runs=${BENCH_RUNS:-5}
# Release as it is shipped: the Swift runtime and libraries linked in, what nobody calls left out.
readonly release=(-c release --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker --gc-sections
    -Xlinker "-L$root/.build-release/static-libraries" --scratch-path "$root/.build-release")

fail() {
    echo "bench: $*" >&2
    exit 1
}

# MARK: Stores

# Writes a store with `zbaudit sample-store OPTIONS…` and lists its content files; waits until it is all on disk, so that
# no write-back disturbs what is measured.
write_store() {
    rm -rf "$work/store"
    "$zbaudit" sample-store "$work/store" "$@" >/dev/null
    find "$work/store/contents" -type f -print0 2>/dev/null | sort -z >"$work/contents" || true
    find "$work/store/manifests" -type f -print0 | sort -z >"$work/manifests"
    sync
}

# Bytes of the files in a list.
size_of() {
    xargs -0 stat -c %s <"$1" | awk '{ bytes += $1 } END { printf "%.0f", bytes }'
}

# MARK: Figures

# Runs commands in turn; see Measure.swift.
measure() {
    "$work/measure" --output "$work" "$@"
}

# Asserts the verdict in the report that zbaudit's last run left.
require_verdict() {
    local verdict
    verdict=$(sed -n '/"verdict"/{s/.*: "\(.*\)".*/\1/p;q;}' "$work/$1.out")
    [ "$verdict" = "$2" ] || fail "$1: the verdict is '$verdict', expected '$2'"
}

# The bytes that zbaudit's last run reports as read.
bytes_read() {
    sed -n '/"bytesRead"/{s/[^0-9]//gp;q;}' "$work/$1.out"
}

heading() {
    printf '\n### %s\n\n' "$1"
    printf 'Load before: %s.\n\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
}

# Formats lines of `measure`, with the bytes of each command put in front, as a table; the columns at the end compare each
# command with the commands that are named.
table() {
    awk -F '\t' -v peers="$1" '
        function seconds(s) { return s < 0.1 ? sprintf("%.1f ms", s * 1000) : sprintf("%.2f s", s) }
        {
            name[NR] = $2; bytes[NR] = $1; wall[NR] = $3; least[NR] = $4; most[NR] = $5
            cpu[NR] = $6; user[NR] = $7; peak[NR] = $8; row[$2] = NR
        }
        END {
            count = split(peers, peer, " ")
            printf "| command | MB | MB/s | wall | (least to most) | CPU | of it user | peak memory |"
            for (p = 1; p <= count; p++) printf " wall ÷ %s | CPU ÷ %s |", peer[p], peer[p]
            printf "\n|"
            for (c = 1; c <= 8 + 2 * count; c++) printf " --- |"
            printf "\n"
            for (r = 1; r <= NR; r++) {
                printf "| %s | ", name[r]
                if (bytes[r] > 0) printf "%.0f | %.0f | ", bytes[r] / 1e6, bytes[r] / 1e6 / wall[r]
                else printf "| | "
                printf "%s | %s to %s | ", seconds(wall[r]), seconds(least[r]), seconds(most[r])
                printf "%s | %s | %.1f MiB |", seconds(cpu[r]), seconds(user[r]), peak[r] / 1024
                for (p = 1; p <= count; p++)
                    printf " %.2f | %.2f |", wall[r] / wall[row[peer[p]]], cpu[r] / cpu[row[peer[p]]]
                printf "\n"
            }
        }'
}

# Writes a store beside the one that there is, of which all is the same but that no MANIFEST lists the additional tables: what
# is left to prove of them is their checksums. Both share the tables' bytes, and the memory that caches them.
write_checksum_store() {
    local table hidden
    rm -rf "$work/checksums"
    "$zbaudit" sample-store "$work/checksums" "$@" --hide-tables >/dev/null
    find "$work/store/contents" -name '0001*.sst' | while IFS= read -r table; do
        hidden="$work/checksums${table#"$work/store"}"
        ln -f "$table" "${hidden%.sst}.dat"
    done
    sync
}

# Measures `zbaudit verify` of the store against its peers, and against the checksums of all files alone.
verify_tables_against_peers() {
    local content lines
    heading "$1"
    content=$(size_of "$work/contents")
    lines=$(measure --runs "$runs" \
        cat 0 sh -c "exec xargs -0 -a '$work/contents' cat >/dev/null" \
        --- sha256sum 0 sh -c "exec xargs -0 -a '$work/contents' sha256sum >/dev/null" \
        --- checksums 0 "$zbaudit" verify "$work/checksums" \
        --- verify 0 "$zbaudit" verify "$work/store")
    require_verdict verify ok
    require_verdict checksums ok
    while IFS= read -r line; do
        case $line in
            verify* | checksums*) printf '%s\t%s\n' "$(bytes_read "${line%%	*}")" "$line" ;;
            *) printf '%s\t%s\n' "$content" "$line" ;;
        esac
    done <<<"$lines" | table "cat sha256sum checksums"
}

# Measures `zbaudit verify` of the store against its peers.
verify_against_peers() {
    local content lines
    heading "$1"
    content=$(size_of "$work/contents")
    lines=$(measure --runs "$runs" \
        cat 0 sh -c "exec xargs -0 -a '$work/contents' cat >/dev/null" \
        --- sha256sum 0 sh -c "exec xargs -0 -a '$work/contents' sha256sum >/dev/null" \
        --- verify 0 "$zbaudit" verify "$work/store")
    require_verdict verify ok
    while IFS= read -r line; do
        case $line in
            verify*) printf '%s\t%s\n' "$(bytes_read verify)" "$line" ;;
            *) printf '%s\t%s\n' "$content" "$line" ;;
        esac
    done <<<"$lines" | table "cat sha256sum"
}

# MARK: Scenarios

# What a cluster leaves: two partitions, three backups, segments of 128 MiB, records of 1 KB, tables of 64 MiB and one of 1 GiB.
run_store() {
    write_store --partitions 2 --backups 3 --segment-size $((128 << 20)) --journal-bytes $((384 << 20)) \
        --record-bytes 1000 --snapshot-bytes $((192 << 20)) --large-snapshot-file-bytes $((1 << 30))
    verify_against_peers "A store as a cluster leaves it"
}

# Tables as a large state has them, with small journals: what their blocks and entries cost beside checksums.
run_tables() {
    local options=(--partitions 1 --backups 1 --snapshot-bytes $((4 << 30)))
    write_store "${options[@]}"
    write_checksum_store "${options[@]}"
    verify_tables_against_peers "Tables of 4 GiB, not compressed"
    options=(--partitions 1 --backups 1 --snapshot-bytes $((2 << 30))
        --snapshot-file-bytes $((32 << 20)) --compress-tables)
    rm -rf "$work/checksums"
    write_store "${options[@]}"
    write_checksum_store "${options[@]}"
    verify_tables_against_peers "Tables of 2 GiB, compressed by LZ4"
    rm -rf "$work/checksums"
}

# The case that the record decoder bounds.
run_small_records() {
    local bytes
    for bytes in 100 300; do
        write_store --partitions 2 --backups 1 --segment-size $((128 << 20)) --journal-bytes $((640 << 20)) \
            --record-bytes "$bytes"
        verify_against_peers "Small records: $bytes bytes of payload"
    done
}

run_large_segment() {
    write_store --partitions 1 --backups 1 --segment-size $((1 << 30)) --journal-bytes $((960 << 20)) --record-bytes 1000
    verify_against_peers "One journal segment of 1 GiB"
}

run_large_file() {
    write_store --partitions 1 --backups 1 --snapshot-bytes $((1 << 30)) --snapshot-file-bytes $((1 << 30))
    verify_against_peers "One table of 1 GiB"
}

run_many_backups() {
    write_store --partitions 2 --backups 2000
    verify_against_peers "Many small backups: 2,000 of two partitions"
}

# Lists and checks stores of manifests only. Nothing of their contents is there, so `check` must find them damaged.
run_manifests() {
    local backups size lines name
    local peaks="$work/peaks"
    : >"$peaks"
    for backups in 1000 10000 100000; do
        write_store --partitions 2 --backups "$backups" --manifests-only
        heading "$backups backups of two partitions, manifests only"
        size=$(size_of "$work/manifests")
        lines=$(measure --runs "$runs" \
            cat 0 sh -c "exec xargs -0 -a '$work/manifests' cat >/dev/null" \
            --- list 0 "$zbaudit" list "$work/store" \
            --- check 3 "$zbaudit" check "$work/store")
        require_verdict check damaged
        [ "$(grep -c '"backupId"' "$work/list.out")" -eq "$backups" ] || fail "list does not show $backups backups"
        awk -F '\t' -v backups="$backups" '{ print $1, backups, $7 }' <<<"$lines" >>"$peaks"
        sed "s/^/$size\t/" <<<"$lines" | table "cat"
    done
    printf '\nMemory for each further backup, from 1,000 to 100,000:\n\n'
    for name in list check; do
        awk -v name="$name" '
            $1 == name { peak[$2] = $3 }
            END { printf "- %s: %.0f bytes\n", name, (peak[100000] - peak[1000]) * 1024 / 99000 }' "$peaks"
    done
}

run_start_up() {
    heading "Start-up"
    measure --runs 50 true 0 true --- version 0 "$zbaudit" --version | sed 's/^/0\t/' | table "true"
    printf '\nThe program has %s bytes, %s without symbols.\n' "$(stat -c %s "$zbaudit")" "$(stripped_size)"
}

# Size of the program without symbols; llvm-strip is part of the toolchain.
stripped_size() {
    local strip
    strip=$(command -v strip || command -v llvm-strip || true)
    if [ -z "$strip" ]; then
        echo "an unknown number"
        return
    fi
    "$strip" -o "$work/stripped" "$zbaudit"
    stat -c %s "$work/stripped"
}

machine() {
    printf '%s\n' "- Processor: $(sed -n '/^model name/{s/.*: //p;q;}' /proc/cpuinfo), $(nproc) cores"
    printf '%s\n' "- Memory: $(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)"
    printf '%s\n' "- Kernel: $(uname -sr), stores on $(stat -f -c %T "$work")"
    printf '%s\n' "- Swift: $(swift --version 2>/dev/null | sed -n 's/.*Swift version \([^ ]*\).*/\1/p')"
    printf '%s\n' "- zbaudit: $("$zbaudit" --version), $(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
    printf '%s\n' "- Medians of $runs runs"
}

# MARK: Start

[ $# -gt 0 ] || set -- $scenarios
for scenario; do
    case " $scenarios " in
        *" $scenario "*) ;;
        *) fail "no scenario '$scenario'; there are: $scenarios" ;;
    esac
done

work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/zbaudit-bench.XXXXXX")
readonly work
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

"$root/scripts/link-static-libraries.sh" "$root/.build-release/static-libraries" >&2
swift build --package-path "$root" "${release[@]}" --product zbaudit >&2
swiftc -O -parse-as-library -swift-version 6 -static-stdlib "$here/Measure.swift" -o "$work/measure"
zbaudit="$(swift build --package-path "$root" "${release[@]}" --show-bin-path)/zbaudit"
readonly zbaudit

machine
for scenario; do "run_${scenario//-/_}"; done
