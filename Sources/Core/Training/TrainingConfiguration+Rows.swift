import Foundation

/// From the settings to rows, steps and rates.
extension TrainingConfiguration {
    /// The rows that train and those that evaluate.
    ///
    /// - Throws: `InputError` with file and line for a missing file or column, a wrong column count, an empty text of a
    ///   table, an unknown label.
    public func rows(in data: TaskData) throws -> (train: [TextTask.Row], evaluation: [TextTask.Row]) {
        let all: (train: [TextTask.Row], evaluation: [TextTask.Row])
        switch (data, rows.division) {
        case (.folder(let folder), _) where rows.devShare != nil:
            throw InputError(
                folder.path, expected: "a table, of whose rows a share evaluates", found: "a folder with dev rows")
        case (.folder(let folder), nil):
            let train = try task.rows(.train, in: folder, limit: rows.trainLimit)
            all = (train, try task.rows(.dev, in: folder, limit: rows.devLimit))
        case (.folder(let folder), let division?): all = division.divide(try task.rows(division.split, in: folder))
        case (.tables(let train, let dev), let division): all = try tableRows(train, dev, division)
        }
        guard !all.train.isEmpty, !all.evaluation.isEmpty else {
            throw InputError(
                data.files(task, rows.division).train.path,
                expected: "rows to train and rows to evaluate"
                    + (rows.division.map { " under the division \($0.rawValue)" } ?? ""),
                found: "\(all.train.count) and \(all.evaluation.count)")
        }
        let train = Array(all.train.prefix(rows.trainLimit ?? .max))
        return (drawn(train), Array(all.evaluation.prefix(rows.devLimit ?? .max)))
    }

    /// Of tables: the share that evaluates is taken off first, so that a division never touches it.
    private func tableRows(_ train: TaskData.TableFile, _ dev: TaskData.TableFile?, _ division: Division?) throws
        -> (train: [TextTask.Row], evaluation: [TextTask.Row])
    {
        guard division != .devByQuestion else {
            throw InputError(
                train.path, expected: "a folder of a task for the division \(Division.devByQuestion.rawValue)",
                found: "a table")
        }
        let own = try task.rows(of: train.read()), parts: (train: [TextTask.Row], evaluation: [TextTask.Row])
        switch (dev, rows.devShare) {
        case (let dev?, nil): parts = (own, division == nil ? try task.rows(of: dev.read()) : [])
        case (nil, let share?): parts = share.divide(own)
        case (nil, nil) where division != nil: parts = (own, [])
        default:
            throw InputError(
                train.path, expected: "either a table of dev rows or a share of the rows for that",
                found: dev == nil ? "neither" : "both")
        }
        return division?.divide(parts.train) ?? parts
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
        let devShare = rows.devShare?.share ?? 0.5
        try require(devShare > 0 && devShare < 1, "--dev-share", "above 0, below 1", devShare)
        try require(rows.maxLength >= 3, "--max-length", "at least 3", rows.maxLength)
        try require(rows.trainLimit ?? 1 >= 1, "--limit-train", "at least 1", rows.trainLimit ?? 0)
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
