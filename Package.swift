// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target of ours; dependencies are not touched.
///
/// Tests use them without strict memory safety, whose rules the testing macros' own expansions do not keep.
let tested: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

let strict: [SwiftSetting] = tested + [.strictMemorySafety()]

let package = Package(
    name: "zbaudit",
    products: [
        .executable(name: "zbaudit", targets: ["zbaudit"]),
        // For the fuzzers, which are a package of their own: FuzzTesting/.
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    ],
    traits: [
        .default(enabledTraits: ["Cloud", "Configuration", "Samples"]),
        .trait(name: "Cloud", description: "Stores behind a network: S3 and what is compatible with it."),
        .trait(
            name: "Configuration",
            description: "Stores that a broker's own configuration names.",
            enabledTraits: ["Cloud"]
        ),
        .trait(
            name: "Samples",
            description: "The hidden command sample-store, which writes stores for tests, benches and demonstrations."
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // For the trait Cloud; without it none of these is fetched.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    targets: [
        // Ground floor: checksums, safe text and pure decoders. Nothing here can do I/O.
        .target(name: "CCRC32C"),
        .target(name: "CXXHash"),
        .target(name: "Checksums", dependencies: ["CCRC32C", "CXXHash"], swiftSettings: strict),
        .target(name: "SafeText", swiftSettings: strict),
        .target(name: "ZeebeFormat", dependencies: ["Checksums", "SafeText"], swiftSettings: strict),
        // Compression by the system's libraries. The release build links them statically where it can.
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CLZ4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CLzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstandard", providers: [.apt(["libzstd-dev"])]),
        .target(
            name: "Decompression",
            dependencies: [
                "CBzip2", "CLZ4", "CLzma", "CSnappy", "CZlib", "CZstandard", "Checksums", "ZeebeFormat",
            ],
            swiftSettings: strict
        ),
        // Pure rules over decoded values. Nothing here can do I/O either.
        .target(name: "BackupModel", dependencies: ["SafeText", "ZeebeFormat"], swiftSettings: strict),
        // Stores, and what lies in them.
        .target(name: "CLinux"),
        .target(name: "ObjectStorage", dependencies: ["CLinux", "SafeText"], swiftSettings: strict),
        .target(name: "ObjectStorageTesting", dependencies: ["ObjectStorage"], swiftSettings: strict),
        // Stores behind a network: requests, signatures, credentials, listings, reading. No sockets.
        // Without pkg-config, whose search path would go before that of the static libraries.
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .target(name: "Cryptography", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(
            name: "CloudStorage",
            dependencies: ["Cryptography", "ObjectStorage", "SafeText", "ZeebeFormat"],
            swiftSettings: strict
        ),
        // The sockets and TLS of the former; empty without the trait Cloud.
        .target(
            name: "NetworkTransport",
            dependencies: [
                "CloudStorage",
                .product(name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["Cloud"])),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Cloud"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Cloud"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Cloud"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["Cloud"])),
            ],
            swiftSettings: strict
        ),
        // The broker's own configuration as a description of its store. No I/O.
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
        .target(
            name: "BrokerConfiguration",
            dependencies: ["CYAML", "Cryptography", "SafeText"],
            swiftSettings: strict
        ),
        .target(
            name: "BackupCatalog",
            dependencies: ["BackupModel", "Checksums", "ObjectStorage", "SafeText", "ZeebeFormat"],
            swiftSettings: strict
        ),
        .target(
            name: "Verification",
            dependencies: [
                "BackupCatalog", "BackupModel", "Checksums", "Decompression", "ObjectStorage", "SafeText",
                "ZeebeFormat",
            ],
            swiftSettings: strict
        ),
        // Reports of finished values. Nothing here reads a store.
        .target(
            name: "Reporting",
            dependencies: ["BackupCatalog", "BackupModel", "ObjectStorage", "SafeText", "Verification", "ZeebeFormat"],
            swiftSettings: strict
        ),
        // The roof: the command line.
        .target(
            name: "ZbauditCommands",
            dependencies: [
                "BackupCatalog", "BackupModel", "ObjectStorage", "Reporting", "SafeText", "Verification", "ZeebeFormat",
                .target(name: "SampleStore", condition: .when(traits: ["Samples"])),
                .target(name: "BrokerConfiguration", condition: .when(traits: ["Configuration"])),
                .target(name: "CloudStorage", condition: .when(traits: ["Cloud"])),
                .target(name: "Cryptography", condition: .when(traits: ["Cloud"])),
                .target(name: "NetworkTransport", condition: .when(traits: ["Cloud"])),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "zbaudit", dependencies: ["ZbauditCommands"], swiftSettings: strict),
        // Random numbers that are the same in every run: for samples, fuzzers and tests.
        .target(name: "SeededRandom", swiftSettings: strict),
        // Writes stores with genuine bytes, whole or damaged on purpose: for tests, benches and demonstrations.
        .target(name: "SampleStore", dependencies: ["Checksums", "SeededRandom"], swiftSettings: strict),
        // What must hold of the decoders whatever the bytes are: run by the fuzzers, replayed by tests.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "BackupCatalog", "BackupModel", "Checksums", "Decompression", "SafeText", "SeededRandom", "ZeebeFormat",
            ],
            swiftSettings: strict
        ),
        // Tests, and what several of them share.
        .target(
            name: "TestFixtures",
            dependencies: [
                "BackupCatalog", "BackupModel", "CBzip2", "CLZ4", "CLzma", "CSnappy", "CZlib", "CZstandard",
                "Checksums", "Decompression", "ObjectStorage", "ObjectStorageTesting", "SampleStore", "SeededRandom",
                "Verification", "ZeebeFormat",
            ],
            swiftSettings: tested
        ),
        // Twenty thousand bits of a snapshot; for the gate, in release.
        .executableTarget(
            name: "bit-flips",
            dependencies: ["TestFixtures"],
            path: "Tests/bit-flips",
            swiftSettings: tested
        ),
        .testTarget(name: "ChecksumsTests", dependencies: ["Checksums", "SeededRandom"], swiftSettings: tested),
        .testTarget(
            name: "BrokerConfigurationTests",
            dependencies: ["BrokerConfiguration", "Cryptography"],
            swiftSettings: tested
        ),
        .testTarget(name: "SafeTextTests", dependencies: ["SafeText"], swiftSettings: tested),
        // Databases of a real RocksDB have blocks of every compression.
        .testTarget(
            name: "ZeebeFormatTests",
            dependencies: ["ZeebeFormat", "Checksums", "Decompression", "FuzzTargets", "SeededRandom"],
            swiftSettings: tested
        ),
        .testTarget(
            name: "DecompressionTests",
            dependencies: ["Decompression", "SeededRandom", "TestFixtures", "ZeebeFormat"],
            swiftSettings: tested
        ),
        .testTarget(
            name: "ObjectStorageTests",
            dependencies: ["ObjectStorage", "ObjectStorageTesting", "SafeText"],
            swiftSettings: tested
        ),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: tested),
        .testTarget(
            name: "CloudStorageTests",
            dependencies: [
                "BackupModel", "Checksums", "CloudStorage", "Cryptography", "ObjectStorage", "ObjectStorageTesting",
                "SampleStore", "TestFixtures", "Verification", "ZeebeFormat",
            ],
            swiftSettings: tested
        ),
        .testTarget(
            name: "NetworkTransportTests",
            dependencies: [
                "CloudStorage", "Cryptography", "NetworkTransport", "ObjectStorage", "ObjectStorageTesting",
            ],
            swiftSettings: tested
        ),
        .testTarget(
            name: "BackupModelTests",
            dependencies: ["BackupModel", "ZeebeFormat"],
            swiftSettings: tested
        ),
        .testTarget(
            name: "BackupCatalogTests",
            dependencies: ["BackupCatalog", "BackupModel", "ObjectStorage", "TestFixtures", "ZeebeFormat"],
            swiftSettings: tested
        ),
        .testTarget(
            name: "FuzzRegressionTests",
            dependencies: ["BackupModel", "FuzzTargets", "ZeebeFormat"],
            swiftSettings: tested
        ),
        .testTarget(
            name: "VerificationTests",
            dependencies: [
                "BackupCatalog", "BackupModel", "Checksums", "Decompression", "ObjectStorage", "ObjectStorageTesting",
                "SampleStore", "TestFixtures", "Verification", "ZeebeFormat",
            ],
            swiftSettings: tested
        ),
        .testTarget(
            name: "ReportingTests",
            dependencies: [
                "BackupCatalog", "BackupModel", "ObjectStorage", "ObjectStorageTesting", "Reporting", "Verification",
                "ZeebeFormat",
            ],
            swiftSettings: tested
        ),
        .testTarget(
            name: "SampleStoreTests",
            dependencies: ["SampleStore", "Checksums", "ZeebeFormat"],
            swiftSettings: tested
        ),
        // Runs the built program, which is why it depends on it.
        .testTarget(
            name: "ZbauditCommandsTests",
            dependencies: ["BackupCatalog", "BackupModel", "SampleStore", "TestFixtures", "zbaudit"],
            swiftSettings: tested
        ),
    ]
)
