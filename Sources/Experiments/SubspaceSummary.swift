import Core

/// Means of the shares of several runs: over the seeds of a task, then over tasks. Every matrix counts alike.
public struct SubspaceSummary {
    public let ranks: [Int]
    /// "attention.self.query", …: paths without their layer, in the model's order.
    public let kinds: [String]
    private let tasks: [[SubspaceRecord]]

    /// - Parameter records: of one model.
    /// - Throws: `InputError` for none, and for records of other ranks or matrices than the first.
    public init(_ records: [SubspaceRecord]) throws {
        let paths = records.first?.matrices.map(\.path) ?? []
        for record in records
        where record.ranks != records[0].ranks || record.matrices.map(\.path) != paths
            || record.model != records[0].model
        {
            throw InputError(
                SubspaceRecord.file(record.run).relativePath,
                expected: "ranks, matrices and model as of \(records[0].run.name)", found: "others",
                advice: "Make them all again with `\(SubspaceRecord.command)`.")
        }
        guard let first = records.first else {
            throw InputError("data/subspace", expected: "at least one record", found: "none")
        }
        ranks = first.ranks
        kinds = paths.reduce(into: []) { if !$0.contains(Self.kind(of: $1)) { $0.append(Self.kind(of: $1)) } }
        tasks = records.byTask
    }

    /// "attention.self.query" of "encoder.layer.0.attention.self.query"
    static func kind(of path: String) -> String {
        let parts = path.split(separator: ".")
        guard let number = parts.firstIndex(where: { Int($0) != nil }) else { return path }
        return parts[(number + 1)...].joined(separator: ".")
    }

    /// For each matrix, one share a rank.
    ///
    /// - Parameter kind: nil for all matrices.
    public func matrices(
        _ part: KeyPath<SubspaceRecord.Shares, [Double]>,
        of change: KeyPath<SubspaceRecord.Matrix, SubspaceRecord.Shares> = \.direction, kind: String? = nil
    ) -> [[Double]] {
        means { kind == nil || Self.kind(of: $0.path) == kind ? $0[keyPath: change][keyPath: part] : nil }
    }

    /// One share a rank: the mean over the matrices.
    public func shares(
        _ part: KeyPath<SubspaceRecord.Shares, [Double]>,
        of change: KeyPath<SubspaceRecord.Matrix, SubspaceRecord.Shares> = \.direction, kind: String? = nil
    ) -> [Double] { Self.mean(matrices(part, of: change, kind: kind)) }

    /// The same by arithmetic for random factors: r²/(out·in).
    public func expected(kind: String? = nil) -> [Double] {
        Self.mean(
            means { matrix in
                guard kind == nil || Self.kind(of: matrix.path) == kind else { return nil }
                return ranks.map {
                    FrozenSubspace.expectedShare(outputs: matrix.outputs, inputs: matrix.inputs, rank: $0)
                }
            })
    }

    /// ‖ΔW‖/‖W₀‖, the mean over the matrices.
    public var relativeChange: Double { Self.mean(means { [$0.relativeChange] })[0] }

    private func means(_ list: (SubspaceRecord.Matrix) -> [Double]?) -> [[Double]] {
        let byTask = tasks.map { records in
            Self.meanOfLists(records.map { $0.matrices.compactMap(list) })
        }
        return Self.meanOfLists(byTask)
    }

    /// Place by place, the mean of lists of lists of the same shape.
    private static func meanOfLists(_ runs: [[[Double]]]) -> [[Double]] {
        runs[0].indices.map { i in mean(runs.map { $0[i] }) }
    }

    private static func mean(_ lists: [[Double]]) -> [Double] {
        lists[0].indices.map { i in Sample(lists.map { $0[i] }).mean }
    }
}
