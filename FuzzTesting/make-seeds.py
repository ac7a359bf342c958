#!/usr/bin/env python3
"""Writes Seeds/<target>/: small valid inputs, and some at the edge, that the fuzzers start from.

All bytes are put together here from the layout of the formats, or written by `zbaudit sample-store`; nothing is copied. Run it
after a change of a format:

    swift build --product zbaudit && python3 FuzzTesting/make-seeds.py
"""

import bz2
import gzip
import json
import lzma
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

SEEDS = pathlib.Path(__file__).parent / "Seeds"
LARGEST = 2**63 - 1


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def header(block_length, template, schema, version):
    return struct.pack("<4H", block_length, template, schema, version)


# MARK: Journal


def descriptor(segment=1, first=1, size=4096, schema=2, hint=(0, 0)):
    block = struct.pack("<qqi", segment, first, size)
    if schema >= 2:
        block += struct.pack("<QI", *hint)
    if schema >= 3:
        block += bytes(4)  # What a schema to come may add.
    covered = header(len(block), 3, 7, schema) + block
    return b"\2" + header(8, 4, 7, min(schema, 2)) + struct.pack("<Q", crc32c(covered)) + covered


def old_descriptor(segment=1, first=1, size=4096):
    return b"\1" + header(20, 3, 7, 1) + struct.pack("<qqi", segment, first, size)


def record(index, sequence, entry, schema=2):
    covered = header(16, 2, 7, schema) + struct.pack("<qqI", index, sequence, len(entry)) + entry
    return b"\1" + header(12, 1, 7, schema) + struct.pack("<Qi", crc32c(covered), len(covered)) + covered


def entry(term, kind, body=b"", version=4):
    return header(9, 1, 8, version) + struct.pack("<qB", term, kind) + body


def initial(term=1, version=4):
    return entry(term, 2, version=version)


def configuration(term=1, version=4):
    member = b"\3" + struct.pack("<qI", 1777280400000, 1) + b"0"
    group = struct.pack("<HB", 9, 1) + member
    no_group = struct.pack("<HB", 9, 0) if version >= 2 else b""
    return entry(term, 1, header(8, 4, 8, version) + struct.pack("<q", 1777280400000) + group + no_group, version)


def application(records, lowest, term=1, version=4):
    batch = b"".join(records)
    body = header(16, 2, 8, version) + struct.pack("<qqI", lowest, lowest + len(records) - 1, len(batch)) + batch
    return entry(term, 0, body, version)


# MARK: Log records


def metadata(schema=6, kind=0, value_type=5, intent=0):
    start = struct.pack("<BiQHBB", kind, -(2**31), 2**64 - 1, schema, value_type, intent)
    broker = struct.pack("<3i", 8, {3: 1, 6: 8, 10: 10}[schema], 0)
    if schema == 3:
        return header(30, 200, 0, 3) + start + b"\xff" + broker + struct.pack("<I", 0)
    block = start + broker + struct.pack("<HBQQ", 65535, 255, 2**64 - 1, 2**64 - 1)
    if schema == 10:
        block += b"\xff"
    strings = {6: 2, 10: 4}[schema]
    return header(len(block), 200, 0, schema) + block + struct.pack("<I", 0) * strings


def frame(position, meta, value, version=1, timestamp=1777280400221):
    log_entry = struct.pack("<HBBqqqqi", version, 1, 0, position, -1, -1, timestamp, len(meta)) + meta + value
    framed = struct.pack("<iQ", 12 + len(log_entry), 0) + log_entry
    return framed + bytes(-len(framed) % 8)


