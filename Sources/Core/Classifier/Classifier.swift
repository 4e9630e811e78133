import Foundation

/// Texts into named classes, in a few lines: trained on rows of one's own, kept in a folder, asked for labels.
///
///     let classifier = try Classifier.train([
///         ("Where is my parcel?", "parcel"), ("I want my money back.", "refund"), …
///     ])
///     let answers = try classifier.predict(["It has not arrived."])   // label "parcel", probability 0.93
///     try classifier.save(to: URL(fileURLWithPath: "out/questions"))
///     let same = try Classifier.load(adapter: URL(fileURLWithPath: "out/questions"))
///
/// The folder is an adapter as `edora train` writes it, which PEFT loads, too, where it has a form there. What this
/// leaves out (pairs of texts, scores, schedules, events) is in `FineTuning`, `Trainer` and `Evaluator`.
public final class Classifier: Sendable {
    /// What is said of a text.
    public struct Prediction: Sendable, Equatable {
        /// The most probable class.
        public let label: String
        /// Its probability, softmax of the logits.
        public let probability: Double
        /// Of every class, in the order of `Classifier.labels`; they add up to 1.
        public let probabilities: [Double]
    }

    /// The classes.
    public var labels: [String] { description.task.labelNames }
    /// What a folder of this classifier says of it: adapter, task, base.
    public let description: AdapterDirectory
    /// The adapted model.
    public let model: SequenceClassifier
    private let tokenizer: any Tokenizer
    private let evaluator: Evaluator

    init(_ model: SequenceClassifier, _ description: AdapterDirectory, _ tokenizer: any Tokenizer, threads: Int)
        throws
    {
        (self.model, self.description, self.tokenizer) = (model, description, tokenizer)
        evaluator = try Evaluator(model, threads: threads)
    }

    /// The classifier in an adapter's folder.
    ///
    /// - Parameters:
    ///   - folder: written by `save(to:)` or `edora train`, of texts or pairs with classes.
    ///   - base: the checkpoint that it was trained on: a folder, or a name for `ModelDirectory.locate`. Where it is
    ///     nil, the one that the folder remembers.
    ///   - threads: of predictions; they do not depend on it.
    /// - Throws: `InputError` where the folder holds no classifier, or it was trained on another checkpoint.
    public static func load(
        adapter folder: URL, model base: String? = nil, threads: Int = Machine.cores
    ) throws -> Classifier {
        let adapter = try AdapterFolder.read(folder), description = adapter.description
        guard !description.task.isRegression else {
            throw InputError(folder.path, expected: "a classifier", found: "a regression on \(description.task.name)")
        }
        let directory = try base.map(ModelDirectory.locate) ?? description.locateBase()
        let model = try SequenceClassifier(
            directory: directory, classes: description.classes, ignoresMismatchedHead: true,
            pooling: description.adapter.pooling, seed: 1)
        try adapter.install(
            on: model, from: folder, baseDigest: try ModelWeights.digest(of: directory),
            allowBaseMismatch: false, threads: threads)
        let tokenizer = try loadTokenizer(directory)
        try model.requireFit(tokenizer, maxLength: description.maxLength, isPair: description.task.isPair)
        return try Classifier(model, description, tokenizer, threads: threads)
    }

    /// The classes of texts, in their order. Safe to be called from several threads.
    ///
    /// - Throws: `InputError` for a classifier of pairs, and for weights that give no finite logits.
    public func predict(_ texts: [String]) throws -> [Prediction] {
        try requirePairs(false)
        return try predictions(texts.map { TextTask.Row(first: Array($0.utf8), second: nil, target: nil) })
    }

    /// The classes of pairs of texts, in their order.
    ///
    /// - Throws: `InputError` for a classifier of single texts, and for weights that give no finite logits.
    public func predict(pairs: [(String, String)]) throws -> [Prediction] {
        try requirePairs(true)
        return try predictions(
            pairs.map { TextTask.Row(first: Array($0.0.utf8), second: Array($0.1.utf8), target: nil) })
    }

    /// Writes the adapter into a folder, for `load`, `edora predict` and, where it has a form there, PEFT; one that
    /// lies there is replaced.
    ///
    /// - Throws: `InputError` when the folder cannot be written or holds a whole model.
    public func save(to folder: URL) throws {
        let form = try AdapterFolder(description)
        try OutputFolder.held(folder) { try form.write(model, to: $0) }
    }

    private func requirePairs(_ expected: Bool) throws {
        guard description.task.isPair != expected else { return }
        throw InputError(
            "predict", expected: description.task.isPair ? "pairs of texts" : "single texts",
            found: expected ? "pairs" : "single texts")
    }

    private func predictions(_ rows: [TextTask.Row]) throws -> [Prediction] {
        let logits = try evaluator.logits(
            tokenizer.encodings(of: rows, maxLength: description.maxLength, threads: evaluator.threads))
        guard logits.isFinite else { throw InputError("the model", expected: "finite logits", found: "others") }
        return Evaluator.predictions(logits).enumerated().map { row, answer in
            let probabilities = logits.softmax(row: row), best = Int(answer)
            return Prediction(label: labels[best], probability: probabilities[best], probabilities: probabilities)
        }
    }
}

extension Matrix {
    /// softmax(z)ⱼ = exp(zⱼ − max z)/Σₖ exp(zₖ − max z) of a row's logits.
    package func softmax(row: Int) -> [Double] {
        let logits = (0 ..< columns).map { Double(self[row, $0]) }, largest = logits.max() ?? 0
        let weights = logits.map { exp($0 - largest) }, sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
