/// Runs the model on rows without training: batches of similar lengths, no dropout, nothing kept. Not for two callers
/// at once: its memory is used again.
public struct Evaluator {
    let model: SequenceClassifier
    let threads: Int
    private let arenas: [Arena]

    /// Each thread has memory of its own; the logits do not depend on their number.
    public init(_ model: SequenceClassifier, threads: Int) {
        precondition(threads >= 1, "\(threads) threads")
        self.model = model
        self.threads = threads
        arenas = (0 ..< threads).map { _ in Arena() }
    }

    /// Tokens of one pass.
    private static let tokens = 512

    /// The logits of each encoding, in the order given: [rows, classes]. An encoding holds 1 to
    /// `BackboneConfiguration.maxTokens` tokens.
    public func logits(_ encodings: [Encoding]) -> Matrix {
        precondition(
            encodings.allSatisfy { model.configuration.hasPositions(for: $0) },
            "more tokens than the model's \(model.configuration.maxTokens) positions: encode with maxLength")
        let order = encodings.indices.sorted {
            (encodings[$0].ids.count, $0) < (encodings[$1].ids.count, $1)
        }
        var passes: [[Int]] = []
        var pass: [Int] = [], tokens = 0
        for i in order {
            let length = encodings[i].ids.count
            if !pass.isEmpty, tokens + length > Self.tokens {
                passes.append(pass)
                (pass, tokens) = ([], 0)
            }
            pass.append(i)
            tokens += length
        }
        if !pass.isEmpty { passes.append(pass) }

        let result = Matrix(encodings.count, model.classes)
        let work = WorkProgress.begin("rows evaluated", of: encodings.count)
        defer { work.end() }
        // The longest passes first, so that the threads end together.
        Parallel.run(passes.count, threads: threads) { [passes, model, arenas] number, worker in
            let members = passes[passes.count - 1 - number]
            arenas[worker].reset()
            let logits = model.backbone.logits(
                PackedBatch(members.map { encodings[$0] }, model.configuration.positionRule), in: arenas[worker])
            for (row, i) in members.enumerated() { result.row(i).update(from: logits.row(row), count: logits.columns) }
            work.advance(by: members.count)
        }
        return result
    }

    /// What the model predicts for each row: the class with the largest logit, or the score itself.
    public static func predictions(_ logits: Matrix) -> [Double] {
        (0 ..< logits.rows).map { i in
            guard logits.columns > 1 else { return Double(logits[i, 0]) }
            var best = 0
            for j in 1 ..< logits.columns where logits[i, j] > logits[i, best] { best = j }
            return Double(best)
        }
    }

    /// A task's metrics from the logits of labelled examples.
    ///
    /// - Throws: `InputError` for an example without a label, and for other than one row of logits for each.
    public static func scores(_ logits: Matrix, of examples: [Example], task: TextTask) throws -> [Metric: Double] {
        let predicted = predictions(logits), actual = try actual(examples)
        return try Dictionary(
            uniqueKeysWithValues: task.metrics.map { ($0, try $0.score(predicted, actual, classes: logits.columns)) })
    }

    /// The labels or scores of examples, as numbers.
    static func actual(_ examples: [Example]) throws -> [Double] {
        try examples.enumerated().map { number, example in
            guard let target = example.target else {
                throw InputError("row \(number)", expected: "a label or a score to compare with", found: "none")
            }
            return target.value
        }
    }
}
