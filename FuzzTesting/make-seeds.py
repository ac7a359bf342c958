#!/usr/bin/env python3
"""Writes Seeds/<target>/: small valid inputs, and some at the edge, that the fuzzers start from.

All bytes are put together here from the layout of the formats; nothing is copied. Run it after a change of a format:

    python3 FuzzTesting/make-seeds.py
"""

import json
import pathlib
import struct

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


TARGETS = {
    "manifest": manifests,
    "partition-metadata": partition_metadata,
    "checksum-file": checksum_files,
    "snapshot-metadata": snapshot_metadata,
    "segment-descriptor": descriptors,
    "journal-record": segments,
    "log-batch": batches,
    "write-batch": write_batches,
    "json": documents,
}

for target, seeds in TARGETS.items():
    directory = SEEDS / target
    directory.mkdir(parents=True, exist_ok=True)
    for stale in directory.iterdir():
        stale.unlink()
    for name, data in seeds():
        (directory / name).write_bytes(data)
