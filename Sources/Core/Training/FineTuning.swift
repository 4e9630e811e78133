import Foundation
import TextFormat

/// A fine-tuning run from files to record: loads the model and the rows, adapts, trains.
public final class FineTuning: @unchecked Sendable {
    /// The name of the training checkpoint in an output folder.
    public static let checkpointName = "training-checkpoint.safetensors"

    /// The settings of the run, which passed `validate`.
    public let configuration: TrainingConfiguration
    /// The adapted model, which `run` trains in place.
    public let model: SequenceClassifier
    /// Digests of the files and counts of the rows.
    public let inputs: RunRecord.Inputs
    /// What the run is known by; see `RunRecord.key`.
    public let key: String
    /// Why matrices were left without an adapter.
    public let skipped: [String]
    /// Seconds that adapting took, the SVD included, and the first gradients of a method that starts from them.
    public let adaptingSeconds: Double
    /// Counted on the model, as it was adapted.
    public let trainableValues: RunRecord.Counts
    /// What the most frequent class of the training rows scores on the evaluated ones; nil where none are evaluated.
    public let constantAnswer: ConstantAnswer?
    /// Evaluated rows whose texts stand word for word among the training rows: their scores say little of new texts.
    public let repeatedRows: Int
    private let backbone: String, data: TaskData
    /// The checkpoint's other files as they were at the start.
    private let source: ModelSource
    private let trainer: Trainer
    private let threads: Int
    private let isEmulated: Bool

    /// One score for all rows teaches nothing, as one class does.
    private static func requireDifferentScores(_ rows: [TextTask.Row], _ task: TextTask, _ file: URL) throws {
        guard task.isRegression, rows.count > 1, case .score(let score)? = rows[0].target,
            rows.allSatisfy({ $0.target == .score(score) })
        else { return }
        throw InputError(file.path, expected: "training rows with different scores", found: "\(score) in every row")
    }

    /// - Parameters:
    ///   - directory: the checkpoint and its tokenizer.
    ///   - data: where the task's rows are.
    ///   - configuration: all that changes the numbers.
    ///   - scores: to record beside the task's metrics.
    ///   - ignoresMismatchedHead: whether a classifier with another number of outputs makes room for a new one.
    ///   - emulated: whether bfloat16 is computed without the processor's instructions for it; its products do not
    ///     depend on it.
    ///   - threads: workers; the numbers do not depend on it.
    /// - Throws: `InputError` for anything wrong with the files or settings; `SVDError` when a matrix cannot be
    ///   decomposed.
    public init(
        model directory: URL, data: TaskData, configuration: TrainingConfiguration, scores: [OwnScore] = [],
        ignoresMismatchedHead: Bool = false, emulated: Bool = false, threads: Int = Machine.cores
    ) throws {
        try configuration.validate()
        try Machine.requireThreads(threads)
        OpenBLAS.useOneThreadPerCall()
        let task = configuration.task, rowFiles = data.files(task, configuration.rows.division)
        let weights = try ModelWeights.files(directory)
        // Weights and configuration may be one file.
        let ownFile = try ModelDirectory.configurationFile(directory), isApart = !weights.contains(ownFile)
        let files = weights + [rowFiles.train, rowFiles.dev] + (isApart ? [ownFile] : [])
        let watched = files + ModelSource.tokenizerFiles(directory), stamps = watched.map(FileStamp.init)
        source = try ModelSource(directory)
        let tokenizer = try loadTokenizer(directory)
        model = try SequenceClassifier(
            directory: directory, classes: task.classes, ignoresMismatchedHead: ignoresMismatchedHead,
            pooling: configuration.adapter.pooling, seed: configuration.seed)
        try model.compute(in: configuration.precision, emulated: emulated)
        try model.requireFit(tokenizer, maxLength: configuration.rows.maxLength, isPair: task.isPair)
        if model.hasPretrainedHead { try ModelDirectory.requireLabelOrder(directory, of: task) }
        let rows = try configuration.rows(in: data)
        try Self.requireDifferentScores(rows.train, task, rowFiles.train)
        let train = Self.encode(rows.train, tokenizer, configuration.rows.maxLength, threads: threads)
        let dev = Self.encode(rows.evaluation, tokenizer, configuration.rows.maxLength, threads: threads)
        constantAnswer = try ConstantAnswer(task, train: train.map(\.target), evaluation: dev.map(\.target))
        repeatedRows = TextTask.repeated(rows.evaluation, in: rows.train)
        let clock = Stopwatch()
        skipped = try model.adapt(for: configuration, rows: train, threads: threads)
        adaptingSeconds = clock.seconds
        let digests = try files.dropFirst(weights.count).map(fileDigest),
            tokenizerFiles = try tokenizerDigest(directory)
        let modelDigest = try ModelWeights.digest(weights)
        // The digests name what was read only if nothing has changed since.
        if let changed = zip(watched, stamps).first(where: { FileStamp($0) != $1 })?.0 {
            throw InputError(
                changed.path, expected: "a file that stays as it is while a run starts",
                found: "another than a moment ago", advice: "Start again.")
        }
        inputs = RunRecord.Inputs(
            model: modelDigest, modelConfiguration: isApart ? digests[2] : nil, tokenizer: tokenizerFiles,
            train: digests[0], dev: digests[1],
            trainRows: train.count, devRows: dev.count, dialects: data.dialects)
        key = try RunRecord.key(configuration, inputs)
        (self.configuration, self.threads, isEmulated) = (configuration, threads, emulated)
        (backbone, self.data) = (directory.lastPathComponent, data)
        trainer = try Trainer(model, configuration, key: key, train: train, dev: dev, scores: scores, threads: threads)
        trainableValues = trainer.trainableValues
    }

