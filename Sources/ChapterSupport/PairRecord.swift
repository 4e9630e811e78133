import Core
import Experiments
import Foundation
import TextFormat

/// What one network says of the followed pair, before its training, after it, and with one trained part put back; kept
/// in `data/pair`, one small file a run. The rows are this project's own, so the files may hold the pair.
public struct PairRecord: MeasuredRun, Equatable {
    /// The run's key, and the planned run itself.
    public let key: String
    public let run: PlannedRun
    public let question, text: String
    /// The right answer's class.
    public let label: Int
    /// Tokens of the pair, with the special ones.
    public let tokens: Int
    /// The pretrained network with the run's new head; the trained one.
    public let before, after: Answer
    /// Where the method has both parts: before the training with R at zero; after it with R at zero; after it with the
    /// row lengths of W₀.
    public let zeroR, lengthsAlone, coreAlone: Answer?

    /// One logit a class, and the score on all dev rows.
    public struct Answer: Codable, Sendable, Equatable {
        public let logits: [Double]
        public let score: Double

        /// The probability of a class by the softmax of the logits.
        public func probability(of label: Int) -> Double { FollowedPair.probability(of: label, logits) }
    }
}

extension PairRecord {
    /// The score of an answer in per cent, without the sign; a dash for one that was not asked for.
    public static func scoreText(_ answer: Answer?) -> String {
        answer.map { decimalText(100 * $0.score, decimals: 1) } ?? "–"
    }

    public static let folder = "data/pair", content = "the answers"
    public static let command = "swift run chapter6-ablations --measure"

    public static func runs(in store: RunStore) -> [PlannedRun] {
        let asked = Plan.asked
        return asked.bySeed + [asked.random, asked.coreAlone, asked.lengthsAlone, asked.decoder]
    }

    public var fault: String? {
        let classes = run.configuration.task.classes
        guard (0 ..< classes).contains(label), tokens > 0 else { return "class \(label) and \(tokens) tokens" }
        return [before, after, zeroR, lengthsAlone, coreAlone].compactMap { $0 }.first {
            $0.logits.count != classes || !$0.logits.allSatisfy(\.isFinite) || !(0 ... 1).contains($0.score)
        }.map { "logits \($0.logits) and a score of \($0.score)" }
    }

    public static func measure(
        _ planned: PlannedRun, model directory: URL
    ) throws -> (found: PairRecord, record: RunRecord) {
        let task = planned.configuration.task, pair = try FollowedPair(for: directory, task: task)
        func answer(_ model: SequenceClassifier) throws -> Answer {
            Answer(
                logits: try pair.logits(model).map { roundedToSignificant($0, digits: 4) },
                score: roundedToSignificant(try pair.score(model), digits: 4))
        }
        let before = try answer(
            SequenceClassifier(directory: directory, classes: task.classes, seed: planned.configuration.seed))
        let run = try FineTuning(model: directory, data: planned.taskData, configuration: planned.configuration)
        func answer(lengths: Bool, R: Bool) throws -> Answer? {
            let parts = Parts(of: run.model)
            guard !parts.isEmpty else { return nil }
            parts.use(lengths: lengths, R: R)
            defer { parts.use(lengths: true, R: true) }
            return try answer(run.model)
        }
        let zeroR = try answer(lengths: false, R: false), record = try run.run()
        guard let label = pair.answer else {
            throw InputError(planned.name, expected: "a task with classes", found: task.name)
        }
        let found = PairRecord(
            key: record.key, run: planned, question: pair.question, text: pair.text, label: label, tokens: pair.tokens,
            before: before, after: try answer(run.model), zeroR: zeroR,
            lengthsAlone: try answer(lengths: true, R: false), coreAlone: try answer(lengths: false, R: true))
        return (found, record)
    }

    /// The right answer's probability, for a table: "74.2 %", and of answers that there are not "–".
    public func share(_ answer: Answer?) -> String {
        answer.map { decimalText(100 * $0.probability(of: label), decimals: 1) + " %" } ?? "–"
    }
}
