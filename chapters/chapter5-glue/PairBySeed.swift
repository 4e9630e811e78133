import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// One pair of sentences, and what one method answers with each seed.
struct PairBySeed: Finding {
    let pairs: [PairRecord]

    /// In per cent: what the right answer gets, and the score on all dev rows.
    private var shares: [Double] { pairs.map { 100 * $0.after.probability(of: $0.label) } }
    private var scores: [Double] { pairs.map { 100 * $0.after.score } }
    private func range(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }

    var values: [String: String] {
        var values = [
            "pair.question": pairs[0].question, "pair.text": pairs[0].text,
            "pair.range": decimalText(range(shares), decimals: 0),
            "pair.scores": decimalText(range(scores), decimals: 1),
        ]
        for pair in pairs { values["pair.\(pair.run.configuration.seed)"] = pair.share(pair.after) }
        return values
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                shares.allSatisfy { $0 > 50 } && range(shares) > 10,
                "All three give the right answer, but its probability moves by {{pair.range}} points."
            ),
            (
                pairs.prefix(2).map { ($0.coreAlone?.probability(of: $0.label) ?? 0) > 0.5 } == [false, true],
                "Under seed 1 $`R`$ alone gives the wrong answer, under seed 2 the right one."
            ),
            (
                pairs.allSatisfy { ($0.coreAlone?.score ?? 0) > ($0.lengthsAlone?.score ?? 1) + 0.1 },
                "Over all dev rows $`R`$ alone lies far above $`m`$ alone under each seed."
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                EDoRA at rank 16 on mini-glue's QNLI: the probability of the right answer to one pair; *rows*: \
                the accuracy on all dev rows, in per cent. Alone: the other trained part is put back to its start.
                """,
            header: ["seed", "before", "m alone", "R alone", "both", "rows: m alone", "R alone", "both"],
            rows: pairs.map { pair in
                ["\(pair.run.configuration.seed)"]
                    + [pair.before, pair.lengthsAlone, pair.coreAlone, pair.after].map(pair.share)
                    + [pair.lengthsAlone, pair.coreAlone, pair.after].map { answer in
                        answer.map { decimalText(100 * $0.score, decimals: 1) } ?? "–"
                    }
            })
    }
}
