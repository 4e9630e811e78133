import Foundation

/// Everything that changes the numbers of a run, and nothing that does not.
///
/// As JSON it is one flat object, whose digest is part of a run's key: the groups below are for people, not for files.
public struct TrainingConfiguration: Sendable, Equatable {
    /// The method, and the adapters that it puts on the model's matrices.
    public var adapter: AdapterConfiguration
    /// Whose rows train and score the model, and whose classes the head has.
    public var task: TextTask
    /// Which rows, how long, in which order.
    public var rows: RowSelection
    /// How many steps, and the course of the rates over them.
    public var steps: StepPlan
    /// Peak learning rates.
    public var rates: LearningRates
    /// What holds the values back.
    public var regularisation: Regularisation
    /// Of everything drawn: new head layers, A or R, random factors, the order of rows, dropout.
    public var seed: UInt64
    /// How much each class counts in the loss; nil for all alike.
    public var classWeights: ClassWeights?
    /// In which number format states and weights enter their products, in training and in evaluation.
    public var precision: Precision

    /// Where nothing is said: all rows of at most 128 tokens in batches of 32, warm-up over 6 % of the steps, then
    /// linear decay, gradients clipped at norm 1, the checkpoint's dropout.
    public init(
        adapter: AdapterConfiguration, task: TextTask, rows: RowSelection = RowSelection(), steps: StepPlan,
        rates: LearningRates, regularisation: Regularisation, seed: UInt64, classWeights: ClassWeights? = nil,
        precision: Precision = .float32
    ) {
        (self.adapter, self.task, self.rows, self.steps) = (adapter, task, rows, steps)
        (self.rates, self.regularisation, self.seed) = (rates, regularisation, seed)
        (self.classWeights, self.precision) = (classWeights, precision)
    }

    /// The settings that nearly every run states; the others as above.
    public init(
        adapter: AdapterConfiguration, task: TextTask, rows: RowSelection = RowSelection(), epochs: Int,
        rates: LearningRates, weightDecay: Double, seed: UInt64
    ) {
        self.init(
            adapter: adapter, task: task, rows: rows, steps: StepPlan(epochs: epochs), rates: rates,
            regularisation: Regularisation(weightDecay: weightDecay), seed: seed)
    }
}

/// Which rows train and evaluate a model.
public struct RowSelection: Codable, Sendable, Equatable {
    /// Longest sequence in tokens, special tokens included.
    public var maxLength = 128
    /// Whether each epoch draws a new order of the rows, from seed and epoch; otherwise they stay in the file's.
    public var shuffles = true
    /// Trains on so many first rows only; nil for all.
    public var trainLimit: Int?
    /// Trains on this share of the rows, drawn by the seed, in the file's order; nil for all. Files may be sorted by
    /// genre, as CoLA's and STS-B's are: their first rows are no sample of them.
    public var trainShare: Double?
    /// Evaluates so many first rows only; nil for all.
    public var devLimit: Int?
    /// Which rows train and which evaluate; nil for train.tsv and dev.tsv.
    public var division: Division?
    /// The share of a table's rows that evaluates where there is no other table for that; nil for other data.
    public var devShare: DevShare?

    /// All rows, unless changed.
    public init(
        maxLength: Int = 128, shuffles: Bool = true, trainLimit: Int? = nil, trainShare: Double? = nil,
        devLimit: Int? = nil, division: Division? = nil, devShare: DevShare? = nil
    ) {
        (self.maxLength, self.shuffles) = (maxLength, shuffles)
        (self.trainLimit, self.trainShare, self.devLimit) = (trainLimit, trainShare, devLimit)
        (self.division, self.devShare) = (division, devShare)
    }
}

/// How many steps there are, of how many rows each, and the course of the learning rates over them.
public struct StepPlan: Codable, Sendable, Equatable {
    /// Course of the learning rate after the warm-up.
    public enum Schedule: String, NamedChoice, Sendable {
        /// `linear`: falls to 0 at the end of the run. `constant`: stays at its peak.
        case linear, constant
    }

    /// Sequences of a batch; the last of an epoch takes what is left.
    public var batchSize: Int
    /// Batches of a step, whose mean loss is that over all their sequences; nil for one. Their activations are held one
    /// batch at a time, so n batches of k sequences train as one of n·k in the memory of k.
    public var accumulation: Int?
    /// Passes over the training rows, where `maxSteps` is nil.
    public var epochs: Int
    /// Ends the run after so many steps, whatever `epochs` says; nil for no such end.
    public var maxSteps: Int?
    /// Course of all learning rates after the warm-up.
    public var schedule: Schedule
    /// Warm-up as a share of all steps.
    public var warmup: Double
    /// Ends the run after so many epochs in a row without a better score of the task's metric on the dev rows; nil for
    /// no such end. The rates follow the whole plan: they do not know that it will end before.
    public var patience: Int?
    /// Whether the model is left as it was after the epoch with the best score of the task's metric on the dev rows;
    /// nil, as false, leaves it as the last step made it.
    public var keepsBest: Bool?

