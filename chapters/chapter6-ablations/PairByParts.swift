import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// One pair of sentences, and the answers of networks that trained both parts, or one.
struct PairByParts: Finding {
    private let both, random, lengths, core: PairRecord
    /// What the run of R alone scored on record.
    private let recorded: Double?
    /// What the answers come from.
    let files: [String]

    init(in store: RunStore) throws {
        let runs = [Plan.asked.bySeed[0], Plan.asked.random, Plan.asked.lengthsAlone, Plan.asked.coreAlone]
        let found = try runs.map { try PairRecord.read($0, in: store) }
        (both, random, lengths, core) = (found[0], found[1], found[2], found[3])
        recorded = try store.record(of: Plan.asked.coreAlone)?.lastScore
        files = runs.map { PairRecord.file($0).relativePath }
    }

    var values: [String: String] {
        [
            "pair.question": both.question, "pair.text": both.text,
            "pair.taken": PairRecord.scoreText(both.lengthsAlone) + " %",
            "pair.alone": PairRecord.scoreText(lengths.after) + " %",
            "pair.both": PairRecord.scoreText(both.after) + " %",
            "pair.core": PairRecord.scoreText(core.after) + " %",
            "pair.record": recorded.map { decimalText(100 * $0, decimals: 1) + " %" } ?? "–",
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                (both.lengthsAlone?.score ?? 1) < 0.55 && lengths.after.score > both.after.score,
                """
                Taken out of the trained EDoRA, $`m`$ is right on {{pair.taken}} of the dev rows; trained by itself, on
                {{pair.alone}}.
                """
            ),
            (
                random.after.score == both.after.score,
                "Random directions end where the SVD's do, at {{pair.both}}, though they train at EDoRA's rate."
            ),
            (
                recorded.map { $0 != core.after.score && abs($0 - core.after.score) < 0.02 } == true,
                """
                The record of $`R`$ alone was made on another processor, and has {{pair.record}} in place of
                {{pair.core}}.
                """
            ),
        ]
    }

    var grid: Grid {
        let rows: [(String, PairRecord.Answer?)] = [
            ("before any training", both.before), ("m and R, the SVD's directions", both.after),
            ("of these m, and R at zero", both.lengthsAlone), ("of these R, and m of the start", both.coreAlone),
            ("m and R, random directions with Σ", random.after), ("m alone", lengths.after),
            ("R alone, r = 16", core.after),
        ]
        return Grid(
            caption: """
                What trained, on mini-glue's QNLI: the probability of the right answer to one pair, and the accuracy \
                on all dev rows; seed 1. Random directions train at EDoRA's rate, the others each at their own.
                """,
            header: ["what trained", "right answer", "dev accuracy, %"],
            rows: rows.map { [$0.0, both.share($0.1), PairRecord.scoreText($0.1)] })
    }
}
