import Core

/// What chapter 6 says of few rows.
extension AblationSentences {
    /// LoRA's gap less EDoRA's, and EDoRA's dev score beside LoRA's, for each share of the rows.
    public var gaps: String {
        let each = Ablation.shares.map { (percent: $0, sentence: gap($0)) }, known = each.compactMap(\.sentence)
        guard !known.isEmpty else { return "The runs on fewer rows have no record yet." }
        let missing = each.filter { $0.sentence == nil }.map { "\($0.percent) %" }
        return known.joined(separator: " ") + besideFullFineTuning + (missing.isEmpty ? "" : " On \(listed(missing)) of the rows EDoRA or LoRA lacks runs, or their scores on training rows.")
    }

    /// The sentence of one share; nil where runs or scores on training rows are missing.
    private func gap(_ percent: Int) -> String? {
        let (few, other) = (Ablation.setting(.edora, percent: percent), Ablation.setting(.lora, percent: percent))
        let differences = results.gapDifferences(other, from: few, on: Ablation.tasks)
        guard let interval = Sample.interval(onTheseTasks: differences) else { return nil }
        let size = interval.lowerBound > 0 ? "lower than" : interval.upperBound < 0 ? "higher than" : "not to be told apart from"
        let overfit = [(few, "EDoRA"), (other, "LoRA")].filter { isSurelyAboveZero(results.gaps($0.0, on: Ablation.tasks)) }.map(\.1)
        let surely = switch overfit.count {
        case 2: ""
        case 1: ", and \(overfit[0])'s alone is surely above zero"
        default: ", and neither is surely above zero, so there is no overfitting to tell them apart by"
        }
        return "On \(percent) % of the rows EDoRA's gap is \(size) LoRA's on these tasks (LoRA's gap − EDoRA's: \(Points.cell(onTheseTasks: differences)) points)\(surely); "
            + "its dev score is \(compared(few, with: other, as: "LoRA's"))." + unlearned(percent)
    }

    private func isSurelyAboveZero(_ values: [[Double]]) -> Bool { (Sample.interval(onTheseTasks: values)?.lowerBound ?? 0) > 0 }

    /// Whether a method's mean on a task is at least a point above what one answer for every row gets: that answer's share of the dev rows, or no correlation.
    private func hasLearned(_ setting: Setting, _ task: GLUETask) -> Bool {
        let share = task.metric == .accuracy ? GLUEFacts.of[task]?.mostFrequentShare : nil
        return results.sample(setting, task).mean >= (share ?? 0) + 0.01
    }

    /// Methods that learned only some of the tasks from a share of their rows; a method that has learned nothing has no gap, and no merit.
    private func unlearned(_ percent: Int) -> String {
        let methods = Ablation.gapMethods.filter { results.average(Ablation.setting($0, percent: percent), over: Ablation.tasks).count > 0 }
        let learned = methods.map { method in (title: method == .full ? "full fine-tuning" : method.title, tasks: Ablation.tasks.filter { hasLearned(Ablation.setting(method, percent: percent), $0) }) }
        let groups = learned.map(\.tasks).reduce(into: [[GLUETask]]()) { if !$0.contains($1) && $1.count < Ablation.tasks.count { $0.append($1) } }
        guard !groups.isEmpty else { return "" }
        let found = groups.map { tasks in
            "\(listed(learned.filter { $0.tasks == tasks }.map(\.title))) learned \(tasks.isEmpty ? "nothing" : "only \(listed(tasks.map(\.rawValue)))")"
        }
        let little = learned.contains { ["EDoRA", "LoRA"].contains($0.title) && 2 * $0.tasks.count < Ablation.tasks.count }
        return " From this share \(found.joined(separator: "; ")): on the other tasks scores are less than a point above one answer for every row\(little ? ", so it says little about overfitting" : "")."
    }

    /// Full fine-tuning beside EDoRA: the gap and the dev score, for each share of the rows.
    private var besideFullFineTuning: String {
        let each = Ablation.shares.compactMap { percent -> (percent: Int, gap: [[Double]], score: [[Double]])? in
            let (full, few) = (Ablation.setting(.full, percent: percent), Ablation.setting(.edora, percent: percent))
            let gap = results.gapDifferences(full, from: few, on: Ablation.tasks), score = results.wholeDifferences(full, from: few, on: Ablation.tasks)
            return gap.isEmpty || score.isEmpty ? nil : (percent, gap, score)
        }
        guard !each.isEmpty else { return "" }
        let better = each.filter { isSurelyAboveZero($0.score) }.map { "\($0.percent) %" }
        let price = better.isEmpty ? "" : ", at the price of a lower dev score" + (better.count == each.count ? "" : " on \(listed(better)) of the rows")
        return " Full fine-tuning less EDoRA, gap and dev score: " + each.map { "on \($0.percent) % of the rows \(Points.cell(onTheseTasks: $0.gap)) and \(Points.cell(onTheseTasks: $0.score))" }.joined(separator: "; ") + "."
            + (each.allSatisfy { isSurelyAboveZero($0.gap) } ? " So training few values does keep the gap low beside training them all\(price)." : "")
    }
}