    /// Batches of 32, six per cent of warm-up and linear decay, all epochs and the last one's values, unless changed.
    public init(
        batchSize: Int = 32, accumulation: Int? = nil, epochs: Int, maxSteps: Int? = nil,
        schedule: Schedule = .linear, warmup: Double = 0.06, patience: Int? = nil, keepsBest: Bool? = nil
    ) {
        (self.batchSize, self.accumulation, self.epochs, self.maxSteps) = (batchSize, accumulation, epochs, maxSteps)
        (self.schedule, self.warmup) = (schedule, warmup)
        (self.patience, self.keepsBest) = (patience, keepsBest)
    }
}

/// Peak learning rates.
public struct LearningRates: Codable, Sendable, Equatable {
    /// Of the adapters or, under full fine-tuning, of all but the head.
    public var adapter: Double
    /// Of the classification head, in every method.
    public var head: Double
    /// Of the magnitudes; nil for the adapters', as in the released code.
    public var magnitudes: Double?

    private enum CodingKeys: String, CodingKey {
        case adapter = "learningRate", head = "headLearningRate", magnitudes = "magnitudeLearningRate"
    }

    /// Magnitudes at the adapters' rate, unless changed.
    public init(adapter: Double, head: Double, magnitudes: Double? = nil) {
        (self.adapter, self.head, self.magnitudes) = (adapter, head, magnitudes)
    }

    /// Rates that suit each method on MiniLM; what `edora train` takes by default.
    public static func standard(_ method: AdapterMethod, _ task: TextTask) -> LearningRates {
        LearningRates(adapter: method.defaults.adapterRate, head: head(method.defaults.headRate, for: task))
    }

    /// A regression head must first reach the mean score, so it learns faster.
    public static func head(_ rate: Double, for task: TextTask) -> Double { task.isRegression ? max(rate, 1e-2) : rate }

    /// The peak rate of a parameter, by its group and kind.
    func peak(_ parameter: Parameter) -> Double {
        if parameter.group == .head { return head }
        return parameter.isMagnitude ? magnitudes ?? adapter : adapter
    }
}

/// What holds the values back.
public struct Regularisation: Codable, Sendable, Equatable {
    /// AdamW's decoupled decay λ. It acts on all that trains but the magnitudes: on biases and LayerNorms, too, which
    /// transformers' `Trainer` spares.
    public var weightDecay: Double
    /// Whether the decay also acts on magnitude vectors, as in the released code.
    public var decaysMagnitude: Bool
    /// Largest gradient norm; 0 for no clipping.
    public var clip: Double
    /// Overrides every dropout probability of the checkpoint's configuration; nil leaves them.
    public var dropout: Double?

    /// Magnitudes spared, clipping at norm 1 and the checkpoint's dropout, unless changed.
    public init(weightDecay: Double, decaysMagnitude: Bool = false, clip: Double = 1, dropout: Double? = nil) {
        (self.weightDecay, self.decaysMagnitude, self.clip, self.dropout) = (
            weightDecay, decaysMagnitude, clip, dropout
        )
    }
}

extension TrainingConfiguration: Codable {
    private enum CodingKeys: String, CodingKey { case adapter, task, seed, classWeights, precision }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        adapter = try container.decode(AdapterConfiguration.self, forKey: .adapter)
        task = try container.decode(TextTask.self, forKey: .task)
        seed = try container.decode(UInt64.self, forKey: .seed)
        classWeights = try container.decodeIfPresent(ClassWeights.self, forKey: .classWeights)
        precision = try container.decodeIfPresent(Precision.self, forKey: .precision) ?? .float32
        rows = try RowSelection(from: decoder)
        steps = try StepPlan(from: decoder)
        rates = try LearningRates(from: decoder)
        regularisation = try Regularisation(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(adapter, forKey: .adapter)
        try container.encode(task, forKey: .task)
        try container.encode(seed, forKey: .seed)
        try container.encodeIfPresent(classWeights, forKey: .classWeights)
        // Not written for float32, so that a run's key is the one it had before there was a choice.
        if precision != .float32 { try container.encode(precision, forKey: .precision) }
        try rows.encode(to: encoder)
        try steps.encode(to: encoder)
        try rates.encode(to: encoder)
        try regularisation.encode(to: encoder)
    }
}
