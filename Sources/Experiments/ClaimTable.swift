import Core
import CoreBenchmark
import Foundation
import TextFormat

/// Every claim of `data/paper/claims.json` with its verdict, computed from the records, and the command that makes it again.
///
/// Chapter 6 and the README show it. A claim about scores on RoBERTa-base is of another scale as long as the runs are MiniLM's.
public struct ClaimTable {
    public static let header = VerdictRow.header + ["made by"]
    /// The files that hold the rules and what they compute with: a page with verdicts is stale when one of them changes.
    public static let sources = ["Bootstrap", "Cells", "ClaimTable", "Movement", "MovementRecord", "Sample", "Verdict"].map { "Sources/Experiments/\($0).swift" }
    private let grid: GLUEResults, ablation: GLUEResults, store: RunStore
    private let isPapersEncoder: Bool
    private static let edora = Setting(.edora), lora = Setting(.lora), dora = Setting(.dora)

    /// - Throws: `InputError` when records cannot be read.
    public init(backbone: String = "minilm", in store: RunStore = RunStore()) throws {
        (isPapersEncoder, self.store) = (backbone == "roberta-base", store)
        let plan = try Ablation(backbone: backbone, in: store)
        grid = try GLUEResults(plan.grid, in: store)
        let settings = [Self.edora] + Ablation.bases + [Setting(.edora, rank: 4), Setting(.edora, rank: 32)]
            + [Method.edora, .lora].map { Setting($0, .rows(percent: 10)) }
        ablation = try GLUEResults(settings, tasks: Ablation.tasks, in: store) { setting, task in
            GLUEGrid.settings.contains(setting) ? plan.grid.runs(setting, task) : plan.runs(setting, task)
        }
    }

    /// One row of cells a claim, in the order of the file: all, or those of some ids.
    ///
    /// - Throws: `InputError` when movements or claims cannot be read.
    public func rows(_ ids: [String]? = nil) throws -> [[String]] { try judged(ids).map(\.cells) }

    /// The same, each with its verdict.
    ///
    /// - Throws: `InputError` when movements or claims cannot be read.
    public func judged(_ ids: [String]? = nil) throws -> [(id: String, cells: [String], verdict: Verdict)] {
        let makers: [(id: String, row: (Claimed) throws -> VerdictRow, command: String)] = [
            ("params-49k", paramsOfRank16, "swift run edora info --backbone roberta-base --method edora"),
            ("params-30x", paramsRatio, "swift run edora info --backbone roberta-base --rank 32"),
            ("glue-avg-r32", averageOfRank32, "swift run chapter5-glue --model roberta-base"), ("glue-avg-r4", averageOfRank4, "swift run chapter6-ablations"),
            ("sst2-r16", sst2, "swift run chapter5-glue --model roberta-base"), ("svd-init", initialisation, "swift run chapter6-ablations"),
            ("competitive", competitive, "swift run chapter5-glue"), ("dynamics", dynamics, "swift run chapter2-weight-decomposition"),
            ("overfitting", overfitting, "swift run chapter6-ablations"), ("svd-cost", cost, "swift run edora bench --svd-cost data/bench/svd-cost.json"),
        ]
        return try makers.filter { ids?.contains($0.id) ?? true }.map { id, row, command in
            let row = try row(.named(id))
            return (id, row.cells + ["`\(command)`"], row.verdict)
        }
    }

    /// "Of these 10 claims 4 are *reproduced* and 6 *inconclusive*. Of those reproduced 3 are about counts or times, not scores."
    public static func tally(_ judged: [(id: String, cells: [String], verdict: Verdict)]) -> String {
        let scoreless = judged.count { $0.verdict == .reproduced && Self.scoreless.contains($0.id) }
        return "Of these \(judged.count) claims \(Verdict.tally(judged.map(\.verdict)))."
            + (scoreless == 0 ? "" : " Of those reproduced \(scoreless) \(scoreless == 1 ? "is" : "are") about counts or times, not scores.")
    }

    private static let scoreless: Set = ["params-49k", "params-30x", "svd-cost"]

    /// How the set-up differs from the paper's; nil where nothing was run.
    private func scale(_ verdict: Verdict, _ more: String = "") -> String? { verdict == .notRun ? nil : "other scale: \(isPapersEncoder ? "" : "MiniLM, ")five epochs" + more }

