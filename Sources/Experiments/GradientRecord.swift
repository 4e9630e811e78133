import Core
import Foundation
import TextFormat

/// How much of the gradient of whole matrices the proposed method can follow, before it trains and after; kept in
/// `data/gradients`, one small file a run.
///
/// Full fine-tuning goes against G = ∂L/∂W. The method goes where m and R let it. With V = W₀ + s·B·R·A, n = ‖V‖ held
/// constant and d = V/n, a small change of them makes
///
///     dW = dm ⊙ d + diag(m/n)·B·(s·dR)·A
///
/// The first part holds ⟨Gⱼ, dⱼ⟩² of every row's ‖Gⱼ‖², the second ‖Uᵀ·G·Q‖² of ‖G‖², where U and Q are orthonormal
/// bases of the columns of diag(m/n)·B and of the rows of A (`FrozenSubspace`).
public struct GradientRecord: MeasuredRun, Sendable, Equatable {
    /// The run's key, and the planned run itself.
    public let key: String
    public let run: PlannedRun
    /// Of the run.
    public let rank: Int
    /// Training rows whose mean loss is differentiated, at most.
    public let rows: Int
    /// With the adapter as it starts, and after the last epoch.
    public let start, end: [Matrix]
    /// The run's score on the evaluated rows.
    public let score: Double

    /// One adapted matrix at one moment.
    public struct Matrix: Codable, Sendable, Equatable {
        /// `encoder.layer.0.attention.self.query`
        public let path: String
        public let outputs, inputs: Int
        /// ‖G‖
        public let norm: Double
        /// Shares of ‖G‖²: along the rows, where magnitudes go; between the frozen factors, where R goes; and in the
        /// best update of the same rank, whose factors are G's own first singular vectors.
        public let magnitudes, core, best: Double
    }
}

extension GradientRecord {
    public static let folder = "data/gradients", content = "the gradients' shares"
    public static let command = "swift run chapter6-ablations --measure"
    static let measuredRows = 1_024

    /// As the subspace's: on chapter 4's task with every seed, on tasks of GLUE with the first.
    public static func runs(in store: RunStore) throws -> [PlannedRun] {
        let grid = try GLUEGrid(in: store)
        return Plan.mini(.proposed) + SubspaceRecord.tasks.compactMap { grid.runs(Setting(.proposed), $0).first }
    }

    public var fault: String? {
        guard !start.isEmpty, start.map(\.path) == end.map(\.path), rank >= 1, rows >= 1 else {
            return "\(start.count) and \(end.count) matrices at rank \(rank) over \(rows) rows"
        }
        return (start + end).first { matrix in
            ![matrix.magnitudes, matrix.core, matrix.best].allSatisfy { (0 ... 1).contains($0) }
                || !(matrix.norm >= 0 && matrix.norm.isFinite)
                || ![matrix.outputs, matrix.inputs].allSatisfy { (rank ... 1 << 20).contains($0) }
        }.map { "\($0.path) with shares \($0.magnitudes), \($0.core) and \($0.best) of a gradient of \($0.norm)" }
    }

    public static func measure(
        _ planned: PlannedRun, model directory: URL
    ) throws -> (found: GradientRecord, record: RunRecord) {
        let configuration = planned.configuration
        let run = try FineTuning(model: directory, data: planned.taskData, configuration: configuration)
        let rows = try configuration.rows(in: planned.taskData).train
        func moment() throws -> [Matrix] {
            let gradients = try WholeGradients(
                model: directory, weightsOf: run.model, task: configuration.task, seed: configuration.seed)
            let examples = try gradients.examples(measuredRows, of: rows, of: directory, seed: configuration.seed)
            let found = try gradients.mean(over: examples)
            return try zip(run.model.targets, found).map {
                try Matrix($0, gradient: $1, rank: configuration.adapter.rank)
            }
        }
        let start = try moment(), record = try run.run(), end = try moment()
        guard let score = record.lastScore else {
            throw InputError(planned.name, expected: "a score at its end", found: "none")
        }
        let found = GradientRecord(
            key: record.key, run: planned, rank: configuration.adapter.rank, rows: min(measuredRows, rows.count),
            start: start,
            end: end, score: score)
        return (found, record)
    }
}

extension GradientRecord.Matrix {
    /// - Parameters:
    ///   - layer: with the method's adapter.
    ///   - G: the gradient of W(θ).  [out, in]
    ///   - rank: of the best update.
    /// - Throws: `InputError` for a layer without frozen factors, and `SVDError`.
    init(_ layer: Linear, gradient G: Core.Matrix, rank: Int) throws {
        let frozen = layer.adapter?.frozen ?? []
        guard let V = layer.adapter?.directionWithHeldNorms(), let A = frozen.first(where: { $0.role == .loraA }),
            let B = frozen.first(where: { $0.role == .basisB })
        else { throw InputError(layer.name, expected: "two frozen factors and a direction", found: "none") }
        let n = V.rowNorms, m = layer.weight.rowNorms, whole = G.squaredNorm
        func share(_ part: Double) -> Double { whole > 0 ? roundedToSignificant(min(part / whole, 1), digits: 4) : 0 }
        let along = (0 ..< G.rows).reduce(0.0) { sum, j in
            guard n[0, j] > 0 else { return sum }
            let dot = (0 ..< G.columns).reduce(0.0) { $0 + Double(G[j, $1]) * Double(V[j, $1]) } / Double(n[0, j])
            return sum + dot * dot
        }
        let ratio = Core.Matrix(1, m.columns) { _, j in n[0, j] > 0 ? m[0, j] / n[0, j] : 0 }
        let core = try FrozenSubspace(Basis(A: A.value, B: B.value.scalingRows(by: ratio)))
        self.init(
            path: layer.name, outputs: G.rows, inputs: G.columns, norm: roundedToSignificant(G.norm, digits: 4),
            magnitudes: share(along), core: share(core.share(of: G) * whole),
            best: share(try FrozenSubspace.bestShares(of: G, ranks: [rank])[0] * whole))
    }
}