def packed(value):
    if isinstance(value, str):
        return bytes([0xA0 | len(value)]) + value.encode()
    if isinstance(value, dict):
        return bytes([0x80 | len(value)]) + b"".join(packed(k) + packed(v) for k, v in value.items())
    if isinstance(value, list):
        return bytes([0x90 | len(value)]) + b"".join(map(packed, value))
    if isinstance(value, bytes):
        return bytes([0xC4, len(value)]) + value
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if value is None:
        return b"\xc0"
    if isinstance(value, float):
        return b"\xcb" + struct.pack(">d", value)
    return bytes([value]) if 0 <= value < 128 else b"\xd3" + struct.pack(">q", value)


CHECKPOINT = packed({"id": 9, "position": -1, "timestamp": 1777280400221, "type": "MARKER"})
ANY_VALUE = packed({"a": [1, None, True, 0.5], "b": b"\x00\x01", "c": {"d": "e"}, "f": -1}) + b"\xd4\x01\x02"


def checkpoint(position, schema=6, timestamp=1777280400221):
    return frame(position, metadata(schema, kind=1, value_type=254), CHECKPOINT, timestamp=timestamp)


def segments():
    start = [
        record(1, -1, initial()),
        record(2, 1, application([frame(1, metadata(), b"\x80"), frame(2, metadata(), b"\xc0")], 1)),
        record(3, -1, configuration()),
    ]
    command = record(4, 3, application([checkpoint(3)], 3))
    after = record(5, 4, application([frame(4, metadata(10), b"\x80")], 4, term=2))
    offset = len(descriptor()) + sum(map(len, start + [command]))
    yield "whole", descriptor(hint=(5, offset)) + b"".join(start) + command + after + b"\0left over"
    yield "exact-fit", descriptor() + start[0]
    old = application([frame(1, metadata(3), b"\x80", version=0)], 1, version=1)
    yield "schema-1", descriptor(schema=1) + record(1, 1, old, 1) + record(2, -1, configuration(version=1), 1)
    yield "version-1", old_descriptor() + record(1, -1, initial(version=1), 1) + b"\0"
    yield "prepared", bytes(64)
    yield "damaged-behind-checkpoint", descriptor(hint=(6, offset + len(after))) + b"".join(start) + command + (
        after[:-1] + b"\x55" + record(6, -1, initial(2))
    )
    yield "wrong-index-behind-checkpoint", descriptor() + b"".join(start) + command + record(7, -1, initial(2))
    large = [frame(position, metadata(), b"\xc4\xff" + bytes(255)) for position in (1, 2)]
    yield "large-record", descriptor() + record(1, 1, application(large, 1)) + record(2, -1, initial())
    # The last index of all, with the checkpoint in it, and something behind.
    command = application([checkpoint(3, timestamp=LARGEST)], 3)
    yield "last-index", descriptor(first=LARGEST, hint=(LARGEST, 57)) + record(LARGEST, 3, command) + b"\1" * 32


def batches():
    yield "two-records", frame(1, metadata(), b"\x80") + frame(2, metadata(10), ANY_VALUE)
    yield "checkpoint", checkpoint(507)
    yield "metadata-3", frame(1, metadata(3), b"\x80", version=0)


# MARK: Text


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def manifest(**changes):
    names = ["000008.sst", "CURRENT", "MANIFEST-000005", "zeebe.metadata", "103-2-495-480-0-1f2e3d4c.checksum"]
    value = {
        "id": {"nodeId": 0, "partitionId": 1, "checkpointId": 9},
        "descriptor": {
            "snapshotId": "103-2-495-480-0-1f2e3d4c",
            "firstLogPosition": 470,
            "checkpointPosition": 507,
            "numberOfPartitions": 1,
            "brokerVersion": "8.9.0",
            "checkpointTimestamp": "2026-04-27T09:00:00.221Z",
            "checkpointType": "SCHEDULED_BACKUP",
        },
        "statusCode": "COMPLETED",
        "snapshot": {"files": [{"name": name} for name in names]},
        "segments": {"files": [{"name": "raft-partition-partition-1-1.log"}]},
        "createdAt": "2026-04-27T09:00:00.598114207Z",
        "modifiedAt": "2026-04-27T09:00:06.041Z",
    }
    value.update(changes)
    return compact({key: item for key, item in value.items() if item is not None})


