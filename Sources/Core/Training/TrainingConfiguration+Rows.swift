import Foundation

/// From the settings to rows, steps and rates.
extension TrainingConfiguration {
    /// The rows that train and those that evaluate.
    ///
    /// - Throws: as `RowSelection.rows(of:in:seed:)`.
    public func rows(in data: TaskData) throws -> (train: [TextTask.Row], evaluation: [TextTask.Row]) {
        try rows.rows(of: task, in: data, seed: seed)
    }

    /// - Throws: `InputError` naming the property whose value makes no sense.
    public func validate() throws {
        func require(_ condition: Bool, _ property: String, _ expected: String, _ found: some CustomStringConvertible)
            throws
        {
            if !condition { throw InputError(property, expected: expected, found: "\(found)") }
        }
        func requireRate(_ rate: Double, _ property: String) throws {
            // A rate that is 0 as a Float would train nothing, one that is infinite nothing but infinities.
            try require(Float(rate) > 0 && Float(rate).isFinite, property, "a positive number of at most 3.4e38", rate)
        }
        try task.validate("the configuration")
        let maxSteps = steps.maxSteps ?? 1, dropout = regularisation.dropout ?? 0, decay = regularisation.weightDecay
        try require((1 ... 1_000_000).contains(steps.batchSize), "steps.batchSize", "1 to 1000000", steps.batchSize)
        let accumulation = steps.accumulation ?? 1, patience = steps.patience ?? 1
        try require((1 ... 100_000).contains(accumulation), "steps.accumulation", "1 to 100000", accumulation)
        try require((1 ... 100_000).contains(patience), "steps.patience", "1 to 100000", patience)
        try require((1 ... 100_000).contains(steps.epochs), "steps.epochs", "1 to 100000", steps.epochs)
        try require((1 ... 1_000_000_000).contains(maxSteps), "steps.maxSteps", "1 to 1000000000", maxSteps)
        try require(steps.warmup >= 0 && steps.warmup <= 1, "steps.warmup", "a share from 0 to 1", steps.warmup)
        try requireRate(rates.adapter, "rates.adapter")
        try requireRate(rates.head, "rates.head")
        try requireRate(rates.magnitudes ?? 1, "rates.magnitudes")
        try require(decay >= 0 && Float(decay).isFinite, "regularisation.weightDecay", "0 or more", decay)
        let clip = regularisation.clip
        try require(
            (clip == 0 || Float(clip) > 0) && clip.isFinite, "regularisation.clip", "0 (off) or more", clip)
        try require(dropout >= 0 && dropout < 1, "regularisation.dropout", "a probability below 1", dropout)
        try require(
            adapter.deviation >= 0 && adapter.deviation <= 1e30, "adapter.deviation", "0 to 1e30", adapter.deviation)
        try require(adapter.rank >= 1, "adapter.rank", "at least 1", adapter.rank)
        let thetaLength = adapter.thetaLength ?? 1
        try require(
            (1 ... TensorRole.largestInteger).contains(thetaLength), "adapter.thetaLength", "1 to 2^24", thetaLength)
        try adapter.requireScale("adapter.scaling")
        try classWeights?.validate(for: task)
        try rows.validate { "rows.\($0)" }
    }
}

extension RowSelection {
    /// - Parameter place: the place of a property in a message.
    /// - Throws: `InputError` at the place of a value that makes no sense.
    func validate(_ place: (_ property: String) -> String) throws {
        func require(_ condition: Bool, _ property: String, _ expected: String, _ found: some CustomStringConvertible)
            throws
        {
            if !condition { throw InputError(place(property), expected: expected, found: "\(found)") }
        }
        let trainShare = trainShare ?? 1, share = devShare?.share ?? 0.5
        try require(share > 0 && share < 1, "devShare", "above 0, below 1", share)
        try require(maxLength >= 3, "maxLength", "at least 3", maxLength)
        try require(trainLimit ?? 1 >= 1, "trainLimit", "at least 1", trainLimit ?? 0)
        try require(trainShare > 0 && trainShare <= 1, "trainShare", "above 0, at most 1", trainShare)
        try require(devLimit ?? 1 >= 1, "devLimit", "at least 1", devLimit ?? 0)
    }
}

extension TrainingConfiguration {
    /// The order in which an epoch takes its rows.
    func rowOrder(of count: Int, epoch: Int) -> [Int] {
        guard rows.shuffles else { return Array(0 ..< count) }
        var random = Random(seed: seed, purpose: "shuffle", UInt64(epoch))
        return random.permutation(count)
    }
}

extension StepPlan {
    /// Steps of the whole run over `rows` training rows.
    public func total(rows: Int) -> Int { maxSteps ?? epochs * perEpoch(rows: rows) }

    /// ⌈rows/rowsPerStep⌉.
    public func perEpoch(rows: Int) -> Int { (rows + rowsPerStep - 1) / rowsPerStep }

    /// Sequences of a step; the last of an epoch takes what is left.
    public var rowsPerStep: Int { batchSize * (accumulation ?? 1) }

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
