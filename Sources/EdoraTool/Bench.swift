import ArgumentParser
import Core
import CoreBenchmark
import Foundation
import Terminal
import TextFormat

/// `edora bench`: the speed of training against the machine's SGEMM peak.
public struct Bench: ParsableCommand {
    /// Help.
    public static let configuration = CommandConfiguration(
        abstract: "Measure training speed against this machine's SGEMM peak.",
        discussion: """
            EXAMPLES
              edora bench --task RTE
              edora bench --task CoLA --method lora --threads 1 --json
              edora bench --model \(Checkpoint.papers.name) --random-weights --steps 10
              edora bench --precision bfloat16
              edora bench --svd
              edora bench --svd-cost data/bench/svd-cost.json     (some ten minutes, on one core)

            Batches have the lengths of the task's real rows (data/bench/lengths.json) and random token ids.
            Leave the machine alone while it runs.
            """)

    @Option(help: "Task whose lengths the batches have. (default: RTE)") var task: TextTask?
    @Option(help: "Fine-tuning method. (default: edora)") var method: AdapterMethod?
    @Option(help: "Rank of the low-rank methods. (default: 16)") var rank: Int?
    @Option(help: "What the head reads: mean, of all states. (default: an encoder's first token, a decoder's last)")
    var pooling: Pooling?
    @Option(help: "Rows in a batch. (default: 32)") var batchSize: Int?
    @Option(help: "A known checkpoint or a model folder. (default: \(Checkpoint.all[0].name))") var model: String?
    @Flag(help: "Random weights in the backbone's shape: no checkpoint needed.") var randomWeights = false
    @Option(help: "Threads. (default: all cores)") var threads: Int?
    @Option(help: "Timed steps, after three for warming up. (default: 30)") var steps: Int?
    @OptionGroup var numbers: PrecisionOptions
    @Option(help: "Longest sequence in tokens. (default: 128)") var maxLength: Int?
    @Flag(help: "Give every sequence --max-length tokens.") var fillLength = false
    @Option(help: "File with the token counts. (default: data/bench/lengths.json)") var lengths: String?
    @Flag(
        help: """
            Time the randomised SVD, r = 32, of matrices of \(Checkpoint.papers.title)'s shapes instead of training.
            """)
    var svd = false
    @Option(
        help: """
            Time exact and randomised SVDs up to 8192 × 8192 and of whole encoders instead, and write them to this file.
            """)
    var svdCost: PathArgument?
    @Flag(help: "Print JSON.") var json = false

    /// Without arguments, as the parser asks for.
    public init() {}

    /// Measures without a count of allocations: counting replaces malloc, which only `edora-bench` does.
    public func run() throws { try measure() }

    /// Measures what the options ask for and prints it.
    ///
    /// - Parameter allocations: the number of allocations of this process so far, where it can be told.
    /// - Throws: `InputError` for options that do not go together or are out of range, and for files that cannot be
    ///   read.
    public func measure(allocations: () -> Int? = { nil }) throws {
        func require(_ condition: Bool, _ option: String, _ expected: String, _ found: Int) throws {
            if !condition { throw InputError(option, expected: expected, found: "\(found)") }
        }
        let ofTraining =
            [
                ("--task", task != nil), ("--method", method != nil), ("--rank", rank != nil),
                ("--batch-size", batchSize != nil), ("--steps", steps != nil), ("--pooling", pooling != nil),
                ("--precision", numbers.precision != .float32), ("--fill-length", fillLength),
                ("--model", model != nil), ("--random-weights", randomWeights), ("--max-length", maxLength != nil),
            ] + (svd ? [("--lengths", lengths != nil)] : [])
        if svd || svdCost != nil, let option = ofTraining.first(where: \.1)?.0 {
            throw InputError(option, expected: "a training to measure", found: svd ? "--svd" : "--svd-cost")
        }
        let threads = threads ?? Machine.cores
        let steps = steps ?? 30, batchSize = batchSize ?? 32, maxLength = maxLength ?? 128
        let lengths = URL(fileURLWithPath: lengths ?? "data/bench/lengths.json")
        try Machine.requireThreads(threads)
        try require((1 ... 100_000).contains(steps), "--steps", "1 to 100000", steps)
        try require((1 ... 65536).contains(batchSize), "--batch-size", "1 to 65536", batchSize)
        try require((3 ... 512).contains(maxLength), "--max-length", "3 to 512", maxLength)
        if svdCost != nil, svd || json || self.threads != nil {
            throw InputError(
                "--svd-cost",
                expected: "neither --svd, --json nor --threads beside it: it writes a file, from one core",
                found: svd ? "--svd" : json ? "--json" : "--threads")
        }
        if svd { return try measureSVD(threads) }
        if let svdCost { return try measureCost(svdCost.url, lengths) }
        let workload = Workload(
            task: task ?? .rte, method: method ?? .standard, rank: rank ?? 16, batchSize: batchSize,
            backbone: model ?? Checkpoint.all[0].name,
            hasRandomWeights: randomWeights, threads: threads, maxLength: maxLength, fillsLength: fillLength,
            pooling: pooling, precision: try numbers.ofTraining(), isEmulated: numbers.emulate)
        let report = try TrainingBenchmark.run(
            workload, lengths: lengths, steps: steps,
            allocations: allocations)
        if json { try printJSON(report) } else { show(report) }
    }