def manifests():
    yield "completed", manifest()
    yield "completed-with-tail", manifest() + b'07Z"}'
    bare = {"descriptor": None, "snapshot": None, "segments": None}
    yield "failed", manifest(statusCode="FAILED", failureReason="leader changed", **bare)
    yield "zoned", manifest(id={"nodeId": 0, "zone": "eu-west", "partitionId": 1, "checkpointId": "9"})
    yield "numbers-and-unknown", manifest(createdAt=1777280400.598114207, future={"a": [1, None]}, **bare)


def partition_metadata():
    checkpoints = [
        {
            "checkpointId": id,
            "checkpointPosition": position,
            "checkpointTimestamp": "2026-04-27T09:00:00.221Z",
            "checkpointType": kind,
            "firstLogPosition": first,
        }
        for id, position, kind, first in [(8, 400, "MARKER", -1), (9, 507, "SCHEDULED_BACKUP", 470)]
    ]
    value = {
        "version": 1,
        "partitionId": 1,
        "lastUpdated": "2026-04-27T10:00:06.552901118Z",
        "checkpoints": checkpoints,
        "ranges": [{"start": 9, "end": 9}],
    }
    yield "two-checkpoints", compact(value)
    yield "none", compact({**value, "checkpoints": [], "ranges": []})


def checksum_files():
    lines = b"000008.sst   a3332d13\nCURRENT   9e7fdadc\nzeebe.metadata   ebae568f\n"
    yield "lines", b"; do NOT modify.\n" + lines
    yield "combined", b"; combinedValue = 4822d673\r\n" + lines
    yield "repeated", lines + b"CURRENT   1\nnot an entry\n"
    yield "old", bytes.fromhex("000000004822d673")


def snapshot_metadata():
    value = {"version": 1, "processedPosition": 495, "exportedPosition": 480, "lastFollowupEventPosition": 500}
    yield "current", compact({**value, "maxExportedPosition": 483, "bootstrap": False})
    yield "edge", compact({**value, "exportedPosition": LARGEST, "isBootstrap": True, "x": None})


def documents():
    value = {"a": [1, -0.5e3, True, None, {}], "\u00e9\n\\\"": "\U0001f600", "b": {"c": [[]]}, "n": LARGEST}
    yield "escaped", compact(value)
    yield "plain", b'\xef\xbb\xbf' + json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\r\n"
    yield "number", b"-12.5e-3 "


def descriptors():
    for schema in (1, 2, 3):
        yield f"schema-{schema}", descriptor(schema=schema, hint=(5, 1000))
    yield "version-1", old_descriptor()


# MARK: RocksDB


def write_batches():
    def slice(data):
        return bytes([len(data)]) + data

    def batch(sequence, count, *entries):
        return struct.pack("<QI", sequence, count) + b"".join(entries)

    key, value = slice(bytes(8) + b"key"), slice(b"value")
    yield "plain", batch(1, 3, b"\1" + key + value, b"\0" + key, b"\7" + key)
    yield "range-deletion", batch(7, 1, b"\x0f" + key + slice(bytes(8) + b"z"))
    family = b"\xac\2"
    yield "column-families", batch(
        9, 4, b"\5" + family + key + value, b"\4" + family + key, b"\x0e\1" + key + key, b"\1" + key + value
    )
    yield "marks", batch(2**56 - 2, 1, b"\x0d", b"\3" + value, b"\1" + key + value)
    yield "not-known", batch(5, 2, b"\1" + key + value, b"\2" + key + value)


def varint(number):
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80]) + varint(number >> 7)


def masked(data):
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def frame_of_log(payload, kind=1, log=None):
    covered = bytes([kind]) + (b"" if log is None else struct.pack("<I", log)) + payload
    return masked(covered) + struct.pack("<H", len(payload)) + covered


