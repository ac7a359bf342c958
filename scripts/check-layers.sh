#!/bin/sh
# Proves the rules of docs/architecture.md that the compiler does not: what each floor of the house may import.
set -eu
cd "$(dirname "$0")/.."
failed=0

# forbid FOLDERS MODULES WHY: no file below the folders imports one of the modules.
forbid() {
    folders=$1
    modules=$2
    why=$3
    # shellcheck disable=SC2086
    if found=$(grep -rnE "^(@[a-z]+ )*((public|package|internal|private|fileprivate) )?import (struct |enum |func )?($modules)([. ]|\$)" $folders); then
        echo "$why:"
        echo "$found"
        failed=1
    fi
}

forbid "Sources/Checksums Sources/SafeText Sources/ZeebeFormat Sources/BackupModel" \
    "Glibc|Musl|Foundation|FoundationEssentials|Dispatch|ObjectStorage" \
    "decoders and rules do no I/O"
forbid "Sources/Checksums Sources/SafeText Sources/ZeebeFormat Sources/BackupModel Sources/ObjectStorage Sources/BackupCatalog Sources/Verification Sources/Reporting Sources/SampleStore Sources/ZbauditCommands Sources/zbaudit" \
    "Foundation|FoundationNetworking|FoundationXML|FoundationInternationalization" \
    "full Foundation brings 40 MB of ICU data; use FoundationEssentials or nothing"
forbid "Sources/Cryptography Sources/CloudStorage Sources/NetworkTransport" \
    "Foundation|FoundationEssentials|FoundationNetworking|FoundationXML|FoundationInternationalization" \
    "stores behind a network do without Foundation"
forbid "Sources/BrokerConfiguration" "Glibc|Foundation|FoundationEssentials|CloudStorage|NetworkTransport|ObjectStorage" \
    "a configuration is read without I/O"
forbid "Sources/CloudStorage Sources/ZbauditCommands Sources/Verification Sources/BackupCatalog Sources/Reporting Sources/ObjectStorage" \
    "AsyncHTTPClient|NIO[A-Za-z0-9]*" "only NetworkTransport knows sockets"
forbid "Sources/Verification Sources/Reporting Sources/BackupCatalog" "Glibc|Dispatch" "only stores and the command line touch the system"
forbid "Sources/Verification Sources/Reporting Sources/BackupCatalog Sources/BackupModel Sources/ObjectStorage" \
    "CloudStorage|NetworkTransport|Cryptography" "the rest of the house knows stores as a protocol only"
forbid "Sources/Decompression" "Glibc|Musl|Foundation|FoundationEssentials|Dispatch|ObjectStorage|Verification" \
    "decompression does no I/O"
forbid "Sources/Checksums Sources/SafeText Sources/ZeebeFormat Sources/BackupModel Sources/ObjectStorage Sources/BackupCatalog Sources/Verification Sources/Reporting Sources/SampleStore Sources/ZbauditCommands Sources/zbaudit" \
    "CBzip2|CLZ4|CLzma|CSnappy|CZlib|CZstandard" "only Decompression calls compression libraries"
forbid "Sources/Checksums Sources/SafeText Sources/ZeebeFormat Sources/BackupModel" "Decompression" \
    "decoders know decompression as a protocol only"
forbid "Sources/Checksums Sources/SafeText Sources/ZeebeFormat Sources/BackupModel Sources/ObjectStorage Sources/BackupCatalog Sources/Verification Sources/Reporting Sources/ZbauditCommands Sources/zbaudit" \
    "SeededRandom" "random numbers that repeat are for samples, fuzzers and tests"
forbid "Sources/Reporting" "SampleStore|ObjectStorageTesting|TestFixtures" "reports see finished values only"
forbid "Sources/Checksums Sources/SafeText Sources/ZeebeFormat Sources/BackupModel Sources/ObjectStorage Sources/BackupCatalog Sources/Verification Sources/Reporting" \
    "ArgumentParser|ZbauditCommands" "the command line is the roof: nothing below knows it"

exit $failed
