import Foundation
import Synchronization

/// Runs a model on rows without training: passes of similar lengths, no dropout, nothing kept.
///
/// Several threads or tasks may ask one evaluator at once, as those of a server do; only the model must not train
/// meanwhile. A row's logits depend neither on the number of threads nor on who else asks.
public struct Evaluator: Sendable {
    let model: SequenceClassifier
    let threads: Int
    private let arenas = ArenaPool()

    /// - Parameters:
    ///   - model: with its adapters, if it has any.
    ///   - threads: of each call, 1 to 1024; all cores where nothing is said.
    /// - Throws: `InputError` for another number of threads.
    public init(_ model: SequenceClassifier, threads: Int = Machine.cores) throws {
        try Machine.requireThreads(threads)
        (self.model, self.threads) = (model, threads)
    }

    /// How much of a call is done.
    public struct Progress: Sendable {
        /// Rows done, of how many.
        public let rows: Int, totalRows: Int
        /// Tokens done, of how many: they tell of time, since the longest rows come first.
        public let tokens: Int, totalTokens: Int
    }

    /// The logits of each row, in the order given: [rows, classes].
    ///
    /// - Parameters:
    ///   - encodings: 1 to `BackboneConfiguration.maxTokens` tokens each, with ids and token types that the model has.
    ///   - stop: set it, from any thread, to end after the passes that run, some hundredths of a second.
    ///   - report: called after each pass of some hundred tokens, from one thread at a time.
    /// - Throws: `InputError` with the place of the first row, counted from 0, that does not fit the model;
    ///   `CancellationError` once `stop` is set or the task that called is cancelled.
    public func logits(
        _ encodings: [Encoding], stop: Trainer.StopFlag = .init(), report: @Sendable (Progress) -> Void = { _ in }
    ) throws -> Matrix {
        for (i, encoding) in encodings.enumerated() { try model.configuration.requireFit(encoding, place: "row \(i)") }
        let passes = PassPlan.passes(encodings.map(\.ids.count)), total = encodings.reduce(0) { $0 + $1.ids.count }
        let result = Matrix(encodings.count, model.classes)
        let work = WorkProgress.begin("rows evaluated", of: encodings.count)
        defer { work.end() }
        let done = Mutex((rows: 0, tokens: 0)), isEnded = Atomic(false)
        arenas.lend(min(threads, passes.count)) { arenas in
            Parallel.run(passes.count, threads: threads) { number, worker in
                // The calling thread is one of the workers and alone knows of its task.
                if stop.isSet || Task.isCancelled { isEnded.store(true, ordering: .relaxed) }
                guard !isEnded.load(ordering: .relaxed) else { return }
                let rows = passes[number], arena = arenas[worker]
                arena.reset()
                let batch = PackedBatch(rows.map { encodings[$0] }, for: model.configuration)
                let logits = model.backbone.logits(batch, in: arena)
                for (row, i) in rows.enumerated() { result.row(i).update(from: logits.row(row), count: logits.columns) }
                work.advance(by: rows.count)
                done.withLock { done in
                    done = (done.rows + rows.count, done.tokens + batch.tokens)
                    report(
                        Progress(
                            rows: done.rows, totalRows: encodings.count, tokens: done.tokens, totalTokens: total))
                }
            }
        }
        if isEnded.load(ordering: .relaxed) { throw CancellationError() }
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
        try task.scores(of: predictions(logits), against: actual(examples), classes: logits.columns)
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