    private static let base = EncoderConfiguration.robertaBase

    private func paramsOfRank16(_ claim: Claimed) throws -> VerdictRow {
        let count = Self.base.trainableCount(.edora, rank: 16)
        return VerdictRow(
            claim, measured: groupedDigits(count), difference: groupedDigits(count - 49_200), rule: "equal to the three digits given; the count also told which norm the paper means, so it is no independent test",
            .exactly(492, measured: Int((Double(count) / 100).rounded())))
    }

    private func paramsRatio(_ claim: Claimed) throws -> VerdictRow {
        func ratio(_ rank: Int, head: Int = 0) -> Double {
            Double(Self.base.trainableCount(.lora, rank: rank) + head) / Double(Self.base.trainableCount(.edora, rank: rank) + head)
        }
        let byRank = [4, 16, 32, 64].map { "\(decimalText(ratio($0), decimals: 1)) at rank \($0)" }, largest = (1 ... 64).map { ratio($0) }.max() ?? 0
        let withHead = ratio(32, head: Self.base.headCount(classes: 2))
        return VerdictRow(
            claim, measured: "LoRA's values over EDoRA's on RoBERTa-base: \(listed(byRank)); \(decimalText(withHead, decimals: 1)) at rank 32 with the head",
            rule: "the largest such ratio of ranks 1 to 64, \(decimalText(largest, decimals: 1)), without the head, which all methods train alike, is at least 30", .reaches(30, exactly: largest))
    }

    /// A score on RoBERTa-base; MiniLM's stands beside it.
    private func score(_ claim: Claimed, _ sample: Sample, _ what: String) -> VerdictRow {
        VerdictRow(
            claim, measured: sample.count == 0 ? "–" : "\(sample.cell) (\(what))",
            rule: "on RoBERTa-base: the 95 % interval over seeds holds the claimed value, and is at most two points wide, or lies above it",
            sample.count == 0 ? .notRun : isPapersEncoder ? .level(claim.number ?? 1, sample) : .otherScale,
            scale: sample.count == 0 ? nil : isPapersEncoder ? "other scale: five epochs" : "MiniLM")
    }

    private func averageOfRank32(_ claim: Claimed) throws -> VerdictRow {
        score(claim, grid.average(Setting(.edora, rank: 32), over: GLUEGrid.tasks), isPapersEncoder ? "six tasks" : "six tasks with QNLI*")
    }

    /// The rise from rank 4 to rank 32, on the tasks that have both.
    private func averageOfRank4(_ claim: Claimed) throws -> VerdictRow {
        let low = Setting(.edora, rank: 4)
        let rise = ablation.wholeDifferences(Setting(.edora, rank: 32), from: low, on: Ablation.tasks)
        return difference(claim, rise, between: [(low, "rank 4"), (Setting(.edora, rank: 32), "rank 32")], terms: "rank 32 − rank 4")
    }

    /// A difference of averages over four tasks, and what else stands behind it. The paper's averages, too, are over the tasks at hand, so the interval is that over seeds.
    private func difference(_ claim: Claimed, _ found: [[Double]], between settings: [(setting: Setting, name: String)], terms: String, besides: String = "") -> VerdictRow {
        let claimed = claim.number ?? 1, lacking = found.isEmpty ? lacking(settings.map(\.setting)) : nil
        let verdict = lacking?.verdict ?? .difference(of: claimed, mean: Points.mean(found), interval: Sample.interval(onTheseTasks: found))
        return VerdictRow(
            claim, measured: lacking?.why ?? averages(settings), difference: found.isEmpty ? "" : Points.cell(onTheseTasks: found) + Points.hold(found, without: Ablation.tasks) + besides,
            rule: "(\(terms)), \(Points.text(claimed)) points in the paper: the 95 % interval on these tasks lies above zero, and either holds that figure, with a mean of at least half of it, or the mean is no smaller than that figure",
            verdict, scale: scale(verdict))
    }

    /// What is said of settings that have no difference: a run that diverged was made, and decides nothing.
    private func lacking(_ settings: [Setting]) -> (verdict: Verdict, why: String) {
        ablation.divergence(settings, on: Ablation.tasks).map { (.inconclusive, $0) } ?? (.notRun, "–")
    }