def sliced(data):
    return varint(len(data)) + data


def internal(user_key, sequence=0, kind=1):
    return user_key + struct.pack("<Q", sequence << 8 | kind)


def family(number, rest=b""):
    return struct.pack(">Q", number) + rest


def new_table(number, level=0):
    fields = varint(7) + sliced(bytes.fromhex("1f2e3d4c")) + varint(8) + sliced(b"FileChecksumCrc32c")
    fields += varint(15) + sliced(varint(300)) + varint(1)
    keys = sliced(internal(family(0, b"a"), 1)) + sliced(internal(family(16, b"z"), 9))
    return varint(103) + varint(level) + varint(number) + varint(1000) + keys + varint(1) + varint(9) + fields


def database_manifests():
    start = frame_of_log(varint(1) + sliced(b"leveldb.BytewiseComparator") + b"\x02\x00\x03\x20\x04\x09")
    yield "empty", start
    yield "added-and-removed", start + frame_of_log(new_table(8) + new_table(9)) + frame_of_log(b"\x06\x00\x08")
    group = frame_of_log(varint(300) + b"\x01" + new_table(10)) + frame_of_log(varint(300) + b"\x00" + new_table(11, 3))
    yield "group", start + frame_of_log(b"") + group + frame_of_log(varint(8201) + sliced(b"\x01"), kind=5, log=7)
    whole = varint(1) + sliced(b"leveldb.BytewiseComparator") + b"\x02\x00\x03\x20\x04\x09" + new_table(8)
    yield "fragments", frame_of_log(whole[:9], 2) + frame_of_log(whole[9:40], 3) + frame_of_log(whole[40:], 4)


def database_logs():
    batch = struct.pack("<QI", 100, 2) + b"\x01" + sliced(family(0, b"k")) + sliced(b"value") + b"\x00" + sliced(b"gone")
    yield "one", frame_of_log(batch)
    yield "fragments", frame_of_log(batch[:5], 2) + frame_of_log(batch[5:], 4) + frame_of_log(batch, 1)
    yield "recyclable-and-space", frame_of_log(batch, 5, log=4) + bytes(40)


def block(entries, interval=4, delta=True, handles=False):
    content, restarts, previous = b"", [], b""
    for place, (key, value) in enumerate(entries):
        shared = 0
        if place % interval == 0:
            restarts.append(len(content))
        elif delta:
            while shared < min(len(key), len(previous)) and key[shared] == previous[shared]:
                shared += 1
        content += varint(shared) + varint(len(key) - shared) + (b"" if handles else varint(len(value)))
        content += key[shared:] + value
        previous = key
    return content + struct.pack(f"<{max(len(restarts), 1)}I", *(restarts or [0])) + struct.pack("<I", max(len(restarts), 1))


DATA = [
    [(internal(family(0, b"checkpoint"), 5), b"value"), (internal(family(0, b"key"), 9), b""), (internal(family(0, b"key"), 4, 0), b"")],
    [(internal(family(16, struct.pack(">Q", number))), bytes([number]) * 150) for number in range(1, 7)],
]


def table(data=DATA, checksum=1, deltas=True, two_levels=False, deletions=False, version=5):
    file = b""

    def put(content):
        nonlocal file
        handle = varint(len(file)) + varint(len(content))
        covered = content + b"\0"
        file += covered + (masked(covered) if checksum == 1 else bytes(4))
        return handle

    index = [(group[-1][0], put(block(group))) for group in data]
    meta = []
    if deletions:
        meta.append((b"rocksdb.range_del", put(block([(internal(family(7), 8, 15), family(8))]))))
    if two_levels:
        index = [(key, put(block([(key, handle)]))) for key, handle in index]
    index_handle = put(block(index, interval=1, handles=deltas))
    names = {
        b"rocksdb.block.based.table.index.type": struct.pack("<I", 2 if two_levels else 0),
        b"rocksdb.comparator": b"leveldb.BytewiseComparator",
        b"rocksdb.index.value.is.delta.encoded": b"\x01" if deltas else b"\x00",
        b"rocksdb.num.data.blocks": varint(len(data)),
        b"rocksdb.num.entries": varint(sum(map(len, data)) + (1 if deletions else 0)),
        b"rocksdb.num.range-deletions": b"\x01" if deletions else b"\x00",
    }
    meta.append((b"rocksdb.properties", put(block(sorted(names.items()), interval=99))))
    footer = bytes([checksum]) + put(block(sorted(meta), interval=1)) + index_handle
    return file + footer + bytes(41 - len(footer)) + struct.pack("<IQ", version, 0x88E241B785F4CFF7)


