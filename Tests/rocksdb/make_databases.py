#!/usr/bin/env python3
"""Writes random databases by a real RocksDB, with what RocksDB itself reads from them.

Usage: make_databases.py DIRECTORY COUNT [SEED]

DIRECTORY gets one directory per database, `NNNN`, with the files of a RocksDB checkpoint in `checkpoint` and with
`expected.json`:

    options      how it was made: format version, checksum, compressions, ...
    entries      user key -> value, both in hexadecimal digits, as RocksDB's iterator returns them
    sequence     the latest sequence number

Each is made of Zeebe's kind of keys (a big-endian number of a column family in front) or of other ones, by random puts,
deletions and range deletions, alone and in batches, flushes and compactions. RocksDB flushes before it makes a checkpoint;
where `unflushed` is true, the files are a copy of the open database instead, of which a part is in write-ahead logs only.
Tables compressed by zlib are written by the command ldb of another RocksDB, with what an iterator of the first one returned:
the RocksDB in rocksdict has zlib, but stores blocks as they are. Without ldb there are none.

Needs the Python package rocksdict, and Debian's rocksdb-tools for ldb.
"""

import json
import os
import random
import shutil
import sys

import ldb
from rocksdict import (
    BlockBasedIndexType,
    BlockBasedOptions,
    Checkpoint,
    ChecksumType,
    DataBlockIndexType,
    DBCompressionType,
    Options,
    Rdict,
    ReadOptions,
    SliceTransform,
    WriteBatch,
    WriteOptions,
)

CHECKSUMS = ["no_checksum", "crc32c", "xxhash", "xxhash64", "xxh3"]
COMPRESSIONS = ["none", "lz4", "lz4hc", "snappy", "zstd", "bz2"] + (["zlib"] if shutil.which("ldb") else [])
FAMILIES = [0, 1, 6, 7, 10, 16, 17, 40, 55, 56, 58, 140, 141]


def choose(rng):
    """Returns random options; every second database has a table format that Zeebe writes."""
    zeebe = rng.random() < 0.3
    compression = "lz4" if zeebe else rng.choice(COMPRESSIONS)
    index = "hash_search" if zeebe else rng.choice(["binary_search", "hash_search", "two_level_index_search"])
    return {
        "formatVersion": 5 if zeebe else rng.choice([2, 3, 4, 5, 6]),
        "checksum": rng.choice(["crc32c", "xxh3"]) if zeebe else rng.choice(CHECKSUMS),
        "compression": compression,
        "perLevel": zeebe or rng.random() < 0.3,
        "index": index,
        "blockSize": 32768 if zeebe else rng.choice([128, 512, 4096, 32768]),
        "restartInterval": 16 if zeebe else rng.choice([1, 2, 16, 64]),
        "indexRestartInterval": 1 if zeebe or index == "hash_search" else rng.choice([1, 2, 8]),
        "metadataBlockSize": rng.choice([128, 4096]),
        "bloom": zeebe or rng.random() < 0.5,
        "partitionedFilters": index == "two_level_index_search" and rng.random() < 0.5,
        "dataBlockHash": zeebe or rng.random() < 0.3,
        "rangeDeletions": not zeebe and rng.random() < 0.2,
        "zeebeKeys": zeebe or rng.random() < 0.5,
        "unflushed": rng.random() < 0.3,
        "batches": rng.choice([0, 0, 3, 40]),
        "otherColumnFamily": not zeebe and rng.random() < 0.2,
        "operations": rng.choice([0, 1, 20, 300, 300, 3000]),
    }


def options_of(choice):
    table = BlockBasedOptions()
    table.set_format_version(choice["formatVersion"])
    table.set_checksum_type(getattr(ChecksumType, choice["checksum"])())
    table.set_block_size(choice["blockSize"])
    table.set_block_restart_interval(choice["restartInterval"])
    table.set_index_block_restart_interval(choice["indexRestartInterval"])
    table.set_metadata_block_size(choice["metadataBlockSize"])
    table.set_index_type(getattr(BlockBasedIndexType, choice["index"])())
    if choice["bloom"]:
        table.set_bloom_filter(10, False)
    if choice["partitionedFilters"]:
        table.set_bloom_filter(10, False)
        table.set_partition_filters(True)
    if choice["dataBlockHash"]:
        table.set_data_block_index_type(DataBlockIndexType.binary_and_hash())
        table.set_data_block_hash_ratio(0.75)
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_block_based_table_factory(table)
    if choice["index"] == "hash_search":
        options.set_prefix_extractor(SliceTransform.create_fixed_prefix(8))
    kind = getattr(DBCompressionType, choice["compression"])()
    options.set_num_levels(4)
    options.set_compression_type(kind)
    if choice["perLevel"]:
        none = DBCompressionType.none()
        options.set_compression_per_level([none, none, kind, kind])
    options.set_level_compaction_dynamic_level_bytes(True)
    options.set_write_buffer_size(64 * 1024)
    options.set_target_file_size_base(32 * 1024)
    options.set_max_bytes_for_level_base(128 * 1024)
    return options