    /// "rank 4 59.5 ± 0.1, rank 32 61.1 ± 0.7 (four tasks)"
    private func averages(_ settings: [(setting: Setting, name: String)]) -> String {
        settings.map { "\($0.name) \(ablation.average($0.setting, over: Ablation.tasks).cell)" }.joined(separator: ", ") + " (four tasks)"
    }

    private func sst2(_ claim: Claimed) throws -> VerdictRow { score(claim, grid.sample(Self.edora, .sst2), "SST-2") }

    private func initialisation(_ claim: Claimed) throws -> VerdictRow {
        let random = Setting(.edora, .basis(.random)), differences = ablation.wholeDifferences(Self.edora, from: random, on: Ablation.tasks)
        let others = Ablation.bases.dropFirst().map { (name: $0.change?.title ?? $0.title, found: ablation.wholeDifferences(Self.edora, from: $0, on: Ablation.tasks)) }
        return difference(
            claim, differences, between: [(Self.edora, "SVD"), (random, "Kaiming's numbers")], terms: "SVD − Kaiming's numbers",
            besides: others.filter { !$0.found.isEmpty }.map { "; SVD − \($0.name), not judged: \(Points.cell(onTheseTasks: $0.found))" }.joined())
    }

    private func competitive(_ claim: Claimed) throws -> VerdictRow {
        let both = [(Self.lora, "LoRA"), (Self.dora, "DoRA")].map { (grid.averagedDifferences(Self.edora, from: $0.0), $0.1) }
        let each = both.map { $0.0.isEmpty ? Verdict.notRun : .reaches(Verdict.competitiveLimit, interval: Bootstrap.interval($0.0)) }
        let worst = Verdict.all(each)
        return VerdictRow(
            claim,
            measured: worst == .notRun
                ? "–"
                : [(Self.edora, "EDoRA"), (Self.lora, "LoRA"), (Self.dora, "DoRA")].map { "\($0.1) \(grid.average($0.0, over: grid.averaged).cell)" }
                    .joined(separator: ", "),
            difference: worst == .notRun ? "" : both.map { "to \($0.1) \(Points.cell(tasks: $0.0))" }.joined(separator: ", "),
            rule: "both 95 % bootstrap intervals at −1 point or above; one wholly below: not reproduced", worst,
            scale: scale(worst, ", \(grid.averaged.count) tasks"))
    }

    /// EDoRA's correlation of ΔM with ΔD is nearer to full fine-tuning's than LoRA's is, and close to it.
    private func dynamics(_ claim: Claimed) throws -> VerdictRow {
        let (full, lora, dora, edora) = try (within(.full), within(.lora), within(.dora), within(.edora)), compared = MovementComparison(full: full, lora: lora, edora: edora)
        func text(_ sample: Sample) -> String {
            sample.interval.map { "\(decimalText(sample.mean, decimals: 2)) (\(decimalText($0.lowerBound, decimals: 2)) to \(decimalText($0.upperBound, decimals: 2)))" } ?? "–"
        }
        let apart = edora.minus(full)
        let isClose = apart.interval.map { $0.lowerBound >= -Self.close && $0.upperBound <= Self.close } ?? false
        let nearest = [("EDoRA", edora), ("LoRA", lora), ("DoRA", dora)].min { abs($0.1.mean - full.mean) < abs($1.1.mean - full.mean) }?.0 ?? "–"
        let isNearer = Verdict.reaches(0, compared.nearer), verdict = isNearer == .reproduced && !isClose ? .directionOnly : isNearer
        return VerdictRow(
            claim,
            measured:
                "correlation of ΔM with ΔD: EDoRA \(decimalText(edora.mean, decimals: 2)), full \(decimalText(full.mean, decimals: 2)), LoRA \(decimalText(lora.mean, decimals: 2)), DoRA \(decimalText(dora.mean, decimals: 2)); nearest to full: \(nearest); EDoRA's ΔM is \(decimalText(try moved(.edora) / moved(.full), decimals: 0)) times full's",
            difference: "EDoRA nearer than LoRA by \(text(compared.nearer))\(compared.isBetween ? ", which is LoRA − EDoRA, since full lies below both in every seed" : ""); EDoRA − full \(text(apart))",
            rule: "the 95 % interval of (LoRA's distance to full − EDoRA's) above zero is the direction; reproduced if that of (EDoRA − full) also lies within ±\(decimalText(Self.close, decimals: 1))",
            verdict, scale: "other scale: MiniLM, a generated task")
    }

