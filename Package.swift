// swift-tools-version: 6.2

import PackageDescription

// Data flows down this list; a target may import only those above it (ARCHITECTURE.md has the table).

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// What works through millions of numbers is optimised in debug builds too: the tests spend most of their time in it. Checks and
// `@testable` stay.
let numericSettings = swiftSettings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

// A Swift program has a hundred thousand pointers to relocate at its start. Packed (DT_RELR, glibc 2.36) they take 23 KB
// instead of 2.8 MB of memory; of the linkers that come with Swift and Debian, LLVM's writes them.
let programLinking: [LinkerSetting] = [
    .unsafeFlags(["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"])
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let nio: [Target.Dependency] = ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket"].map {
    .product(name: $0, package: "swift-nio")
}

let package = Package(
    name: "wick",
    products: [
        .executable(name: "wick", targets: ["wick"]),
        .executable(name: "wick-sim", targets: ["wick-sim"]),
        // Benchmarks/ is a package of its own and measures through these.
        .library(
            name: "WickLibraries",
            targets: [
                "WickDomain", "WickFrames", "WickNetwork", "WickVenues", "WickNews", "WickFeatures", "WickStore",
                "WickLearning",
                "WickPipeline", "WickServer", "WickSimulation",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: [
        // System libraries behind thin shims.
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev", "libxxhash-dev"])]),
        .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CWslay", providers: [.apt(["libwslay-dev"])]),
        .systemLibrary(name: "CXGBoost", providers: [.apt(["libxgboost-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .target(
            name: "CSimdjson", cxxSettings: [.unsafeFlags(["-O2"], .when(configuration: .debug))],
            linkerSettings: [.linkedLibrary("simdjson")]),
        // C, not a module map alone: what restores the terminal after a fault must be safe inside a signal handler.
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),

        // Values.
        .target(name: "WickDomain", swiftSettings: numericSettings),

        // Stages, in the order in which data passes through them.
        .target(name: "WickFrames", dependencies: ["WickDomain", "CZstd", "CArchive"], swiftSettings: swiftSettings),
        .target(
            name: "WickNetwork", dependencies: ["CCurl", "COpenSSL", "CWslay"], swiftSettings: swiftSettings),
        .target(
            name: "WickVenues",
            dependencies: ["WickDomain", "WickFrames", "WickNetwork", "CSimdjson"],
            swiftSettings: numericSettings),
        .target(
            name: "WickNews",
            dependencies: ["WickDomain", "WickFrames", "WickNetwork", "CLibxml2", "COpenSSL"],
            swiftSettings: swiftSettings),
        .target(name: "WickFeatures", dependencies: ["WickDomain"], swiftSettings: numericSettings),
        .target(name: "WickLearning", dependencies: ["WickDomain", "CXGBoost"], swiftSettings: numericSettings),
        .target(
            name: "WickStore",
            dependencies: [
                "WickDomain", "COpenSSL", grdb, .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: swiftSettings),
        .target(
            name: "WickPipeline",
            dependencies: [
                "WickDomain", "WickFrames", "WickVenues", "WickNews", "WickFeatures", "WickStore", "WickLearning",
            ],
            swiftSettings: swiftSettings),

        // Rules, and who is told: messages are stored before they are sent.
        .target(
            name: "WickAlerts",
            dependencies: [
                "WickDomain", "WickNetwork", "WickStore", .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: swiftSettings),

        // What other programs read: it sees values and the store, and cannot reach a stage either.
        .target(
            name: "WickServer", dependencies: ["WickDomain", "WickStore"] + nio,
            resources: [.embedInCode("OpenAPI/openapi.json")], swiftSettings: swiftSettings),

        // The screen: it sees values only, and cannot reach a stage.
        .target(name: "WickTerminal", dependencies: ["WickDomain", "CNcurses"], swiftSettings: swiftSettings),

        // A synthetic market, an exchange on the loopback, and the stages in virtual time: for tests and for the bundled
        // recording.
        .target(
            name: "WickSimulation",
            dependencies: [
                "WickDomain", "WickFrames", "WickNetwork", "WickVenues", "WickNews", "WickFeatures", "WickStore",
                "WickLearning", "WickPipeline", "WickAlerts", "WickServer", "COpenSSL",
            ],
            swiftSettings: swiftSettings),

        // The commands: composition only.
        .executableTarget(
            name: "wick",
            dependencies: [
                "CMalloc",
                "WickDomain", "WickFrames", "WickNetwork", "WickVenues", "WickNews", "WickFeatures", "WickStore",
                "WickLearning", "WickPipeline", "WickAlerts", "WickServer", "WickTerminal", argumentParser, "TOMLKit",
            ],
            swiftSettings: swiftSettings, linkerSettings: programLinking),
        .executableTarget(
            name: "wick-sim",
            dependencies: ["WickDomain", "WickFrames", "WickPipeline", "WickSimulation", argumentParser],
            swiftSettings: swiftSettings, linkerSettings: programLinking),

        // One test target a library, and one that runs the built programs.
        .testTarget(name: "WickDomainTests", dependencies: ["WickDomain"], swiftSettings: swiftSettings),
        .testTarget(
            name: "WickFramesTests", dependencies: ["WickDomain", "WickFrames", "CZstd"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickNetworkTests", dependencies: ["WickNetwork", "COpenSSL"], exclude: ["Peers"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickVenuesTests",
            dependencies: ["WickDomain", "WickFrames", "WickNetwork", "WickVenues", "WickSimulation", "CArchive"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickNewsTests",
            dependencies: ["WickDomain", "WickFrames", "WickNetwork", "WickNews", "WickSimulation"],
            exclude: ["Data"], swiftSettings: swiftSettings),
        .testTarget(
            name: "WickFeaturesTests", dependencies: ["WickDomain", "WickFeatures", "WickSimulation"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickStoreTests", dependencies: ["WickDomain", "WickStore", "WickSimulation", grdb],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickLearningTests", dependencies: ["WickDomain", "WickLearning", "WickSimulation"],
            exclude: ["References"], swiftSettings: swiftSettings),
        .testTarget(
            name: "WickPipelineTests",
            dependencies: [
                "WickDomain", "WickFrames", "WickNetwork", "WickVenues", "WickNews", "WickFeatures", "WickPipeline",
                "WickSimulation",
            ],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickAlertsTests",
            dependencies: ["WickDomain", "WickNetwork", "WickStore", "WickAlerts", "WickSimulation"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickServerTests", dependencies: ["WickDomain", "WickStore", "WickServer"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickTerminalTests", dependencies: ["WickDomain", "WickTerminal", "CNcurses"], exclude: ["Golden"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickSimulationTests", dependencies: ["WickDomain", "WickFrames", "WickVenues", "WickSimulation"],
            swiftSettings: swiftSettings),
        .testTarget(
            name: "WickCommandTests",
            dependencies: [
                "WickDomain", "WickFrames", "WickNetwork", "WickVenues", "WickNews", "WickFeatures", "WickStore",
                "WickLearning", "WickPipeline", "WickServer", "WickTerminal", "WickSimulation", "wick", "wick-sim",
                "screen-trap",
            ],
            exclude: ["Golden"], swiftSettings: swiftSettings),
        // Made-up input against everything that takes bytes from outside; `make fuzz` runs it for longer.
        .testTarget(
            name: "WickFuzzTests",
            dependencies: [
                "CArchive", "CZstd", "WickDomain", "WickFrames", "WickNetwork", "WickVenues", "WickNews", "WickStore",
                "WickLearning", "WickPipeline", "WickServer", "WickTerminal", "WickSimulation", "wick", grdb,
            ],
            swiftSettings: swiftSettings),
        // What a test of the screen needs and wick must not be able to do.
        .executableTarget(
            name: "screen-trap", dependencies: ["WickDomain", "WickTerminal"], path: "Tests/Fixtures/ScreenTrap",
            swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
