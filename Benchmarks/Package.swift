// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who builds the project has to build a benchmark library.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(name: "edora", path: ".."),
        // No traits: the default one links jemalloc to count allocations, which `edora-bench` counts itself.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "KernelBenchmarks",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "Core", package: "edora"),
                .product(name: "CoreBenchmark", package: "edora"),
            ],
            path: "Benchmarks/KernelBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ],
    swiftLanguageModes: [.v6]
)