    private func measureSVD(_ threads: Int) throws {
        let report = try SVDBenchmark.run(threads: threads)
        if json { return try printJSON(report) }
        print(
            "SVD of \(report.matrices) matrices, r = \(report.rank), \(report.threads) threads: "
                + "\(decimalText(report.seconds, decimals: 2)) s; "
                + "singular values within \(report.largestError) of LAPACK's, relative")
    }

    private func measureCost(_ file: URL, _ lengths: URL) throws {
        try AtomicFile.requireWritable(file)
        let sizes = [256, 512, 1024, 2048, 4096, 8192]
        let report = try SVDCost.run(sizes: sizes, lengths: lengths) { size in
            note("\(size.rows) × \(size.columns): exact \(size.exact) s, randomised \(size.randomised) s")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(encoder.encode(report) + Data("\n".utf8), to: file)
        print("written to \(file.path)")
    }

    private func show(_ report: TrainingBenchmark.Report) {
        let sorted = report.stepSeconds.sorted(), median = sorted.median
        func line(_ name: String, _ value: String) {
            print(name.padding(toLength: 20, withPad: " ", startingAt: 0) + value)
        }
        func whole(_ value: Double) -> String { decimalText(value, decimals: 0) }
        func tenths(_ value: Double) -> String { decimalText(value, decimals: 1) }
        func milliseconds(_ seconds: Double) -> String { tenths(seconds * 1e3) }
        let workload = report.workload, method = workload.method
        let rank = method.hasRank ? " r = \(workload.rank)" : ""
        let pooling = workload.pooling.map { ", \($0.rawValue) pooling" } ?? ""
        let isReference = workload.precision == .float32
        let precision = isReference ? "" : ", \(workload.precision.rawValue)" + (workload.isEmulated ? " emulated" : "")
        print(
            "\(method.title)\(rank) on \(workload.backbone)\(pooling)\(precision), \(workload.task.name) lengths, "
                + "batch \(workload.batchSize), \(workload.threads) threads; \(report.processor), "
                + "OpenBLAS \(report.blasKernel)")
        line("examples/s", tenths(report.examplesPerSecond))
        line("real tokens/s", whole(report.tokensPerSecond))
        let fastest = milliseconds(sorted[0]), slowest = milliseconds(sorted[sorted.count - 1])
        line("ms a step", "\(milliseconds(median)) (fastest \(fastest), slowest \(slowest))")
        for name in TrainingBenchmark.partNames { line("  " + name, tenths(report.parts[name] ?? 0)) }
        let isOnAllCores = report.peakGFLOPS == report.threadsPeakGFLOPS
        line(
            isReference ? "SGEMM peak" : "product peak",
            "\(whole(report.peakGFLOPS)) GFLOP/s on all cores"
                + (isOnAllCores ? "" : ", \(whole(report.threadsPeakGFLOPS)) on these threads"))
        let share = tenths(100 * report.shareOfPeak)
        line("needed products", "\(tenths(report.neededGFLOP)) GFLOP a step, \(share) % of the peak")
        line("allocations a step", report.allocationsPerStep.map(whole) ?? "not counted here; run edora-bench")
        line("peak memory", "\(whole(report.peakResidentMiB)) MiB resident")
    }
}
