// swift-tools-version: 6.1
import PackageDescription

// `swift run` builds the debug configuration. Everything that computes is optimised there too, so
// that a chapter takes as long as in release; preconditions stay on (-O, not -Ounchecked).
let fast: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "edora",
    products: [
        .library(name: "Core", targets: ["Core"]),
        .library(name: "Notebook", targets: ["Notebook"]),
        .executable(name: "edora", targets: ["edora"]),
        .executable(name: "chapter4-edora", targets: ["chapter4-edora"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
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
                "COpenBLAS", "CVectorKernels",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["README.md"],
            swiftSettings: fast,
            linkerSettings: [.linkedLibrary("m")]),
        .target(name: "Notebook", exclude: ["README.md"], swiftSettings: fast),
        .executableTarget(name: "edora", dependencies: ["Core", "Notebook", "CAllocationCounter", argumentParser], swiftSettings: fast),
        .executableTarget(
            name: "chapter4-edora",
            dependencies: ["Core", "Notebook", argumentParser],
            path: "chapters/chapter4-edora",
            exclude: ["README.md", "page.json"],
            swiftSettings: fast),
        .testTarget(
            name: "CoreTests", dependencies: ["Core"],
            exclude: ["Fixtures"], swiftSettings: fast),
        .testTarget(name: "NotebookTests", dependencies: ["Notebook"], exclude: ["Golden"]),
        .testTarget(name: "EndToEndTests", dependencies: ["Core"]),
    ],
    swiftLanguageModes: [.v6]
)