def tables():
    yield "two-blocks", table()
    yield "without-checksums", table(checksum=0)
    yield "handles-as-values", table(deltas=False, version=3)
    yield "two-levels", table(two_levels=True, deltas=False)
    yield "range-deletion", table(deletions=True)
    yield "empty", table(data=[])
    yield from ((name, data) for name, data in SAMPLES.items() if name.startswith("table"))


def data_blocks():
    yield "families", block(DATA[0])
    yield "long-values", block(DATA[1])
    yield "empty", block([])
    yield "hash-index", block(DATA[0])[:-4] + b"\xff\x00\xff\x03\x00" + struct.pack("<I", 1 | 1 << 31)


def lz4_blocks():
    yield "literals", struct.pack("<H", 5) + b"\x50hello"
    yield "overlapping-match", struct.pack("<H", 40) + b"\x1fa\x01\x00\x0f\x50abcde"
    yield "long-literals", struct.pack("<H", 300) + b"\xf0" + bytes([255, 30]) + bytes(300)
    yield "two-matches", struct.pack("<H", 30) + b"\x44abcd\x04\x00\x22xy\x0a\x00\x80the rest"
    yield "empty", b"\0\0\0"


def current_files():
    yield "six-digits", b"MANIFEST-000005\n"
    yield "many-digits", b"MANIFEST-9999999999999999999\n"


def states():
    def entry(family, name, value, kind=0):
        return bytes([family | kind << 3, name, len(value)]) + value

    known = packed({"id": 9, "position": 400, "timestamp": 1777280400221, "firstLogPosition": -1})
    yield "all", (
        entry(0, 0, packed({"lastProcessPosition": 495}))
        + entry(0, 1, known)
        + entry(1, 3, packed({"nextValue": 2**51 + 7}))
        + entry(2, 5, packed({"exporterPosition": 480}))
        + entry(3, 4, struct.pack(">I", 5) + b"8.9.0")
        + entry(4, 203, packed({"checkpointPosition": 400}))
        + entry(5, 203, struct.pack(">Q", 9))
        + entry(6, 230 + 12, b"job!" * 3)
    )
    yield "deleted-and-twice", entry(2, 5, packed({"exporterPosition": 1})) + entry(2, 12, b"", 3) + entry(0, 7, b"\xc1")
    yield "range", bytes([0xC0, 0, 12]) + family(1, b"abcd") + entry(0, 0, packed({"lastProcessPosition": 1}))


def values():
    yield "any", ANY_VALUE[:-3]
    yield "extension", b"\xd4\x01\x02"
    yield "nested", packed([[[{"a": {"b": [[]]}}]], {}, -1, "\u20ac", None])
    yield "numbers", b"\x95\xcf" + b"\xff" * 8 + b"\xca\x7f\xc0\x00\x00\xcb\x3f\xf8" + bytes(6) + b"\xd0\x80\xe0"
    yield "keys", b"\x84\xc0\x01\xc3\x02\xc4\x01\xff\x03\x05\xa0"


def configurations():
    yield "schema-4", configuration()
    yield "schema-1", configuration(version=1)


