import Core

/// Means of the gradients' shares: over the matrices, over the seeds of a task, then over tasks.
public struct GradientSummary {
    /// When: with the adapter as it starts, or after the last epoch.
    public typealias Moment = KeyPath<GradientRecord, [GradientRecord.Matrix]>
    public let rank: Int
    private let tasks: [[GradientRecord]]

    /// - Parameter records: of one rank and the same matrices.
    /// - Throws: `InputError` for none, and for records of other ranks or matrices than the first.
    public init(_ records: [GradientRecord]) throws {
        guard let first = records.first else {
            throw InputError(GradientRecord.folder, expected: "at least one record", found: "none")
        }
        for record in records where record.rank != first.rank || record.start.map(\.path) != first.start.map(\.path) {
            throw InputError(
                GradientRecord.file(record.run).relativePath, expected: "rank and matrices as of \(first.run.name)",
                found: "others", advice: "Make them all again with `\(GradientRecord.command)`.")
        }
        (rank, tasks) = (first.rank, records.byTask)
    }

    /// The mean share over matrices, each of which counts alike.
    public func share(_ part: KeyPath<GradientRecord.Matrix, Double>, _ moment: Moment) -> Double {
        mean { record in Sample(record[keyPath: moment].map { $0[keyPath: part] }).mean }
    }

    /// For each layer of the encoder what it has of the squared gradient of all matrices together.
    public func layers(_ moment: Moment) -> [Double] {
        let paths = tasks[0][0].start.map { Self.layer(of: $0.path) }
        return (0 ... (paths.max() ?? 0)).map { layer in
            mean { record in
                let matrices = record[keyPath: moment]
                return Self.squares(matrices.filter { Self.layer(of: $0.path) == layer }) / Self.squares(matrices)
            }
        }
    }

    /// What a random pair of factors of this rank, and random directions of the rows, would hold in the mean:
    /// r²/(out·in) and 1/in.
    public var expected: (core: Double, magnitudes: Double) {
        let matrices = tasks[0][0].start
        return (
            Sample(
                matrices.map { FrozenSubspace.expectedShare(outputs: $0.outputs, inputs: $0.inputs, rank: rank) }
            ).mean, Sample(matrices.map { 1 / Double($0.inputs) }).mean
        )
    }

    private static func layer(of path: String) -> Int { path.split(separator: ".").compactMap { Int($0) }.first ?? 0 }
    private static func squares(_ matrices: [GradientRecord.Matrix]) -> Double {
        matrices.reduce(0) { $0 + $1.norm * $1.norm }
    }
    private func mean(_ value: (GradientRecord) -> Double) -> Double {
        Sample(tasks.map { Sample($0.map(value)).mean }).mean
    }
}
