import Core
import Foundation
import TextFormat

/// What rounding does to a spectrum: shares of MiniLM's first directions before and after its weights are rounded in
/// the simplest way, which is not that of a quantised file such as Gemma's; kept in
/// `data/decoder/rounding-minilm.json`.
///
/// A block of 32 numbers of a row shares one scale, the largest number's; each becomes one of 2ᵇ − 1 equal steps.
public struct RoundingRecord: Codable, Sendable, Equatable {
    /// The name of the checkpoint, and the SHA-256 of its weights.
    public let backbone, model: String
    /// How many directions each share counts.
    public let rank: Int
    /// The bits of a number, ascending.
    public let bits: [Int]
    /// The adapted matrices, in the model's order.
    public let matrices: [Matrix]

    /// One matrix.
    public struct Matrix: Codable, Sendable, Equatable {
        public let path: String
        /// Of ‖D‖², as it is, and rounded to each of `bits`.
        public let share: Double, rounded: [Double]
    }

    /// The largest change of a share, for each of `bits`.
    public var largestChanges: [Double] {
        bits.indices.map { i in matrices.map { abs($0.rounded[i] - $0.share) }.max() ?? 0 }
    }
}

extension RoundingRecord {
    static let block = 32, measuredBits = [4, 8]
    public static let file = URL(fileURLWithPath: "data/decoder")
        .appending(path: "rounding-\(Checkpoint.miniLM.name).json")

    /// - Returns: nil where it was not measured.
    /// - Throws: `InputError` for a damaged file.
    public static func readIfThere(from file: URL = file) throws -> RoundingRecord? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        func refuse(_ what: String) -> InputError {
            InputError(
                file.relativePath,
                expected:
                    "shares of MiniLM's matrices, rank \(SpectrumRecord.measuredRank), rounded to \(measuredBits) bits",
                found: what,
                advice: "Delete it and run `\(SpectrumRecord.command)`.")
        }
        let found: RoundingRecord
        do { found = try JSONDecoder().decode(RoundingRecord.self, from: Data(contentsOf: file)) } catch {
            throw refuse(plainReason(of: error))
        }
        let isWhole = found.matrices.allSatisfy { one in
            one.rounded.count == found.bits.count && (one.rounded + [one.share]).allSatisfy { $0 > 0 && $0 <= 1 }
        }
        guard isWhole, !found.matrices.isEmpty else {
            throw refuse("\(found.matrices.count) matrices, not all with \(found.bits.count) shares from 0 to 1")
        }
        let isAsked =
            found.backbone == Checkpoint.miniLM.name && found.rank == SpectrumRecord.measuredRank
            && found.bits == measuredBits
        guard isAsked else {
            throw refuse("\(found.backbone), rank \(found.rank), bits \(found.bits)")
        }
        return found
    }

    /// Measures where there is no file yet, in seconds; four significant digits are kept.
    ///
    /// - Throws: `InputError` for a model that is not there and for a damaged file, and `SVDError`.
    public static func measureMissing() throws {
        guard try readIfThere() == nil else { return }
        let directory = try ModelDirectory.locate(Checkpoint.miniLM.name)
        let targets = try SequenceClassifier(directory: directory, classes: 2, seed: 1).targets
        let work = WorkProgress.begin("rounded spectra", of: targets.count)
        defer { work.end() }
        let matrices = try targets.map { target in
            defer { work.advance() }
            return Matrix(
                path: target.name, share: try share(target.base),
                rounded: try measuredBits.map { try share(rounded(target.base, bits: $0)) })
        }
        try DecoderCost.write(
            RoundingRecord(
                backbone: Checkpoint.miniLM.name, model: try ModelWeights.digest(ModelWeights.files(directory)),
                rank: SpectrumRecord.measuredRank, bits: measuredBits, matrices: matrices), to: file)
    }

    private static func share(_ W: Core.Matrix) throws -> Double {
        let energies = try RankAllocation.energies(W, count: SpectrumRecord.measuredRank)
        return roundedToSignificant(energies.reduce(0, +), digits: 4)
    }

    /// W with every block of a row at 2ᵇ − 1 equal steps between ± its largest number.
    static func rounded(_ W: Core.Matrix, bits: Int) -> Core.Matrix {
        let most = Float((1 << (bits - 1)) - 1)
        var numbers: [Float] = []
        for row in 0 ..< W.rows {
            for start in stride(from: 0, to: W.columns, by: block) {
                let values = (start ..< min(start + block, W.columns)).map { W[row, $0] }
                let step = (values.map(abs).max() ?? 0) / most
                numbers += values.map { step > 0 ? ($0 / step).rounded() * step : 0 }
            }
        }
        return Core.Matrix(W.rows, W.columns, numbers)
    }
}
