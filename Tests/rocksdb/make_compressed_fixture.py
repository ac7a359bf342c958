#!/usr/bin/env python3
"""Writes the database of fixtures/rocksdb-compressions by a real RocksDB.

Usage: make_compressed_fixture.py DIRECTORY

One database with four tables, of which each has another compression and another entry of Zeebe's state that contradicts a
backup of partition 1 at position 96. Needs the command ldb of RocksDB (Debian: rocksdb-tools).
"""

import os
import shutil
import sys
import tempfile

import ldb


def key(family, text):
    return family.to_bytes(8, "big") + len(text).to_bytes(4, "big") + text.encode()


def packed(**fields):
    """A MessagePack map of texts to integers."""
    value = bytes([0x80 | len(fields)])
    for name, number in fields.items():
        value += bytes([0xA0 | len(name)]) + name.encode() + b"\xd3" + number.to_bytes(8, "big", signed=True)
    return value


TABLES = [
    ("snappy", key(1, "latestKey"), packed(nextValue=(7 << 51) + 1)),
    ("zlib", key(40, "exporter"), packed(exporterPosition=1000)),
    ("bzip2", key(0, "checkpoint"), packed(id=1 << 50, position=2000)),
    ("zstd", key(0, "LAST_PROCESSED_EVENT_KEY"), packed(lastProcessPosition=3000)),
]


def main():
    target = sys.argv[1]
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    with tempfile.TemporaryDirectory() as folder:
        for number, (compression, entry, value) in enumerate(TABLES):
            entries = {entry: value}
            # Jobs, which nobody looks at: RocksDB keeps a block compressed only when it becomes smaller.
            for job in range(40):
                entries[(7).to_bytes(8, "big") + (100 * number + job).to_bytes(8, "big")] = b"the same job again"
            ldb.load(folder, entries, compression)
        for name in os.listdir(folder):
            if name == "CURRENT" or name.startswith("MANIFEST-") or name.endswith(".sst"):
                shutil.copy(os.path.join(folder, name), target)


if __name__ == "__main__":
    main()
