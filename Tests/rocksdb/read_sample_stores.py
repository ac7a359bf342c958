#!/usr/bin/env python3
"""Has a real RocksDB read the databases of sample stores, and writes down what it reads.

Usage: read_sample_stores.py DIRECTORY STORE...

DIRECTORY gets one directory per snapshot, in the form of make_databases.py: the files of the database in `checkpoint`, and
`expected.json`. RocksDB opens each database read-only and proves the checksum of every block that it reads. Needs the Python
package rocksdict.
"""

import json
import os
import shutil
import sys

from rocksdict import (
    AccessType,
    BlockBasedOptions,
    Options,
    Rdict,
    ReadOptions,
    SliceTransform,
)

DATABASE_FILES = ("CURRENT", "MANIFEST-", "OPTIONS-")


def snapshots(store):
    """Returns the snapshot directories of a store, in order."""
    found = []
    for directory, _, files in os.walk(os.path.join(store, "contents")):
        if "CURRENT" in files:
            found.append(directory)
    return sorted(found)


def is_database_file(name):
    return name.startswith(DATABASE_FILES) or name.endswith((".sst", ".log"))


def options():
    table = BlockBasedOptions()
    table.set_bloom_filter(10, False)
    options = Options(raw_mode=True)
    options.set_block_based_table_factory(table)
    options.set_prefix_extractor(SliceTransform.create_fixed_prefix(8))
    options.set_num_levels(4)
    # All tables are opened at once, and none that is damaged is passed over.
    options.set_max_open_files(-1)
    options.set_paranoid_checks(True)
    return options


def everything():
    """Read options for every key of every prefix, with checksums."""
    read = ReadOptions()
    read.set_total_order_seek(True)
    read.set_verify_checksums(True)
    read.fill_cache(False)
    return read


def read(checkpoint):
    """Returns what RocksDB reads: all entries, in order, what it says of its tables, and the latest sequence number."""
    database = Rdict(checkpoint, options(), access_type=AccessType.read_only())
    entries = list(database.items(read_opt=everything()))
    files = database.live_files()
    sequence = database.latest_sequence_number()
    for key, value in entries[:: max(1, len(entries) // 500)]:
        # By the hash index and the filter, as a broker looks a key up.
        if database[key] != value:
            raise SystemExit(f"{checkpoint}: {key.hex()} has another value when it is looked up")
    database.close()
    keys = [key for key, _ in entries]
    if keys != sorted(set(keys)):
        raise SystemExit(f"{checkpoint}: keys are not ascending")
    return entries, files, sequence


def families_by_table(files):
    """Every table below level 0 must hold one column family only, and tables of one level must not overlap."""
    below = sorted((f["level"], f["start_key"], f["end_key"]) for f in files if f["level"] > 0)
    for level, start, end in below:
        if start[:8] != end[:8]:
            raise SystemExit(f"a table of level {level} spans column families: {start.hex()} to {end.hex()}")
    for first, second in zip(below, below[1:]):
        if first[0] == second[0] and first[2] >= second[1]:
            raise SystemExit(f"tables of level {first[0]} overlap: {first[2].hex()}, {second[1].hex()}")


def main():
    target = sys.argv[1]
    shutil.rmtree(target, ignore_errors=True)
    number = 0
    for store in sys.argv[2:]:
        for snapshot in snapshots(store):
            directory = os.path.join(target, f"{number:04d}")
            checkpoint = os.path.join(directory, "checkpoint")
            os.makedirs(checkpoint)
            for name in filter(is_database_file, os.listdir(snapshot)):
                shutil.copy(os.path.join(snapshot, name), checkpoint)
            # Opening leaves files of its own, so RocksDB gets a copy.
            opened = os.path.join(directory, "opened")
            shutil.copytree(checkpoint, opened)
            entries, files, sequence = read(opened)
            shutil.rmtree(opened)
            families_by_table(files)
            live = {os.path.basename(f["name"]) for f in files}
            there = {name for name in os.listdir(checkpoint) if name.endswith(".sst")}
            if live != there:
                raise SystemExit(f"{snapshot}: RocksDB uses {sorted(live)} of {sorted(there)}")
            if sum(f["num_entries"] for f in files) < len(entries):
                raise SystemExit(f"{snapshot}: more keys than entries")
            expected = {
                "options": {
                    "formatVersion": 5,
                    "checksum": "xxh3",
                    "compression": "lz4",
                    "unflushed": False,
                },
                "sequence": sequence,
                "entries": {key.hex(): value.hex() for key, value in entries},
            }
            with open(os.path.join(directory, "expected.json"), "w") as file:
                json.dump(expected, file)
            number += 1
    if number == 0:
        raise SystemExit("no snapshots")
    print(f"RocksDB reads {number} sample databases")


if __name__ == "__main__":
    main()
