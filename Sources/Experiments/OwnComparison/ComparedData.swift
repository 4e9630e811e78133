import Core

/// A data set of a comparison: where its rows are, what is asked of them, and how long a run on it is.
public struct ComparedData: Codable, Sendable, Equatable {
    /// Whose name is that of the data set on the page; another for each.
    public let task: TextTask
    public let data: TaskData
    /// The share that evaluates where there are no other rows for that.
    public let devShare: DevShare?
    /// Passes over the training rows.
    public let epochs: Int
    public let facts: DataFacts

    public var name: String { task.name }

    /// Runs see about so many rows where nobody says how many epochs; a fifth time seldom helps.
    static let rowsSeen = 10_000.0, mostEpochs = 5

    /// One to five, so that a run sees about 10,000 rows.
    static func usualEpochs(rows: Int) -> Int {
        max(1, min(mostEpochs, Int((rowsSeen / Double(rows)).rounded())))
    }

    /// Reads the rows and counts them.
    ///
    /// - Parameter epochs: nil for one to five, so that a run sees about 10,000 rows.
    /// - Throws: `InputError` for rows that cannot be read or tell no method from another.
    public init(
        _ task: TextTask, _ data: TaskData, devShare: DevShare?, epochs: Int?, limits: OwnComparison.Limits,
        _ tokenizer: any Tokenizer
    ) throws {
        let configuration = TrainingConfiguration(
            adapter: .standard(.standard, rank: 1), task: task, rows: limits.rows(devShare), epochs: 1,
            rates: .standard(.standard, task), weightDecay: 0, seed: 1)
        try configuration.validate()
        (self.task, self.data, self.devShare) = (task, data, devShare)
        facts = try DataFacts(data, configuration, tokenizer)
        self.epochs = epochs ?? Self.usualEpochs(rows: facts.trainRows)
    }

    /// What a run on all rows costs.
    var cost: PlannedRun.Cost { .init(train: facts.trainRows, dev: facts.devRows, tokens: facts.tokens) }

    /// One standard error of a search's score on its held-out rows: what is nearer to the best than this is not told
    /// apart from it.
    ///
    /// √(p·(1 − p)/n) of a share p of n rows, (1 − r²)/√n of a correlation r.
    func searchTolerance(_ score: Double) -> Double {
        let rows = Double(searchRows.heldOut)
        switch task.metric {
        case .accuracy, .f1, .macroF1: return (max(0, score * (1 - score)) / rows).squareRoot()
        case .matthews, .pearson, .spearman: return max(0, 1 - score * score) / rows.squareRoot()
        }
    }

    /// Rows of a search: the tenth of all training rows that is held out, and how many of the others may train.
    var searchRows: (heldOut: Int, left: Int) {
        let heldOut = max(1, facts.allTrainRows / 10)
        return (heldOut, min(facts.trainRows, facts.allTrainRows - heldOut))
    }
}
