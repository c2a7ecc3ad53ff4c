// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody who builds wick builds this as well.

let package = Package(
    name: "wick-benchmarks",
    dependencies: [.package(name: "wick", path: "..")],
    targets: [
        .executableTarget(
            name: "wick-bench", dependencies: [.product(name: "WickLibraries", package: "wick")],
            swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")])
    ],
    swiftLanguageModes: [.v6]
)
