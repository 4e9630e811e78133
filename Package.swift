// swift-tools-version: 6.1
import PackageDescription

// `swift run` builds the debug configuration. Everything that computes is optimised there too, so
// that a chapter takes as long as in release; preconditions stay on (-O, not -Ounchecked).
let fast: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A chapter's folder holds its source beside its page.
func chapter(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["Core", "CoreBenchmark", "Experiments", "Notebook", "TextFormat", argumentParser],
        path: "chapters/\(name)", exclude: ["README.md", "page.json"], swiftSettings: fast)
}

let package = Package(
    name: "edora",
    products: [
        .library(name: "Core", targets: ["Core"]),
        .library(name: "CoreBenchmark", targets: ["CoreBenchmark"]),
        .library(name: "Notebook", targets: ["Notebook"]),
        .library(name: "EdoraTool", targets: ["EdoraTool"]),
        .executable(name: "edora", targets: ["edora"]),
        .executable(name: "edora-bench", targets: ["edora-bench"]),
        .executable(name: "chapter1-svd", targets: ["chapter1-svd"]),
        .executable(name: "chapter2-weight-decomposition", targets: ["chapter2-weight-decomposition"]),
        .executable(name: "chapter3-lora", targets: ["chapter3-lora"]),
        .executable(name: "chapter4-edora", targets: ["chapter4-edora"]),
        .executable(name: "chapter5-glue", targets: ["chapter5-glue"]),
        .executable(name: "chapter6-ablations", targets: ["chapter6-ablations"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),  // for `make docs` alone
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
        .target(
            name: "CVectorKernels",
            cSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("m")]),
        .target(name: "CAllocationCounter"),
        .target(
            name: "Core",
            dependencies: [
                "COpenBLAS", "CVectorKernels", "TextFormat",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["README.md"],
            swiftSettings: fast,
            linkerSettings: [.linkedLibrary("m")]),
        .target(name: "TextFormat", exclude: ["README.md"], swiftSettings: fast),
        .target(name: "MiniGLUE", dependencies: ["Core"], exclude: ["README.md"], swiftSettings: fast),
        .target(
            name: "CoreBenchmark", dependencies: ["Core", "CVectorKernels", "TextFormat"],
            exclude: ["README.md"], swiftSettings: fast),
        .target(
            name: "Experiments",
            dependencies: ["Core", "CoreBenchmark", "TextFormat", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["README.md"], swiftSettings: fast),
        .target(name: "Notebook", exclude: ["README.md"], swiftSettings: fast),
        .target(
            name: "EdoraTool",
            dependencies: [
                "Core", "CoreBenchmark", "Experiments", "MiniGLUE", "Notebook", "TextFormat", argumentParser,
            ],
            exclude: ["README.md"], swiftSettings: fast),
        .executableTarget(name: "edora", dependencies: ["EdoraTool"], swiftSettings: fast),
        .executableTarget(
            name: "edora-bench", dependencies: ["CAllocationCounter", "EdoraTool", argumentParser],
            swiftSettings: fast),
        chapter("chapter1-svd"),
        chapter("chapter2-weight-decomposition"),
        chapter("chapter3-lora"),
        chapter("chapter4-edora"),
        chapter("chapter5-glue"),
        chapter("chapter6-ablations"),
        .testTarget(
            name: "CoreTests", dependencies: ["Core", "CoreBenchmark"],
            exclude: ["Fixtures"], swiftSettings: fast),
        .testTarget(name: "CoreBenchmarkTests", dependencies: ["Core", "CoreBenchmark"]),
        .testTarget(name: "MiniGLUETests", dependencies: ["Core", "MiniGLUE"]),
        .testTarget(name: "TextFormatTests", dependencies: ["TextFormat"]),
        .testTarget(name: "NotebookTests", dependencies: ["Notebook"], exclude: ["Golden"]),
        .testTarget(name: "ExperimentsTests", dependencies: ["Experiments"]),
        .testTarget(name: "EndToEndTests", dependencies: ["Core", "Experiments"]),
    ],
    swiftLanguageModes: [.v6]
)