    /// The same on a folder with the task's files.
    ///
    /// - Throws: as the other.
    public convenience init(
        model directory: URL, data: URL, configuration: TrainingConfiguration, scores: [OwnScore] = [],
        threads: Int = Machine.cores
    ) throws {
        try self.init(
            model: directory, data: .folder(data), configuration: configuration, scores: scores, threads: threads)
    }

    /// Reads and encodes the rows of a split.
    ///
    /// - Throws: `InputError` for a file that is missing or not the task's, with the line.
    public static func examples(
        _ task: TextTask, _ split: TextTask.Split, _ data: URL, _ tokenizer: any Tokenizer, _ maxLength: Int,
        _ limit: Int?, threads: Int = Machine.cores
    ) throws -> [Example] {
        encode(try task.rows(split, in: data, limit: limit), tokenizer, maxLength, threads: threads)
    }

    static func encode(
        _ rows: [TextTask.Row], _ tokenizer: any Tokenizer, _ maxLength: Int, threads: Int
    ) -> [Example] {
        zip(rows, tokenizer.encodings(of: rows, maxLength: maxLength, threads: threads)).map {
            Example(encoding: $1, target: $0.target)
        }
    }

    /// Whether a file holds a checkpoint of this very run: of its configuration and inputs.
    public func canResume(_ checkpoint: URL) -> Bool { (try? owns(checkpoint)) ?? false }

    /// Whether a checkpoint is of this very run: the same settings, model and data.
    ///
    /// - Throws: `InputError` when it cannot be read.
    public func owns(_ checkpoint: URL) throws -> Bool {
        try Safetensors(contentsOf: checkpoint).metadata["key"] == key
    }

    /// How many steps of all the run of a checkpoint has done; nil where there is no checkpoint, or a damaged one.
    public static func steps(inCheckpoint file: URL) -> (done: Int, total: Int)? { TrainingCheckpoint.steps(file) }

