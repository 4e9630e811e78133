import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// One pair of sentences, and what the decoder answers.
struct PairOnDecoder: Finding {
    private let pair: PairRecord

    init(in store: RunStore) throws { pair = try PairRecord.read(Plan.asked.decoder, in: store) }

    var values: [String: String] {
        [
            "pair.question": pair.question, "pair.text": pair.text, "pair.tokens": "\(pair.tokens)",
            "pair.score": PairRecord.scoreText(pair.after) + " %",
            "pair.m": PairRecord.scoreText(pair.lengthsAlone) + " %",
            "pair.R": PairRecord.scoreText(pair.coreAlone) + " %",
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        func isRight(_ answer: PairRecord.Answer?) -> Bool { (answer?.probability(of: pair.label) ?? 0) > 0.5 }
        return [
            (pair.zeroR == pair.before, "As in the encoder, EDoRA with $`R`$ at zero changes nothing."),
            (
                isRight(pair.before) && abs(pair.before.score - 0.5) < 0.05,
                "The new classifier leans to the right answer by luck: over all dev rows it is a coin."
            ),
            (
                pair.after.score > 0.6,
                "One epoch later {{pair.score}} of the rows are right."
            ),
            (
                isRight(pair.after) && !isRight(pair.lengthsAlone) && !isRight(pair.coreAlone)
                    && pair.after.probability(of: pair.label) < pair.before.probability(of: pair.label),
                """
                On the pair each part alone is wrong, and both together are less sure than the new classifier was by
                luck.
                """
            ),
        ]
    }

    var grid: Grid {
        let rows: [(String, PairRecord.Answer?)] = [
            ("before, with a new classifier", pair.before), ("EDoRA put on, R = 0", pair.zeroR),
            ("trained m alone, R = 0", pair.lengthsAlone), ("trained R alone, m of the start", pair.coreAlone),
            ("trained m and R", pair.after),
        ]
        return Grid(
            caption: """
                Gemma 3 270M with EDoRA at rank 16: the two logits of one pair, the right answer's probability, and \
                the accuracy on mini-glue's QNLI. One epoch, one seed, 400 dev rows.
                """,
            header: ["network"] + Plan.miniTask.labelNames.map { "logit, \($0)" } + [
                "right answer", "dev accuracy, %",
            ],
            rows: rows.map { name, answer in
                [name] + (answer?.logits ?? []).map { decimalText($0, decimals: 3) }
                    + [pair.share(answer), PairRecord.scoreText(answer)]
            })
    }
}
