import Core

/// What chapter 6 says of few rows.
extension AblationSentences {
    /// LoRA's gap less EDoRA's, and EDoRA's dev score beside LoRA's, for each share of the rows.
    public var gaps: String {
        let each = Ablation.shares.map { (percent: $0, sentence: gap($0)) }, known = each.compactMap(\.sentence)
        guard !known.isEmpty else { return "The runs on fewer rows have no record yet." }
        let missing = each.filter { $0.sentence == nil }.map { "\($0.percent) %" }
        return known.joined(separator: " ") + besideFullFineTuning + (missing.isEmpty ? "" : " On \(enumeration(missing)) of the rows EDoRA or LoRA lacks runs, or their scores on training rows.")
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
        return "On \(percent) % of the rows EDoRA's gap is \(size) LoRA's on these tasks (LoRA's gap − EDoRA's: \(Points.cell(onTheseTasks: differences)) points\(hinges(differences)))\(surely); "
            + "its dev score is \(compared(few, with: other, as: "LoRA's"))." + unlearned(percent)
    }

    private func isSurelyAboveZero(_ values: [[Double]]) -> Bool { (Sample.interval(onTheseTasks: values)?.lowerBound ?? 0) > 0 }

    /// What one answer for every row gets, and a point more: that answer's share of the dev rows, or no correlation.
    private func limit(_ task: GLUETask) -> Double { (task.metric == .accuracy ? GLUEFacts.of[task]?.mostFrequentShare ?? 0 : 0) + 0.01 }
    private func hasLearned(_ setting: Setting, _ task: GLUETask) -> Bool { results.sample(setting, task).mean >= limit(task) }
    /// The same of the training rows.
    private func hasFitted(_ setting: Setting, _ task: GLUETask) -> Bool {
        results.sample(setting, task).mean + Points.mean(results.gaps(setting, on: [task])) >= limit(task)
    }

    /// Methods that learned only some of the tasks from a share of their rows. Where the training rows were fitted all the same, that is overfitting at its plainest;
    /// where they were not, there is no gap, and no merit in that.
    private func unlearned(_ percent: Int) -> String {
        let methods = Ablation.gapMethods.map { (title: $0 == .full ? "full fine-tuning" : $0.title, setting: Ablation.setting($0, percent: percent)) }
            .filter { !results.gaps($0.setting, on: Ablation.tasks).isEmpty }
        /// Methods with the same tasks, of those for which `holds`, together.
        func groups(_ holds: (Setting, GLUETask) -> Bool) -> [(titles: String, tasks: [GLUETask])] {
            let each = methods.map { method in (title: method.title, tasks: Ablation.tasks.filter { holds(method.setting, $0) }) }
            let lists = each.map(\.tasks).reduce(into: [[GLUETask]]()) { if !$0.contains($1) { $0.append($1) } }
            return lists.map { list in (enumeration(each.filter { $0.tasks == list }.map(\.title)), list) }
        }
        func names(_ tasks: [GLUETask]) -> String { enumeration(tasks.map(\.rawValue)) }
        let learned = groups(hasLearned).filter { $0.tasks.count < Ablation.tasks.count }
        guard !learned.isEmpty else { return "" }
        let memorised = groups { !hasLearned($0, $1) && hasFitted($0, $1) }.filter { !$0.tasks.isEmpty }
        let unfitted = groups { !hasLearned($0, $1) && !hasFitted($0, $1) }.filter { !$0.tasks.isEmpty }
        return " From this share \(learned.map { "\($0.titles) learned \($0.tasks.isEmpty ? "nothing" : "only \(names($0.tasks))")" }.joined(separator: "; ")): "
            + "on the other tasks dev scores are less than a point above one answer for every row."
            + (memorised.isEmpty ? "" : " On training rows alone \(memorised.map { "\($0.titles) scored more on \(names($0.tasks))" }.joined(separator: "; ")): overfitting at its plainest.")
            + (unfitted.isEmpty ? "" : " Not even the training rows were learned by \(unfitted.map { "\($0.titles) on \(names($0.tasks))" }.joined(separator: "; ")), so a low gap there is no merit.")
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
        let price = better.isEmpty ? "" : ", at the price of a lower dev score" + (better.count == each.count ? "" : " on \(enumeration(better)) of the rows")
        let lora = Ablation.shares.map { results.gapDifferences(Ablation.setting(.full, percent: $0), from: Ablation.setting(.lora, percent: $0), on: Ablation.tasks) }.filter { !$0.isEmpty }
        let alike = lora.count == each.count && lora.allSatisfy(isSurelyAboveZero)
            ? " LoRA's is, too, with far more values than EDoRA's (full fine-tuning less LoRA: \(enumeration(lora.map { Points.cell(onTheseTasks: $0) }))), so it is no merit of few values alone." : ""
        return " Full fine-tuning less EDoRA, gap and dev score: " + each.map { "on \($0.percent) % of the rows \(Points.cell(onTheseTasks: $0.gap)) and \(Points.cell(onTheseTasks: $0.score))" }.joined(separator: "; ") + "."
            + (each.allSatisfy { isSurelyAboveZero($0.gap) } ? " So EDoRA's gap is lower than full fine-tuning's\(price).\(alike)" : "")
    }
}
