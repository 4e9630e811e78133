import Foundation

/// From the settings to rows, steps and rates.
extension TrainingConfiguration {
    /// The rows that train and those that evaluate.
    ///
    /// - Throws: `InputError` with file and line for a missing file, a wrong column count or an unknown label.
    public func rows(in data: URL) throws -> (train: [TextTask.Row], evaluation: [TextTask.Row]) {
        guard let division = rows.division else {
            let train = try task.rows(.train, in: data, limit: rows.trainLimit)
            return (drawn(train), try task.rows(.dev, in: data, limit: rows.devLimit))
        }
        let parts = division.divide(try task.rows(division.split, in: data))
        guard !parts.train.isEmpty, !parts.evaluation.isEmpty else {
            throw InputError(
                task.file(division.split, in: data).path,
                expected: "rows to train and rows to evaluate under --division \(division.rawValue)",
                found: "\(parts.train.count) and \(parts.evaluation.count)")
        }
        let train = Array(parts.train.prefix(rows.trainLimit ?? .max))
        return (drawn(train), Array(parts.evaluation.prefix(rows.devLimit ?? .max)))
    }

    private func drawn(_ all: [TextTask.Row]) -> [TextTask.Row] {
        guard let share = rows.trainShare else { return all }
        var random = Random(seed: seed, purpose: "training rows")
        let count = max(1, Int((share * Double(all.count)).rounded()))
        return random.permutation(all.count).prefix(count).sorted().map { all[$0] }
    }

    /// - Throws: `InputError` naming the option whose value makes no sense.
    public func validate() throws {
        func require(_ condition: Bool, _ option: String, _ expected: String, _ found: some CustomStringConvertible)
            throws
        {
            if !condition { throw InputError(option, expected: expected, found: "\(found)") }
        }
        func requireRate(_ rate: Double, _ option: String) throws {
            try require(rate > 0 && rate.isFinite, option, "a positive number", rate)
        }
        try task.validate("the configuration")
        let maxSteps = steps.maxSteps ?? 1, dropout = regularisation.dropout ?? 0, decay = regularisation.weightDecay
        try require((1 ... 1_000_000).contains(steps.batchSize), "--batch-size", "1 to 1000000", steps.batchSize)
        try require((1 ... 100_000).contains(steps.epochs), "--epochs", "1 to 100000", steps.epochs)
        try require((1 ... 1_000_000_000).contains(maxSteps), "--max-steps", "1 to 1000000000", maxSteps)
        try require(steps.warmup >= 0 && steps.warmup <= 1, "--warmup", "a share from 0 to 1", steps.warmup)
        try requireRate(rates.adapter, "--lr")
        try requireRate(rates.head, "--head-lr")
        try requireRate(rates.magnitudes ?? 1, "--magnitude-lr")
        try require(decay >= 0 && decay.isFinite, "--weight-decay", "0 or more", decay)
        let clip = regularisation.clip
        try require(clip >= 0 && clip.isFinite, "--clip", "0 (off) or more", clip)
        try require(dropout >= 0 && dropout < 1, "--dropout", "a probability below 1", dropout)
        try require(adapter.deviation >= 0 && adapter.deviation.isFinite, "--sigma", "0 or more", adapter.deviation)
        try require(adapter.rank >= 1, "--rank", "at least 1", adapter.rank)
        try adapter.requireScale("--scaling")
        let share = rows.trainShare ?? 1
        try require(rows.maxLength >= 3, "--max-length", "at least 3", rows.maxLength)
        try require(rows.trainLimit ?? 1 >= 1, "--limit", "at least 1", rows.trainLimit ?? 0)
        try require(share > 0 && share <= 1, "--train-share", "above 0, at most 1", share)
        try require(rows.devLimit ?? 1 >= 1, "--limit-dev", "at least 1", rows.devLimit ?? 0)
    }
}

extension StepPlan {
    /// Steps of the whole run over `rows` training rows.
    public func total(rows: Int) -> Int { maxSteps ?? epochs * perEpoch(rows: rows) }

    /// ⌈rows/batchSize⌉.
    public func perEpoch(rows: Int) -> Int { (rows + batchSize - 1) / batchSize }

    /// The learning rate's share of its peak at `step`, counted from 0.
    ///
    /// Linear warm-up over ⌊warmup·total⌋ steps from 0; then constant, or linear to 0 at `total`, as
    /// transformers' `get_linear_schedule_with_warmup`.
    public func rateShare(step: Int, total: Int) -> Double {
        let warm = Int(warmup * Double(total))
        if step < warm { return Double(step) / Double(warm) }
        switch schedule {
        case .constant: return 1
        case .linear: return max(0, Double(total - step) / Double(max(1, total - warm)))
        }
    }
}