    /// Trains to the end and returns the record of it.
    ///
    /// - Parameters:
    ///   - checkpoint: where the state is kept, or nil to keep none; the caller removes it, once the record is safe.
    ///   - interval: seconds between checkpoints.
    ///   - stop: set it, from any thread, to end after the current step.
    ///   - recordsDivergence: a run that diverges returns a record that says so, in place of throwing: in a search or
    ///     an ablation that is a result.
    ///   - report: called after each step, epoch and checkpoint.
    ///   - beforeCheckpoint: called before each checkpoint is written; see `Trainer.run`.
    /// - Throws: `Trainer.Diverged`, `Trainer.Stopped`, what `beforeCheckpoint` throws, or an `InputError` of the
    ///   checkpoint.
    public func run(
        checkpoint: URL? = nil, interval: Double = 20, stop: Trainer.StopFlag = .init(),
        recordsDivergence: Bool = false,
        report: (Trainer.Event) -> Void = { _ in }, beforeCheckpoint: () throws -> Void = {}
    ) throws -> RunRecord {
        do {
            return record(
                try trainer.run(
                    checkpoint: checkpoint, interval: interval, stop: stop, report: report,
                    beforeCheckpoint: beforeCheckpoint))
        } catch let diverged as Trainer.Diverged where recordsDivergence {
            return record(trainer.outcomeSoFar, divergedAtStep: diverged.step)
        }
    }

    /// Which classes the evaluated rows were taken for in this run's record; nil for scores, and without predictions.
    ///
    /// - Throws: `InputError` for the record of another run, with other rows.
    public func confusion(_ record: RunRecord) throws -> ConfusionMatrix? {
        try record.devPredictions.flatMap(trainer.confusion)
    }

    /// Writes a checkpoint of the state as it is: for results that find no room, once `run` has ended. A run that goes
    /// on from it has nothing left to train.
    ///
    /// - Throws: `InputError` when the file cannot be written.
    public func keepState(in checkpoint: URL) throws { try trainer.keepState(in: checkpoint) }

    private func record(_ outcome: Trainer.Outcome, divergedAtStep: Int? = nil) -> RunRecord {
        RunRecord(
            key: key, backbone: backbone, data: data.name, configuration: configuration, inputs: inputs,
            trainableValues: trainableValues, skipped: skipped, epochs: outcome.epochs,
            bestEpoch: outcome.bestEpoch(configuration.task.metric), keptEpoch: outcome.keptEpoch,
            devPredictions: outcome.devPredictions, trainingScores: outcome.trainingScores,
            divergedAtStep: divergedAtStep,
            losses: outcome.losses,
            circumstances: .init(
                processor: Machine.processor, threads: threads, blasKernel: OpenBLAS.coreName,
                trainingSeconds: roundedToSignificant(outcome.trainingSeconds),
                evaluationSeconds: roundedToSignificant(outcome.evaluationSeconds),
                examplesPerSecond: roundedToSignificant(outcome.examplesPerSecond),
                isEmulated: isEmulated ? true : nil))
    }

    /// Writes what was trained: an adapter folder, in the native form where the method or the pooling has none in PEFT,
    /// or a whole model under full fine-tuning.
    ///
    /// - Parameters:
    ///   - directory: the folder.
    ///   - base: the checkpoint, which the adapter's folder remembers. A whole model's other files are those that the
    ///     checkpoint had at the start.
    ///   - baseName: a name by which other programs find it; see `AdapterDirectory.baseName`.
    /// - Throws: `InputError` when the folder cannot be written; what lay there before is then still whole.
    public func write(to directory: URL, base: URL, baseName: String? = nil) throws {
        try OutputFolder.held(directory) { try write(to: $0, base: base, baseName: baseName) }
    }

    /// The same to a folder that is held already.
    ///
    /// - Throws: the same.
    public func write(to folder: OutputFolder, base: URL, baseName: String? = nil) throws {
        if configuration.adapter.method.scope == .wholeModel {
            return try ModelDirectory.write(model, task: configuration.task, base: source, run: key, to: folder)
        }
        var description = try AdapterDirectory(
            of: model, task: configuration.task, maxLength: configuration.rows.maxLength, baseDigest: inputs.model,
            run: key,
            seed: configuration.seed,
            base: base.relativePath,
            trainedOn: TrainedRows(data, configuration.rows, train: inputs.train, dev: inputs.dev))
        description.baseName = baseName
        try AdapterFolder(description).write(model, to: folder)
    }
}