def samples(program):
    """Small tables of a sample store, with hash index and filter, and its MANIFEST."""
    found = {}
    with tempfile.TemporaryDirectory() as directory:
        for name, options in [("", []), ("-lz4", ["--compress-tables"])]:
            store = pathlib.Path(directory) / f"store{name}"
            sizes = ["--snapshot-bytes", "900", "--snapshot-file-bytes", "300"]
            subprocess.run(
                [program, "sample-store", store, "--partitions", "1", "--backups", "1", *sizes, *options],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            for file in sorted(store.glob("contents/1/*/*/snapshot/*")):
                if file.name in ("000101.sst", "000102.sst"):
                    found[f"table-{file.stem[-1]}{name}"] = file.read_bytes()
                if file.name.startswith("MANIFEST") and not name:
                    found["manifest"] = file.read_bytes()
    return found


def all_manifests():
    yield from database_manifests()
    yield "sample", SAMPLES["manifest"]


# MARK: Compressed files


def compressed_streams():
    # In the order of CompressionFormat; zstd, lz4-framed and snappy-framed are written by hand, uncompressed inside.
    content = b"raft-partition-partition-1-1.log, " * 6

    def seed(place, data, windows=0x43):
        return bytes([place, windows]) + data

    def chunk(kind, data):
        return bytes([kind]) + struct.pack("<I", len(data))[:3] + data

    def zstd_block(kind, size, data, is_last):
        return struct.pack("<I", size << 3 | kind << 1 | is_last)[:3] + data

    yield "bzip2", seed(0, bz2.compress(content))
    yield "deflate", seed(1, zlib.compress(content))
    yield "gz", seed(2, gzip.compress(content, mtime=0))
    yield "gz-two-members", seed(2, gzip.compress(content, mtime=0) * 2)
    frame = bytes.fromhex("04224d18604082")
    yield "lz4-framed", seed(3, frame + struct.pack("<I", len(content) | 1 << 31) + content + bytes(4))
    yield "lzma", seed(4, lzma.compress(content, lzma.FORMAT_ALONE))
    identifier = chunk(0xFF, b"sNaPpY")
    yield "snappy-framed", seed(
        5, identifier + chunk(0xFE, bytes(3)) + chunk(1, masked(content) + content)
    )
    yield "xz", seed(6, lzma.compress(content))
    header = bytes.fromhex("28b52ffd0058")
    blocks = zstd_block(0, len(content), content, 0) + zstd_block(1, 1000, b"z", 1)
    yield "zstd", seed(7, header + blocks)
    skipped = struct.pack("<II", 0x184D2A53, 5) + b"12345"
    yield "zstd-frames", seed(7, skipped + header + zstd_block(1, 40, b"a", 1) + skipped + header + blocks)


PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else SEEDS.parent.parent / ".build/debug/zbaudit")
if not PROGRAM.exists():
    raise SystemExit(f"there is no {PROGRAM}: swift build --product zbaudit")
SAMPLES = samples(PROGRAM)

TARGETS = {
    "manifest": manifests,
    "partition-metadata": partition_metadata,
    "checksum-file": checksum_files,
    "snapshot-metadata": snapshot_metadata,
    "segment-descriptor": descriptors,
    "journal-record": segments,
    "log-batch": batches,
    "write-batch": write_batches,
    "compressed-stream": compressed_streams,
    "json": documents,
    "rocksdb-manifest": all_manifests,
    "rocksdb-log": database_logs,
    "rocksdb-table": tables,
    "rocksdb-block": data_blocks,
    "lz4-block": lz4_blocks,
    "current-file": current_files,
    "database-state": states,
    "message-pack-json": values,
    "raft-configuration": configurations,
}

for target, seeds in TARGETS.items():
    directory = SEEDS / target
    directory.mkdir(parents=True, exist_ok=True)
    for stale in directory.iterdir():
        stale.unlink()
    for name, data in seeds():
        (directory / name).write_bytes(data)
