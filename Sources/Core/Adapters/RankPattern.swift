import Foundation

/// Ranks that `RankAllocation` found for a model, as a small file that a run names.
public struct RankPattern: Codable, Sendable, Equatable {
    /// Where the gains came from.
    public let rule: RankAllocation.Rule
    /// The common rank whose budget they share.
    public let rank: Int
    /// The task of the gradients; nil under `energy`.
    public let task: TextTask?
    /// By the paths of the layers.
    public let ranks: [String: Int]

    /// What `energy` or `gradient` allots under the budget of one common rank, at most four times that rank to a
    /// matrix.
    ///
    /// - Throws: `InputError` and `SVDError`; under `gradient`, of the task's rows too.
    public init(
        _ rule: RankAllocation.Rule, rank: Int, model directory: URL, data: URL, task: TextTask?,
        threads: Int = Machine.cores
    ) throws {
        try Machine.requireThreads(threads)
        let model = try SequenceClassifier(directory: directory, classes: task?.classes ?? 2, seed: 1),
            layers = model.targets
        let largest = layers.map { min($0.base.rows, $0.base.columns) }.min() ?? 1
        guard rank >= 1, rank <= largest else {
            throw InputError("rank", expected: "1 to \(largest)", found: "\(rank)")
        }
        let count = min(4 * rank, largest), gains: [[Double]]
        switch (rule, task) {
        case (.energy, _?):
            throw InputError(
                "task", expected: "`rule` gradient beside it: singular values are no task's", found: "`rule` energy")
        case (.energy, nil):
            let work = WorkProgress.begin("matrices decomposed", of: layers.count)
            defer { work.end() }
            gains = try Parallel.map(layers.count, threads: threads) {
                defer { work.advance() }
                try layers[$0].base.requireRowNorms(layers[$0].name + ".weight")
                return try RankAllocation.energies(layers[$0].base, count: count)
            }
        case (.gradient, let task?):
            gains = try RankAllocation.gradientGains(
                model: directory, data: data, task: task, count: count, threads: threads
            ).map(\.gains)
        case (.gradient, nil): throw InputError("task", expected: "the task whose gradients count", found: "none")
        }
        let found = try RankAllocation.ranks(gains: gains, budget: layers.count * rank * rank)
        (self.rule, self.rank, self.task) = (rule, rank, task)
        ranks = Dictionary(uniqueKeysWithValues: zip(layers.map(\.name), found))
    }

    /// - Throws: `InputError` when the file cannot be written.
    public func write(to file: URL) throws { try writeJSON(self, to: file) }

    /// - Throws: `InputError` when there is none, or it makes no sense.
    public static func read(_ file: URL) throws -> RankPattern {
        let pattern: RankPattern
        do { pattern = try JSONDecoder().decode(RankPattern.self, from: Data(contentsOf: file)) } catch {
            throw InputError(file.path, expected: "ranks as `edora ranks` writes them", found: plainReason(of: error))
        }
        guard !pattern.ranks.isEmpty, pattern.ranks.values.allSatisfy({ $0 >= 1 }) else {
            throw InputError(
                file.path, expected: "a rank of at least 1 for each matrix",
                found: "\(pattern.ranks.count) ranks, the least \(pattern.ranks.values.min() ?? 0)")
        }
        return pattern
    }
}
