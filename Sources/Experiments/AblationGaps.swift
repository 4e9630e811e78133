import Core

/// What chapter 6 says of few rows.
extension AblationSentences {
    /// LoRA's gap less EDoRA's, and EDoRA's dev score beside LoRA's, for each share of the rows.
    public var gaps: String {
        let each = Ablation.shares.map { (percent: $0, sentence: gap($0)) }, known = each.compactMap(\.sentence)
        guard !known.isEmpty else { return "The runs on fewer rows have no record yet." }
        let missing = each.filter { $0.sentence == nil }.map { "\($0.percent) %" }
        return known.joined(separator: " ") + higherGapHigherScore + (missing.isEmpty ? "" : " On \(listed(missing)) of the rows EDoRA or LoRA lacks runs, or their scores on training rows.")
    }

    /// The sentence of one share; nil where runs or scores on training rows are missing.
    private func gap(_ percent: Int) -> String? {
        let (few, other) = (Ablation.setting(.edora, percent: percent), Ablation.setting(.lora, percent: percent))
        let differences = results.gapDifferences(other, from: few, on: Ablation.tasks)
        guard let interval = Sample.interval(onTheseTasks: differences) else { return nil }
        let size = interval.lowerBound > 0 ? "lower than" : interval.upperBound < 0 ? "higher than" : "not to be told apart from"
        let overfit = [(few, "EDoRA"), (other, "LoRA")].filter { (Sample.interval(onTheseTasks: results.gaps($0.0, on: Ablation.tasks))?.lowerBound ?? 0) > 0 }.map(\.1)
        let surely = switch overfit.count {
        case 2: ""
        case 1: ", and \(overfit[0])'s alone is surely above zero"
        default: ", and neither is surely above zero, so there is no overfitting to tell them apart by"
        }
        return "On \(percent) % of the rows EDoRA's gap is \(size) LoRA's on these tasks (LoRA's less EDoRA's, in points: \(Points.cell(onTheseTasks: differences)))\(surely); "
            + "its dev score is \(compared(few, with: other, as: "LoRA's"))." + collapsedMethods(percent)
    }

    /// Methods that learned nothing of CoLA from a share of its rows.
    private func collapsedMethods(_ percent: Int) -> String {
        let found = Ablation.gapMethods.compactMap { method in collapsed(Ablation.setting(method, percent: percent)).map { (method: method.title, runs: $0) } }
        let all = found.filter(\.runs.all).map(\.method), some = found.filter { !$0.runs.all }.map { "\($0.runs.text) runs of \($0.method)" }
        guard !found.isEmpty else { return "" }
        return " On CoLA \(listed((all.isEmpty ? [] : ["every run of \(listed(all))"]) + some)) ended with one answer for every sentence: a score of zero, and hardly a gap."
    }

    /// Full fine-tuning on the fewest rows, where it has both the higher gap and the higher dev score: then the gap is no measure of a model's worth.
    private var higherGapHigherScore: String {
        let percent = Ablation.shares[0], (full, few) = (Ablation.setting(.full, percent: percent), Ablation.setting(.edora, percent: percent))
        let gaps = results.gapDifferences(full, from: few, on: Ablation.tasks), scores = results.wholeDifferences(full, from: few, on: Ablation.tasks)
        guard let gap = Sample.interval(onTheseTasks: gaps), let score = Sample.interval(onTheseTasks: scores), gap.lowerBound > 0, score.lowerBound > 0 else { return "" }
        return " A low gap is not a good model: on \(percent) % of the rows full fine-tuning has a higher gap than EDoRA (\(Points.cell(onTheseTasks: gaps))), and a higher dev score (\(Points.cell(onTheseTasks: scores)))."
    }
}
