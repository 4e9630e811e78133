import ChapterSupport
import Core
import Foundation
import Notebook
import TextFormat

/// What networks say of the book's pair, and how many dev rows they get right, as each ΔW is cut to fewer directions.
struct CutPair: Finding {
    private let pair: FollowedPair
    private var rows: [[String]] = []
    /// The right answer's probability, and the score, by rank.
    private var right: [Int: Double] = [:], score: [Int: Double] = [:]

    init(_ pair: FollowedPair) { self.pair = pair }

    /// Asks a network.
    ///
    /// - Parameters:
    ///   - rank: to which each ΔW is cut; nil before fine-tuning.
    ///   - missing: of the norm of ΔW.
    mutating func ask(_ name: String, _ model: SequenceClassifier, rank: Int? = nil, missing: String = "–") throws {
        let logits = try pair.logits(model), score = try pair.score(model)
        var row = pair.row(name, logits: logits, score: score)
        row.insert(missing, at: 1)
        rows.append(row)
        guard let rank else { return }
        (right[rank], self.score[rank]) = (pair.probability(logits), score)
    }

    /// The rank of ΔW whole.
    private var whole: Int { score.keys.max() ?? 0 }
    private func percent(_ rank: Int) -> String { decimalText(100 * (score[rank] ?? .nan), decimals: 1) + " %" }

    var values: [String: String] {
        let share = score[whole] ?? .nan
        return [
            "pair.question": pair.question, "pair.text": pair.text.trimmingCharacters(in: .punctuationCharacters),
            "score.0": percent(0), "score.1": percent(1),
            "score.error": decimalText(200 * (share * (1 - share) / 400).squareRoot(), decimals: 0),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        func right(_ rank: Int) -> Double { self.right[rank] ?? .nan }
        func score(_ rank: Int) -> Double { self.score[rank] ?? .nan }
        return [
            (
                abs(right(whole) - right(16)) < 0.01 && right(whole) > 0.5 && right(1) < 0.5 && right(0) < 0.5,
                """
                Sixteen directions of each change give the same answer as all of them; one gives the wrong one, and so
                does none.
                """
            ),
            (
                score(1) < score(0) + 0.02 && score(4) > score(whole) - 0.05 && score(whole) > score(0) + 0.1,
                "So one direction of each change buys nothing that these rows show, and four buy nearly all."
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                What seven networks say of one pair: the two logits, the right answer's probability by their \
                [softmax](../../chapters/README.md#softmax), and the share of all 400 dev rows that they get right. \
                Missing: of the norm of ΔW, mean over the {{matrices}} matrices.
                """,
            header: ["network", "missing"] + pair.header + ["dev accuracy"], rows: rows)
    }
}
