import Core
import CoreBenchmark
import Foundation
import TextFormat

/// What a decoder's training costs: steps, and the SVD of a larger one's matrices; kept in `data/decoder/cost.json`.
///
/// Seconds are those that a core computed, so that other work on the machine counts little; of steps the least of some.
public struct DecoderCost: Codable, Sendable, Equatable {
    /// As in a run record.
    public let processor, blasKernel: String
    /// The step of each method on each model, 32 rows of 53 tokens, MRPC's mean.
    public let steps: [Step]
    /// Triplets that the randomised SVD finds.
    public let rank: Int
    /// One of each shape that a 7 B's adapted matrices have.
    public let decompositions: [Decomposition]

    /// Training steps of one workload on one thread.
    public struct Step: Codable, Sendable, Equatable {
        public let backbone: String
        public let method: AdapterMethod
        public let tokens: Double
        /// Of one core, the least of some steps.
        public let seconds: Double

        public var secondsOfToken: Double { seconds / tokens }
    }

    /// Seconds of one core on random numbers.
    public struct Decomposition: Codable, Sendable, Equatable {
        public let outputs, inputs: Int
        public let exact, randomised: Double
    }
}

extension DecoderCost {
    public static let file = URL(fileURLWithPath: "data/decoder").appending(path: "cost.json")
    /// MRPC's rows have as many tokens in the mean.
    static let measuredLength = 53
    private static let measuredRows = 32
    /// Of a step.
    public static let measuredTokens = measuredRows * measuredLength
    static let measuredSteps: [(backbone: String, method: AdapterMethod)] = [
        (DecoderGrid.backbone, .proposed), (DecoderGrid.backbone, .baseline), (Checkpoint.miniLM.name, .proposed),
    ]

    /// - Throws: `InputError` naming the command that makes the file again.
    public static func read(from file: URL = file) throws -> DecoderCost {
        let found: DecoderCost
        func refuse(_ what: String) -> InputError {
            InputError(
                file.relativePath, expected: "seconds of steps and decompositions", found: what,
                advice: "Make it with `\(SpectrumRecord.command)`; it needs the model.")
        }
        do { found = try JSONDecoder().decode(DecoderCost.self, from: Data(contentsOf: file)) } catch {
            throw refuse(plainReason(of: error))
        }
        if let fault = found.fault { throw refuse(fault) }
        return found
    }

    /// What makes no sense in a file, or is missing; nil where all is there.
    var fault: String? {
        func isTime(_ seconds: Double) -> Bool { seconds > 0 && seconds < 1e6 }
        for (backbone, method) in Self.measuredSteps where step(backbone, method) == nil {
            return "no step of \(method) on \(backbone)"
        }
        for part in DecoderShape.sevenB.adapted where decomposition(part) == nil {
            return "no SVD of \(part.outputs) × \(part.inputs)"
        }
        for step in steps where !isTime(step.seconds) || !(step.tokens >= 1 && step.tokens < 1e9) {
            return "\(step.seconds) s for \(step.tokens) tokens of \(step.backbone)"
        }
        for one in decompositions where !isTime(one.exact) || !isTime(one.randomised) {
            return "\(one.exact) and \(one.randomised) s for an SVD of \(one.outputs) × \(one.inputs)"
        }
        return (1 ... 1_024).contains(rank) ? nil : "the rank \(rank)"
    }

    public func step(_ backbone: String, _ method: AdapterMethod) -> Step? {
        steps.first { $0.backbone == backbone && $0.method == method }
    }

    public func decomposition(_ part: DecoderShape.Part) -> Decomposition? {
        decompositions.first { $0.outputs == part.outputs && $0.inputs == part.inputs }
    }

    /// What was measured; nil where it was not yet.
    ///
    /// - Throws: as `read`.
    public static func readIfThere() throws -> DecoderCost? {
        FileManager.default.fileExists(atPath: file.path) ? try read() : nil
    }

    /// Core seconds of the SVD of all adapted matrices of a shape; nil where one of them was not measured.
    public func seconds(_ shape: DecoderShape, _ seconds: (Decomposition) -> Double) -> Double? {
        let each = shape.adapted.compactMap { decomposition($0).map(seconds) }
        return each.count == shape.adapted.count ? Double(shape.layers) * each.reduce(0, +) : nil
    }
}

extension DecoderCost {
    /// Measures steps and decompositions on one core; some five minutes.
    ///
    /// - Throws: `InputError` for a model or a file of lengths that is not there, and `SVDError`.
    static func measure(rank: Int = 16) throws -> DecoderCost {
        let steps = try measuredSteps.map { backbone, method in
            let workload = Workload(
                task: .mrpc, method: method, rank: rank, batchSize: measuredRows, backbone: backbone,
                hasRandomWeights: false, threads: 1,
                maxLength: measuredLength, fillsLength: true)  // so that steps can be compared
            var ends = [processorSeconds()]
            let report = try TrainingBenchmark.run(
                workload, lengths: URL(fileURLWithPath: "data/bench/lengths.json"), steps: 4, warmUp: 1,
                report: { _ in ends.append(processorSeconds()) })
            // The first interval holds the loading, the second the step that warms up.
            let least = zip(ends.dropFirst(), ends.dropFirst(2)).map { $1 - $0 }.min() ?? 0
            return Step(
                backbone: backbone, method: method, tokens: report.tokensPerBatch,
                seconds: roundedToSignificant(least, digits: 3))
        }
        let decompositions = try DecoderShape.sevenB.shapes.map { try Decomposition($0, rank: rank) }
        return DecoderCost(
            processor: Machine.processor, blasKernel: OpenBLAS.coreName, steps: steps, rank: rank,
            decompositions: decompositions)
    }

    /// Measures where there is no file yet.
    ///
    /// - Throws: `InputError` for a damaged file, and what `measure` throws.
    public static func measureMissing() throws {
        guard !FileManager.default.fileExists(atPath: file.path) else {
            _ = try read()
            return
        }
        try write(measure(), to: file)
    }

    static func write(_ record: some Encodable, to file: URL) throws {
        try AtomicFile.makeDirectory(file.deletingLastPathComponent())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(try encoder.encode(record) + Data("\n".utf8), to: file)
    }
}

extension DecoderCost.Decomposition {
    fileprivate init(_ part: DecoderShape.Part, rank: Int) throws {
        let work = WorkProgress.begin("SVD of \(part.outputs) × \(part.inputs)")
        defer { work.end() }
        var random = Random(seed: 1, purpose: "SVD cost")
        let W = Matrix.normal(part.outputs, part.inputs, deviation: 0.05, using: &random)
        func seconds(_ body: () throws -> Void) rethrows -> Double {
            let start = processorSeconds()
            try body()
            return roundedToSignificant(processorSeconds() - start, digits: 3)
        }
        self.init(
            outputs: part.outputs, inputs: part.inputs, exact: try seconds { _ = try SVD.truncated(W, rank: rank) },
            randomised: try seconds { _ = try SVD.randomised(W, rank: rank) })
    }
}

/// What all threads of this process have computed so far.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
