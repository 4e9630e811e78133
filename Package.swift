// swift-tools-version: 6.1
import Foundation
import PackageDescription

// `swift run` builds the debug configuration. Everything that computes is optimised there too, so
// that a chapter takes as long as in release; preconditions stay on (-O, not -Ounchecked).
//
// SwiftPM takes such flags where the package is the root or lies at a path, and refuses them in one that it fetched
// by version: that lies in `checkouts`, beside `repositories`. What depends on it so is fast in release alone.
let parent = URL(fileURLWithPath: Context.packageDirectory).deletingLastPathComponent()
let isFetched =
    parent.lastPathComponent == "checkouts"
    && FileManager.default.fileExists(atPath: parent.appendingPathComponent("../repositories").path)
let fast: [SwiftSetting] = isFetched ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// Each chapter is a folder of `chapters`, with its source beside its page.
let chapters = [
    "chapter1-svd", "chapter2-weight-decomposition", "chapter3-lora", "chapter4-edora", "chapter5-glue",
    "chapter6-ablations", "chapter7-decoder", "chapter8-relatives",
]

func chapter(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: [
            "Core", "CoreBenchmark", "Experiments", "Notebook", "ChapterSupport", "TextFormat", argumentParser,
        ],
        path: "chapters/\(name)", exclude: ["README.md", "page.json"], swiftSettings: fast)
}

let package = Package(
    name: "edora",
    products: [
        .library(name: "Core", targets: ["Core"]),
        .library(name: "AdapterLaws", targets: ["AdapterLaws"]),
        .library(name: "CoreBenchmark", targets: ["CoreBenchmark"]),
        .library(name: "Notebook", targets: ["Notebook"]),
        .library(name: "EdoraTool", targets: ["EdoraTool"]),
        .executable(name: "edora", targets: ["edora"]),
        .executable(name: "edora-bench", targets: ["edora-bench"]),
    ] + chapters.map { .executable(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),  // for `make docs` alone
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "CVectorKernels",
            cSettings: isFetched ? [] : [.unsafeFlags(["-O2"], .when(configuration: .debug))],  // as in release
            linkerSettings: [.linkedLibrary("m")]),
        .target(name: "CAllocationCounter"),
        .target(
            name: "Core",
            dependencies: ["CLibcrypto", "COpenBLAS", "CVectorKernels", "TextFormat"],
            exclude: ["README.md"],
            swiftSettings: fast,
            linkerSettings: [.linkedLibrary("m")]),
        .target(name: "AdapterLaws", dependencies: ["Core"], swiftSettings: fast),
        .target(name: "TextFormat", exclude: ["README.md"], swiftSettings: fast),
        .target(name: "Terminal", dependencies: ["Core", "TextFormat"], swiftSettings: fast),
        .target(name: "MiniGLUE", dependencies: ["Core"], exclude: ["README.md"], swiftSettings: fast),
        .target(
            name: "CoreBenchmark", dependencies: ["Core", "CVectorKernels", "TextFormat"],
            exclude: ["README.md"], swiftSettings: fast),
        .target(
            name: "Experiments",
            dependencies: ["Core", "CoreBenchmark", "Terminal", "TextFormat"],
            exclude: ["README.md"], swiftSettings: fast),
        .target(name: "Notebook", dependencies: ["TextFormat"], exclude: ["README.md"], swiftSettings: fast),
        .target(
            name: "ChapterSupport",
            dependencies: ["Core", "Experiments", "Notebook", "Terminal", argumentParser],
            swiftSettings: fast),
        .target(
            name: "EdoraTool",
            dependencies: [
                "Core", "CoreBenchmark", "Experiments", "MiniGLUE", "Notebook", "Terminal", "TextFormat",
                argumentParser,
            ],
            exclude: ["README.md"], swiftSettings: fast),
        .executableTarget(name: "edora", dependencies: ["EdoraTool"], swiftSettings: fast),
        .executableTarget(
            name: "edora-bench", dependencies: ["CAllocationCounter", "EdoraTool", argumentParser],
            swiftSettings: fast),
        .testTarget(
            name: "CoreTests", dependencies: ["AdapterLaws", "Core", "CoreBenchmark"],
            exclude: ["Fixtures"], swiftSettings: fast),
        .testTarget(name: "CoreBenchmarkTests", dependencies: ["Core", "CoreBenchmark"]),
        .testTarget(name: "MiniGLUETests", dependencies: ["Core", "MiniGLUE"]),
        .testTarget(name: "TerminalTests", dependencies: ["Core", "Terminal"]),
        .testTarget(name: "TextFormatTests", dependencies: ["TextFormat"]),
        .testTarget(name: "NotebookTests", dependencies: ["Notebook"], exclude: ["Golden"]),
        .testTarget(name: "ExperimentsTests", dependencies: ["ChapterSupport", "Experiments", "Notebook"]),
        .testTarget(
            name: "OwnMethodTests", dependencies: ["AdapterLaws", "Core", "EdoraTool", argumentParser],
            packageAccess: false),  // a package of another author sees no more
        .testTarget(name: "EndToEndTests", dependencies: ["Core", "Experiments"], exclude: ["Golden"]),
    ] + chapters.map(chapter),
    swiftLanguageModes: [.v6]
)
