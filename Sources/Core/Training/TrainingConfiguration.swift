import Foundation

/// Everything that changes the numbers of a run, and nothing that does not.
public struct TrainingConfiguration: Codable, Sendable, Equatable {
    /// Course of the learning rate after the warm-up.
    public enum Schedule: String, Codable, Sendable, CaseIterable {
        /// `linear`: falls to 0 at the end of the run. `constant`: stays at its peak.
        case linear, constant
    }

    /// The method, and the adapters that it puts on the encoder's matrices.
    public var adapter: AdapterConfiguration
    /// Whose rows train and score the model, and whose classes the head has.
    public var task: GLUETask
    /// Longest sequence in tokens, special tokens included.
    public var maxLength: Int
    /// Sequences of a step; the last step of an epoch takes what is left.
    public var batchSize: Int
    /// Passes over the training rows, where `maxSteps` is nil.
    public var epochs: Int
    /// Ends the run after so many steps, whatever `epochs` says; nil for no such end.
    public var maxSteps: Int?
    /// Peak learning rate of the adapters or, under full fine-tuning, of all but the head.
    public var learningRate: Double
    /// Peak learning rate of the classification head, in every method.
    public var headLearningRate: Double
    /// Peak learning rate of the magnitudes; nil for `learningRate`, as in the released code.
    public var magnitudeLearningRate: Double?
    /// AdamW's decoupled decay λ. It acts on all that trains but the magnitudes: on biases and LayerNorms, too, which
    /// transformers' `Trainer` spares.
    public var weightDecay: Double
    /// Whether the decay also acts on magnitude vectors, as in the released code.
    public var decaysMagnitude: Bool
    /// Course of both learning rates after the warm-up.
    public var schedule: Schedule
    /// Warm-up as a share of all steps.
    public var warmup: Double
    /// Largest gradient norm; 0 for no clipping.
    public var clip: Double
    /// Overrides every dropout probability of the checkpoint's configuration; nil leaves them.
    public var dropout: Double?
    /// Whether each epoch draws a new order of the rows, from seed and epoch; otherwise they stay in the file's.
    public var shuffles: Bool
    /// Of everything drawn: new head layers, A or R, random factors, the order of rows, dropout.
    public var seed: UInt64
    /// Trains on so many first rows only; nil for all.
    public var trainLimit: Int?
    /// Trains on this share of the rows, drawn by the seed, in the file's order; nil for all. Files may be sorted by
    /// genre, as CoLA's and STS-B's are: their first rows are no sample of them.
    public var trainShare: Double?
    /// Evaluates so many first rows only; nil for all.
    public var devLimit: Int?
    /// Which rows train and which evaluate; nil for train.tsv and dev.tsv.
    public var division: Division?

    /// Where nothing is said: 128 tokens, batches of 32, warm-up over 6 % of the steps, gradients clipped at 1, all
    /// rows.
    public init(
        adapter: AdapterConfiguration, task: GLUETask, maxLength: Int = 128, batchSize: Int = 32, epochs: Int,
        maxSteps: Int? = nil, learningRate: Double, headLearningRate: Double, weightDecay: Double,
        decaysMagnitude: Bool = false, schedule: Schedule = .linear, warmup: Double = 0.06, clip: Double = 1,
        dropout: Double? = nil, shuffles: Bool = true, seed: UInt64, trainLimit: Int? = nil, devLimit: Int? = nil,
        division: Division? = nil, magnitudeLearningRate: Double? = nil, trainShare: Double? = nil
    ) {
        (self.magnitudeLearningRate, self.trainShare) = (magnitudeLearningRate, trainShare)
        (self.adapter, self.task, self.maxLength, self.batchSize) = (adapter, task, maxLength, batchSize)
        (self.epochs, self.maxSteps, self.learningRate) = (epochs, maxSteps, learningRate)
        (self.headLearningRate, self.weightDecay, self.decaysMagnitude) = (
            headLearningRate, weightDecay, decaysMagnitude
        )
        (self.schedule, self.warmup, self.clip, self.dropout) = (schedule, warmup, clip, dropout)
        (self.shuffles, self.seed, self.trainLimit, self.devLimit, self.division) = (
            shuffles, seed, trainLimit, devLimit, division
        )
    }

    /// Peak learning rates that suit each method on MiniLM, for adapter and head; what `edora train` takes by default.
    public static func standardRates(_ method: Method, _ task: GLUETask) -> (adapter: Double, head: Double) {
        let rates: (adapter: Double, head: Double) =
            switch method {
            case .full: (5e-5, 5e-5)
            case .lora, .dora: (1e-3, 1e-3)
            case .loraXS, .edora: (1e-2, 2e-3)
            case .magnitude: (5e-3, 2e-3)
            case .head: (2e-3, 2e-3)
            }
        return (rates.adapter, headRate(rates.head, task))
    }

