import Core
import Foundation
import TextFormat

/// How much of what training all weights changed the proposed method's frozen factors could hold, matrix by matrix and
/// rank by rank; kept in `data/subspace`, one small file a run.
///
/// Two changes are measured. `weight` is ΔW = W − W₀. `direction` is what R has to make once magnitudes make the
/// lengths of the rows: with W = m ⊙ D the method can reach W where W₀ + B·R·A has its directions, and at the old
/// lengths that is
///
///     B·R·A = m₀ ⊙ (D − D₀)
///
/// It leaves out the pull of weight decay, too, which shortens W₀ and is no adaptation. (The division by the norm drops
/// what B·R·A has along each row, so to first order the method can make slightly more of it than the nearest B·R·A.)
public struct SubspaceRecord: MeasuredRun, Sendable, Equatable {
    /// The run's key, and the planned run itself.
    public let key: String
    public let run: PlannedRun
    /// SHA-256 of the checkpoint that the run started from, which the factors come from.
    public let model: String
    /// Ascending.
    public let ranks: [Int]
    /// Random subspaces that were drawn for each mean in `Shares.random`.
    public let draws: Int
    public let matrices: [Matrix]
    /// The run's score on the evaluated rows.
    public let score: Double

    /// One adapted matrix.
    public struct Matrix: Codable, Sendable, Equatable {
        /// `encoder.layer.0.attention.self.query`
        public let path: String
        public let outputs, inputs: Int
        /// ‖ΔW‖/‖W₀‖
        public let relativeChange: Double
        public let weight, direction: Shares
    }

    /// Shares of the squared Frobenius norm of a change, one a rank.
    public struct Shares: Codable, Sendable, Equatable {
        /// Held by B·R·A with the method's own factors and the best R; by the best update of that rank; by random
        /// orthonormal factors and the best R, mean over `draws`.
        public let frozen, best, random: [Double]
    }

    /// Which change of a matrix.
    public enum Change: CaseIterable, Sendable { case weight, direction }
}

extension SubspaceRecord {
    public static let folder = "data/subspace", content = "the shares"
    public static let command = "swift run chapter6-ablations --measure"

    /// The runs that are measured: all weights, on chapter 2's task with every seed, on tasks of GLUE with the first.
    ///
    /// - Throws: as `GLUEGrid.init` does.
    public static func runs(in store: RunStore) throws -> [PlannedRun] {
        let grid = try GLUEGrid(in: store)
        return Plan.mini(setting.method) + tasks.compactMap { grid.runs(setting, $0).first }
    }

    public var fault: String? {
        guard !matrices.isEmpty, !ranks.isEmpty, draws >= 1, zip(ranks, ranks.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            return "\(matrices.count) matrices, ranks \(ranks) and \(draws) draws"
        }
        for matrix in matrices {
            let side = min(matrix.outputs, matrix.inputs)
            guard (1 ... 1 << 20).contains(side), max(matrix.outputs, matrix.inputs) <= 1 << 20,
                ranks.allSatisfy({ (1 ... side).contains($0) })
            else { return "\(matrix.path) of \(matrix.outputs) × \(matrix.inputs) at ranks \(ranks)" }
            guard matrix.relativeChange > 0, matrix.relativeChange.isFinite else {
                return "\(matrix.path), which changed by \(matrix.relativeChange)"
            }
            for shares in [matrix.weight, matrix.direction] {
                for list in [shares.frozen, shares.best, shares.random] {
                    guard list.count == ranks.count, list.allSatisfy({ (0 ... 1).contains($0) }) else {
                        return "\(matrix.path) with the shares \(list) at \(ranks.count) ranks"
                    }
                }
            }
        }
        return nil
    }
}

extension SubspaceRecord {
    static let measuredRanks = [4, 8, 16, 32, 64], measuredDraws = 8

    public static func measure(
        _ planned: PlannedRun, model directory: URL
    ) throws -> (found: SubspaceRecord, record: RunRecord) {
        let run = try FineTuning(model: directory, data: planned.taskData, configuration: planned.configuration)
        let record = try run.run()
        guard let score = record.lastScore else {
            throw InputError(planned.name, expected: "a score at its end", found: "none")
        }
        let bases = try measuredRanks.map { try frozenFactors(of: directory, rank: $0) }
        let untouched = try SequenceClassifier(
            directory: directory, classes: planned.configuration.task.classes, seed: 1)
        let pairs = Array(zip(untouched.targets, run.model.targets))
        let matrices = try pairs.enumerated().map { i, pair in
            try Matrix(
                from: pair.0.base, to: pair.1.weight, at: pair.0.name, bases: bases.map { $0[i] }, draws: measuredDraws)
        }
        let found = SubspaceRecord(
            key: record.key, run: planned, model: record.inputs.model, ranks: measuredRanks, draws: measuredDraws,
            matrices: matrices, score: score)
        return (found, record)
    }

    /// What the proposed method freezes on each adapted matrix of a checkpoint.
    private static func frozenFactors(of directory: URL, rank: Int) throws -> [Basis] {
        let model = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
        _ = try model.adapt(.standard(.proposed, rank: rank), seed: 1)
        return try model.targets.map { target in
            let frozen = target.adapter?.frozen ?? []
            guard let A = frozen.first(where: { $0.role == .loraA }),
                let B = frozen.first(where: { $0.role == .basisB })
            else {
                throw InputError(
                    directory.path, expected: "\(rank) singular values above zero in \(target.name)", found: "fewer")
            }
            return Basis(A: A.value, B: B.value)
        }
    }
}

extension SubspaceRecord.Matrix {
    /// - Parameters:
    ///   - start, end: W₀ and W.  [out, in]
    ///   - bases: the method's factors, one pair a rank, ascending.
    ///   - draws: random subspaces for each rank; they depend on path and number alone.
    /// - Throws: `SVDError`.
    init(from start: Core.Matrix, to end: Core.Matrix, at path: String, bases: [Basis], draws: Int) throws {
        let ranks = bases.map(\.A.rows), subspaces = try bases.map { try FrozenSubspace($0) }
        let others = try ranks.map { rank in
            try (0 ..< draws).map { draw in
                var random = Random(seed: UInt64(draw + 1), purpose: "subspace \(path)", UInt64(rank))
                return try FrozenSubspace(random: start.rows, start.columns, rank: rank, using: &random)
            }
        }
        func shares(_ change: SubspaceRecord.Change) throws -> SubspaceRecord.Shares {
            let X = change.matrix(from: start, to: end)
            func kept(_ values: [Double]) -> [Double] { values.map { roundedToSignificant(min($0, 1), digits: 4) } }
            return SubspaceRecord.Shares(
                frozen: kept(subspaces.map { $0.share(of: X) }),
                best: kept(try FrozenSubspace.bestShares(of: X, ranks: ranks)),
                random: kept(others.map { draws in Sample(draws.map { $0.share(of: X) }).mean }))
        }
        self.init(
            path: path, outputs: start.rows, inputs: start.columns,
            relativeChange: roundedToSignificant((end - start).norm / start.norm, digits: 4),
            weight: try shares(.weight), direction: try shares(.direction))
    }
}

extension SubspaceRecord.Change {
    /// ΔW, or m₀ ⊙ (D − D₀).
    func matrix(from start: Core.Matrix, to end: Core.Matrix) -> Core.Matrix {
        switch self {
        case .weight: return end - start
        case .direction:
            let m0 = start.rowNorms, m = end.rowNorms
            return end.scalingRows(by: Core.Matrix(1, m.columns) { _, j in m[0, j] > 0 ? m0[0, j] / m[0, j] : 0 })
                - start
        }
    }
}
