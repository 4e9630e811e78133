import Core
import Foundation
import TextFormat

/// How much of the direction D of each adapted matrix its first singular directions hold; kept in `data/decoder`, one
/// small file a model.
///
/// D has the rows of W₀ at length one, and σᵢ are its singular values. A share is Σᵢ≤ₖ σᵢ²/‖D‖².
public struct SpectrumRecord: Codable, Sendable, Equatable {
    /// The name of the checkpoint, and the SHA-256 of its weights.
    public let backbone, model: String
    /// How many directions each share counts, ascending; `rank` is among them.
    public let counts: [Int]
    /// The rank for which σ₁/σᵣ is kept.
    public let rank: Int
    /// The adapted matrices, in the model's order.
    public let matrices: [Matrix]
    /// Normal random numbers in each shape that the matrices have, in the order of their first use.
    public let random: [Matrix]

    /// One matrix.
    public struct Matrix: Codable, Sendable, Equatable {
        /// `layers.0.self_attn.q_proj`, `random`
        public let path: String
        public let outputs, inputs: Int
        /// Of ‖D‖², one for each of `counts`.
        public let shares: [Double]
        /// σ₁/σᵣ: how much longer the first row of A = Σᵣ·Vᵀ is than its last.
        public let ratio: Double
    }
}

extension SpectrumRecord {
    static let measuredCounts = [1, 2, 4, 8, 16, 32, 64, 128, 256], measuredRank = 16
    /// Those that chapter 7 compares.
    public static let backbones = [DecoderGrid.backbone, Checkpoint.miniLM.name]
    /// The command that makes the files again.
    public static let command = "swift run chapter7-decoder --measure"

    /// `data/decoder/spectrum-NAME.json`
    public static func file(_ backbone: String) -> URL {
        URL(fileURLWithPath: "data/decoder").appending(path: "spectrum-\(backbone).json")
    }

    /// - Throws: `InputError` naming the command that makes the file again.
    public static func read(_ backbone: String, from file: URL? = nil) throws -> SpectrumRecord {
        let file = file ?? self.file(backbone), found: SpectrumRecord
        func refuse(_ what: String) -> InputError {
            InputError(
                file.relativePath, expected: "the spectra of \(backbone)", found: what,
                advice: "Make it with `\(command)`; it needs the model.")
        }
        do { found = try JSONDecoder().decode(SpectrumRecord.self, from: Data(contentsOf: file)) } catch {
            throw refuse(plainReason(of: error))
        }
        guard found.backbone == backbone else { throw refuse("those of \(found.backbone)") }
        if let fault = found.fault { throw refuse(fault) }
        return found
    }

    /// What makes no sense in a file; nil where all does.
    var fault: String? {
        guard !matrices.isEmpty, !random.isEmpty, counts.first == 1, counts.contains(rank),
            zip(counts, counts.dropFirst()).allSatisfy({ $0 < $1 })
        else { return "\(matrices.count) matrices, \(random.count) random ones, counts \(counts) and rank \(rank)" }
        for matrix in matrices + random {
            let side = min(matrix.outputs, matrix.inputs)
            guard side >= counts[counts.count - 1], max(matrix.outputs, matrix.inputs) <= 1 << 20 else {
                return "\(matrix.path) of \(matrix.outputs) × \(matrix.inputs) with \(counts) directions"
            }
            let rises = zip(matrix.shares, matrix.shares.dropFirst()).allSatisfy { $0 <= $1 }
            guard matrix.shares.count == counts.count, rises, matrix.shares.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
                return "\(matrix.path) with the shares \(matrix.shares) of \(counts.count) counts"
            }
            guard matrix.ratio >= 1, matrix.ratio.isFinite else { return "\(matrix.path) with σ₁/σᵣ = \(matrix.ratio)" }
        }
        let shapes = Set(random.map { [$0.outputs, $0.inputs] })
        guard let bare = matrices.first(where: { !shapes.contains([$0.outputs, $0.inputs]) }) else { return nil }
        return "no random matrix of the shape of \(bare.path)"
    }
}

extension SpectrumRecord {
    /// Decomposes every adapted matrix of a checkpoint; four significant digits are kept.
    ///
    /// - Throws: `InputError` for a model that is not there, and `SVDError`.
    static func measure(_ backbone: String) throws -> SpectrumRecord {
        let directory = try ModelDirectory.locate(backbone)
        let targets = try SequenceClassifier(directory: directory, classes: 2, seed: 1).targets
        let work = WorkProgress.begin("spectra of \(backbone)", of: targets.count)
        defer { work.end() }
        let matrices = try targets.map { target in
            defer { work.advance() }
            return try Matrix(target.base, at: target.name)
        }
        var random: [Matrix] = []
        for matrix in matrices where !random.contains(where: { $0.isOfShape(matrix) }) {
            var generator = Random(seed: 1, purpose: "spectra", UInt64(matrix.outputs), UInt64(matrix.inputs))
            let numbers = Core.Matrix.normal(matrix.outputs, matrix.inputs, deviation: 1, using: &generator)
            random.append(try Matrix(numbers, at: "random"))
        }
        return SpectrumRecord(
            backbone: backbone, model: try ModelWeights.digest(ModelWeights.files(directory)), counts: measuredCounts,
            rank: measuredRank, matrices: matrices, random: random)
    }

    /// Measures the models that have no file yet.
    ///
    /// - Throws: `InputError` for a damaged file, and what `measure` throws.
    public static func measureMissing() throws {
        for backbone in backbones {
            guard !FileManager.default.fileExists(atPath: file(backbone).path) else {
                _ = try read(backbone)
                continue
            }
            try DecoderCost.write(measure(backbone), to: file(backbone))
        }
    }
}

extension SpectrumRecord.Matrix {
    init(_ W0: Core.Matrix, at path: String) throws {
        let energies = try RankAllocation.energies(W0, count: min(W0.rows, W0.columns))
        let sums = energies.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
        let last = energies[SpectrumRecord.measuredRank - 1]
        self.init(
            path: path, outputs: W0.rows, inputs: W0.columns,
            shares: SpectrumRecord.measuredCounts.map { roundedToSignificant(min(sums[$0], 1), digits: 4) },
            ratio: roundedToSignificant((energies[0] / last).squareRoot(), digits: 4))
    }

    public func isOfShape(_ other: SpectrumRecord.Matrix) -> Bool {
        outputs == other.outputs && inputs == other.inputs
    }

    /// "self_attn.q_proj" of "layers.0.self_attn.q_proj"
    public var kind: String { SubspaceSummary.kind(of: path) }
}
