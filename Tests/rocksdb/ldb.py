"""Writes tables by RocksDB's own command line, ldb (Debian: rocksdb-tools)."""

import subprocess


def load(database, entries, compression, block_size=4096):
    """Adds one table with these entries to a database, which is made where it is not there.

    Its blocks are compressed by none, snappy, zlib, bzip2, lz4, lz4hc or zstd, where that makes them smaller.
    """
    lines = "".join(f"0x{key.hex().upper()} ==> 0x{value.hex().upper()}\n" for key, value in entries.items())
    subprocess.run(
        [
            "ldb",
            f"--db={database}",
            "load",
            "--create_if_missing",
            "--disable_wal",
            "--hex",
            "--auto_compaction=false",
            f"--compression_type={compression}",
            f"--block_size={block_size}",
        ],
        input=lines.encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
