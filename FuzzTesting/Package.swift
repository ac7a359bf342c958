// swift-tools-version: 6.2
import PackageDescription

/// One executable per case of `FuzzTarget`, named after it.
let fuzzTargets = [
    "manifest", "checksum-file", "snapshot-metadata", "partition-metadata", "segment-descriptor", "journal-record",
    "log-batch", "write-batch", "json", "rocksdb-manifest", "rocksdb-log", "rocksdb-table", "rocksdb-block",
    "lz4-block", "current-file", "database-state", "message-pack-json", "raft-configuration",
    "compressed-stream",
]

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
]

// A package of its own, so that nobody who builds zbaudit needs a fuzzer. Build it with run.sh, which knows the flags.
let package = Package(
    name: "FuzzTesting",
    dependencies: [.package(name: "zbaudit", path: "..")],
    targets: [
        .target(name: "CLibFuzzer"),
        .target(
            name: "FuzzEntry",
            dependencies: ["CLibFuzzer", .product(name: "FuzzTargets", package: "zbaudit")],
            swiftSettings: strict
        ),
    ]
        + fuzzTargets.map { name in
            .executableTarget(
                name: "fuzz-\(name)",
                dependencies: ["FuzzEntry", .product(name: "FuzzTargets", package: "zbaudit")],
                swiftSettings: strict
            )
        }
)