def random_key(rng, choice, pool):
    if pool and rng.random() < 0.4:
        return rng.choice(pool)
    if choice["zeebeKeys"]:
        family = rng.choice(FAMILIES).to_bytes(8, "big")
        if rng.random() < 0.5:
            return family + rng.randrange(1 << 20).to_bytes(8, "big")
        name = bytes(rng.choice(b"abcxyz") for _ in range(rng.randrange(12)))
        return family + len(name).to_bytes(4, "big") + name
    # A hash index takes the first eight bytes, so all keys have as many.
    length = rng.choice([8, 9, 12, 16, 40, 300])
    return bytes(rng.choice(b"\x00ab\xff") for _ in range(length))


def random_value(rng):
    length = rng.choice([0, 1, 8, 30, 100, 100, 100, 1000, 5000]) if rng.random() < 0.3 else rng.randrange(60)
    if rng.random() < 0.5:
        return rng.randbytes(length)
    return (rng.randbytes(5) * (length // 5 + 1))[:length]


def write_batch(rng, database, choice, pool, family, write):
    """Writes some changes at once, now and then more than a block of the log holds."""
    batch = WriteBatch(raw_mode=True)
    for _ in range(rng.choice([1, 5, 5, choice["batches"]])):
        dice = rng.random()
        key = random_key(rng, choice, pool)
        if family is not None and dice < 0.3:
            batch.put(key, random_value(rng), family)
        elif dice < 0.7:
            batch.put(key, rng.randbytes(40_000) if rng.random() < 0.05 else random_value(rng))
            pool.append(key)
        elif dice < 0.9 or not choice["rangeDeletions"]:
            batch.delete(key)
        else:
            end = random_key(rng, choice, pool)
            batch.delete_range(min(key, end), max(key, end))
    database.write(batch, write_opt=write)


def fill(rng, database, choice):
    pool = []
    write = WriteOptions()
    write.disable_wal = not choice["unflushed"]
    family = None
    if choice["otherColumnFamily"]:
        database.create_column_family("other", options_of(choice))
        family = database.get_column_family_handle("other")
    for _ in range(choice["operations"]):
        dice = rng.random()
        key = random_key(rng, choice, pool)
        if choice["batches"] and dice < 0.1:
            write_batch(rng, database, choice, pool, family, write)
        elif dice < 0.75:
            database.put(key, random_value(rng), write_opt=write)
            pool.append(key)
        elif dice < 0.97:
            database.delete(key, write_opt=write)
        elif dice < 0.99:
            database.flush()
        elif choice["rangeDeletions"] and dice < 0.996:
            other = random_key(rng, choice, pool)
            if key != other:
                database.delete_range(min(key, other), max(key, other), write_opt=write)
        elif rng.random() < 0.3:
            database.compact_range(None, None)
    if rng.random() < (0.2 if choice["unflushed"] else 0.3):
        database.compact_range(None, None)


def rewrite_by_ldb(entries, choice, target):
    """Replaces a database by one that ldb writes, and the options by those that it has."""
    checkpoint = os.path.join(target, "checkpoint")
    shutil.rmtree(checkpoint)
    ldb.load(checkpoint, entries, choice["compression"], choice["blockSize"])
    choice.update({"formatVersion": 5, "checksum": "crc32c", "unflushed": False})


def make(directory, number, seed):
    rng = random.Random(f"{seed}-{number}")
    choice = choose(rng)
    target = os.path.join(directory, f"{number:04d}")
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    path = os.path.join(target, "database")
    database = Rdict(path, options_of(choice))
    fill(rng, database, choice)
    expected = {
        "options": choice,
        "sequence": database.latest_sequence_number(),
    }
    if not choice["unflushed"]:
        Checkpoint(database).create_checkpoint(os.path.join(target, "checkpoint"))
    # Without this, an iterator over tables with a hash index may miss keys of other prefixes.
    everything = ReadOptions()
    everything.set_total_order_seek(True)
    database_entries = dict(database.items(read_opt=everything))
    expected["entries"] = {key.hex(): value.hex() for key, value in database_entries.items()}
    if choice["unflushed"]:
        # So that no compaction changes the files while they are copied.
        database.cancel_all_background(True)
        shutil.copytree(path, os.path.join(target, "checkpoint"))
        # Closing would flush, which is not possible any more.
        del database
    else:
        database.close()
    shutil.rmtree(path)
    if choice["compression"] == "zlib":
        rewrite_by_ldb(database_entries, choice, target)
        expected["sequence"] = len(database_entries)
    with open(os.path.join(target, "expected.json"), "w") as file:
        json.dump(expected, file)


def main():
    directory, count = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    for number in range(count):
        make(directory, number, seed)
    print(f"{count} databases in {directory}")


if __name__ == "__main__":
    main()