    /// A regression head must first reach the mean score, so it learns faster.
    public static func headRate(_ rate: Double, _ task: GLUETask) -> Double { task == .stsb ? max(rate, 1e-2) : rate }

    /// The peak rate of a parameter, by its group and kind.
    func peakRate(_ parameter: Parameter) -> Double {
        if parameter.group == .head { return headLearningRate }
        return parameter.isMagnitude ? magnitudeLearningRate ?? learningRate : learningRate
    }

    /// The rows that train and those that evaluate.
    ///
    /// - Throws: `InputError` with file and line for a missing file, a wrong column count or an unknown label.
    public func rows(in data: URL) throws -> (train: [GLUETask.Row], evaluation: [GLUETask.Row]) {
        guard let division else {
            return (
                drawn(try task.rows(.train, in: data, limit: trainLimit)),
                try task.rows(.dev, in: data, limit: devLimit)
            )
        }
        let parts = division.divide(try task.rows(division.split, in: data))
        guard !parts.train.isEmpty, !parts.evaluation.isEmpty else {
            throw InputError(
                task.file(division.split, in: data).path,
                expected: "rows to train and rows to evaluate under --division \(division.rawValue)",
                found: "\(parts.train.count) and \(parts.evaluation.count)")
        }
        return (drawn(Array(parts.train.prefix(trainLimit ?? .max))), Array(parts.evaluation.prefix(devLimit ?? .max)))
    }

    private func drawn(_ rows: [GLUETask.Row]) -> [GLUETask.Row] {
        guard let trainShare else { return rows }
        var random = Random(seed: seed, purpose: "training rows")
        let count = max(1, Int((trainShare * Double(rows.count)).rounded()))
        return random.permutation(rows.count).prefix(count).sorted().map { rows[$0] }
    }

    /// Steps of the whole run over `rows` training rows.
    public func totalSteps(rows: Int) -> Int { maxSteps ?? epochs * stepsPerEpoch(rows: rows) }

    /// ⌈rows/batchSize⌉.
    public func stepsPerEpoch(rows: Int) -> Int { (rows + batchSize - 1) / batchSize }

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

    /// - Throws: `InputError` naming the option whose value makes no sense.
    public func validate() throws {
        func require(_ condition: Bool, _ option: String, _ expected: String, _ found: some CustomStringConvertible)
            throws
        {
            if !condition { throw InputError(option, expected: expected, found: "\(found)") }
        }
        try require(batchSize >= 1 && batchSize <= 1_000_000, "--batch-size", "1 to 1000000", batchSize)
        try require(epochs >= 1 && epochs <= 100_000, "--epochs", "1 to 100000", epochs)
        try require(
            maxSteps.map { $0 >= 1 && $0 <= 1_000_000_000 } ?? true, "--max-steps", "1 to 1000000000", maxSteps ?? 0)
        try require(maxLength >= 3, "--max-length", "at least 3", maxLength)
        try require(learningRate > 0 && learningRate.isFinite, "--lr", "a positive number", learningRate)
        try require(
            headLearningRate > 0 && headLearningRate.isFinite, "--head-lr", "a positive number", headLearningRate)
        try require(
            magnitudeLearningRate.map { $0 > 0 && $0.isFinite } ?? true, "--magnitude-lr", "a positive number",
            magnitudeLearningRate ?? 0)
        try require(weightDecay >= 0 && weightDecay.isFinite, "--weight-decay", "0 or more", weightDecay)
        try require(warmup >= 0 && warmup <= 1, "--warmup", "a share from 0 to 1", warmup)
        try require(clip >= 0 && clip.isFinite, "--clip", "0 (off) or more", clip)
        try require(dropout.map { $0 >= 0 && $0 < 1 } ?? true, "--dropout", "a probability below 1", dropout ?? 0)
        try require(adapter.deviation >= 0 && adapter.deviation.isFinite, "--sigma", "0 or more", adapter.deviation)
        try require(adapter.rank >= 1, "--rank", "at least 1", adapter.rank)
        try adapter.requireScale("--scaling")
        try require(trainLimit.map { $0 >= 1 } ?? true, "--limit-train", "at least 1", trainLimit ?? 0)
        try require(
            trainShare.map { $0 > 0 && $0 <= 1 } ?? true, "--train-share", "above 0, at most 1", trainShare ?? 0)
        try require(devLimit.map { $0 >= 1 } ?? true, "--limit-dev", "at least 1", devLimit ?? 0)
    }
}