    /// Correlations that differ by no more move alike: this project's choice.
    private static let close = 0.2

    private func within(_ method: Method) throws -> Sample { Sample(try Plan.mini(method).map { try MovementRecord.read($0, in: store).correlations.within }) }

    /// The mean change of length at the end, over matrices and seeds.
    private func moved(_ method: Method) throws -> Double {
        Sample(try Plan.mini(method).map { Sample(try MovementRecord.read($0, in: store).magnitudes.last ?? []).mean }).mean
    }

    /// LoRA's gap less EDoRA's, on a tenth of the rows. Where LoRA itself does not overfit there is nothing to mitigate, and a run that has learned less has a
    /// small gap, too, so LoRA's gap and the dev scores count as well.
    private func overfitting(_ claim: Claimed) throws -> VerdictRow {
        let (few, other) = (Setting(.edora, .rows(percent: 10)), Setting(.lora, .rows(percent: 10)))
        let own = ablation.gaps(other, on: Ablation.tasks), gaps = ablation.gapDifferences(other, from: few, on: Ablation.tasks)
        let scores = ablation.wholeDifferences(few, from: other, on: Ablation.tasks)
        let lacking = gaps.isEmpty || scores.isEmpty ? lacking([few, other]) : nil, verdict = lacking?.verdict ?? Verdict.mitigates(own: own, less: gaps, scores: scores)
        return VerdictRow(
            claim, measured: lacking?.why ?? "on a tenth of the rows: EDoRA \(ablation.average(few, over: Ablation.tasks).cell), LoRA \(ablation.average(other, over: Ablation.tasks).cell)",
            difference: lacking != nil ? "" : "LoRA's gap \(Points.cell(onTheseTasks: own)); LoRA's gap − EDoRA's \(Points.cell(onTheseTasks: gaps)); EDoRA's dev score − LoRA's \(Points.cell(onTheseTasks: scores))",
            rule: "95 % intervals on these tasks: reproduced where that of (LoRA's gap − EDoRA's) is above zero, that of (EDoRA's dev score − LoRA's) at −1 point or above, and LoRA's own gap above zero (else there is nothing to mitigate); not reproduced where one of the first two is wholly below its limit; else inconclusive",
            verdict, scale: scale(verdict))
    }

    /// The exact SVD, the dearer one, of RoBERTa-base against five epochs on CoLA, the task with the fewest tokens; RTE was measured.
    private func cost(_ claim: Claimed) throws -> VerdictRow {
        let rule = "the exact SVD takes at most one per cent of five epochs on CoLA, the task with the fewest tokens; their time is RTE's by the tokens"
        func tokens(_ task: GLUETask) -> Double { GLUEFacts.of[task]?.trainingTokens ?? .nan }
        guard let base = try Self.svdCost()?.encoders.first(where: { $0.name == "RoBERTa-base" }), let measured = base.epoch else {
            return VerdictRow(claim, measured: "–", rule: rule, .notRun)
        }
        let epoch = measured * tokens(.cola) / tokens(.rte), share = base.exact / (5 * epoch)
        return VerdictRow(
            claim, measured: "RoBERTa-base: \(decimalText(base.exact, decimals: 1)) s exact, \(decimalText(base.randomised, decimals: 1)) s randomised, against \(decimalText(5 * epoch, decimals: 0)) s (RTE: \(decimalText(5 * measured, decimals: 0)) s), of one core",
            difference: "\(decimalText(100 * share, decimals: 2)) %", rule: rule, .reaches(-0.01, exactly: -share),
            scale: "other scale: one core of a processor, five epochs")
    }

    /// What `edora bench --svd-cost` measured; nil where it was not run.
    ///
    /// - Throws: `InputError` for a file that is not what it writes.
    public static func svdCost() throws -> SVDCost.Report? {
        let file = URL(fileURLWithPath: "data/bench/svd-cost.json")
        guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
        do { return try JSONDecoder().decode(SVDCost.Report.self, from: data) } catch {
            throw InputError(file.path, expected: "what edora bench --svd-cost writes", found: plainReason(of: error))
        }
    }
}
