import Core
import Foundation
import TextFormat

/// The sentences that chapter 5 computes from its grid: what the numbers allow to be said so far, and no more.
public struct GLUESentences {
    private let grid: GLUEGrid, results: GLUEResults
    private let encoder: EncoderConfiguration, encoderName: String
    private static let (edora, lora, dora) = (Setting(.edora), Setting(.lora), Setting(.dora))

    /// - Parameter encoderName: the backbone's name in a sentence, `MiniLM`.
    public init(_ grid: GLUEGrid, _ results: GLUEResults, encoder: EncoderConfiguration, encoderName: String) {
        (self.grid, self.results, self.encoder, self.encoderName) = (grid, results, encoder, encoderName)
    }

    private var averaged: [GLUETask] { results.averaged }
    private func count(_ setting: Setting) -> Int { encoder.trainableCount(setting.method, rank: setting.rank) }

    /// EDoRA against LoRA on average, with both intervals.
    public var headline: String {
        guard !averaged.isEmpty else { return "There are too few runs yet for an average." }
        let differences = results.averagedDifferences(Self.edora, from: Self.lora)
        func score(_ setting: Setting) -> String { results.average(setting, over: averaged).cell }
        return "On \(listed(averaged.map(grid.name))), EDoRA at rank 16 trains \(groupedDigits(count(Self.edora))) values of \(encoderName) and scores \(score(Self.edora)) on average; "
            + "LoRA trains \(groupedDigits(count(Self.lora))) and scores \(score(Self.lora)) (mean ± SD over seeds). The difference is \(Points.text(Points.mean(differences))) points: "
            + "95 % interval \(Points.text(Sample.interval(onTheseTasks: differences))) on these tasks (chance of the seeds alone), "
            + "\(Points.text(Bootstrap.interval(differences))) on tasks like these (the tasks taken as drawn at random). So EDoRA is \(compared(differences, "LoRA"))\(leavingOneOut(differences))."
    }

    /// Whether the second interval, where it leaves out zero, would do so without any one of its tasks.
    private func leavingOneOut(_ differences: [[Double]]) -> String {
        guard differences.count > Bootstrap.fewestTasks, Bootstrap.interval(differences)?.contains(0) == false else { return "" }
        let needed = Points.needed(differences, by: Bootstrap.interval)
        return needed.isEmpty ? ", whichever one of them is left out"
            : ", though barely: without any one of \(listed(needed.map { grid.name(averaged[$0]) })) the interval for tasks like these, wider for fewer tasks, holds zero"
    }

    private func compared(_ differences: [[Double]], _ reference: String) -> String {
        Points.comparison(tasks: differences, with: reference) ?? "not yet compared with \(reference)"
    }

    /// "-1.6 points, -2.4 to -0.9 and -3.4 to -0.1": the mean, its interval on these tasks, and that for tasks like these.
    private static func inPoints(_ differences: [[Double]]) -> String {
        "\(Points.text(Points.mean(differences))) points, \(Points.text(Sample.interval(onTheseTasks: differences))) and \(Points.text(Bootstrap.interval(differences)))"
    }

    /// How many of the averaged tasks agree, and EDoRA against DoRA.
    public var agreement: String {
        guard !averaged.isEmpty else { return "There are too few runs yet to read more from it." }
        let lower = results.averagedDifferences(Self.edora, from: Self.lora).count { Sample($0).mean < 0 }
        let toDoRA = results.averagedDifferences(Self.edora, from: Self.dora)
        return "EDoRA's mean is lower than LoRA's on \(lower == averaged.count ? "each" : lower == 0 ? "none" : "\(lower)") of these \(averaged.count) tasks. "
            + "EDoRA is \(compared(toDoRA, "DoRA")): \(Self.inPoints(toDoRA))."
    }

    /// EDoRA against its magnitudes alone: what R and the SVD add.
    public var magnitudes: String {
        let magnitude = Setting(.magnitude), differences = results.averagedDifferences(Self.edora, from: magnitude)
        guard let here = Sample.interval(onTheseTasks: differences) else { return "Magnitude only does not have all its runs yet." }
        let relation = Points.relation(here), larger = results.averagedDifferences(Setting(.edora, rank: 32), from: magnitude)
        return "Magnitude only trains \(groupedDigits(count(magnitude))) values and scores \(results.average(magnitude, over: averaged).cell). EDoRA is \(compared(differences, "it")): \(Self.inPoints(differences)). "
            + (relation.hasPrefix("not") ? "So at rank 16 these runs do not show that R and its SVD add anything to the magnitudes."
                : "So at rank 16 R and its SVD \(relation == "above" ? "add to" : "take from") what the magnitudes reach alone.")
            + (larger.isEmpty ? "" : " At rank 32, with \(groupedDigits(count(Setting(.edora, rank: 32)))) values, EDoRA is \(compared(larger, "magnitude only")): \(Self.inPoints(larger)).")
    }

    /// What pairing by seed takes out of the spread, for EDoRA and for DoRA.
    public var pairing: String {
        let tasks = averaged
        guard !tasks.isEmpty else { return "" }
        /// Of the paired differences, and as it would be if the seeds of the two had nothing in common; in squared points, summed over the tasks.
        func variances(_ setting: Setting) -> (paired: Double, apart: Double) {
            func sum(_ parts: [Double]) -> Double { parts.reduce(0) { $0 + 1e4 * $1 * $1 } }
            return (sum(results.differences(setting, from: Self.lora, on: tasks).map { Sample($0).deviation }),
                    sum(tasks.flatMap { [results.sample(setting, $0).deviation, results.sample(Self.lora, $0).deviation] }))
        }
        func text(_ setting: Setting) -> String {
            let (paired, apart) = variances(setting)
            return "\(setting.method.title) \(decimalText(paired, decimals: 1)) in pairs and \(decimalText(apart, decimals: 1)) without"
        }
        let helps = [Self.edora, Self.dora].map { variances($0).paired < 0.8 * variances($0).apart }
        return "\(helps[0] && helps[1] ? "It does" : helps[1] ? "For DoRA it does, for EDoRA not" : helps[0] ? "For EDoRA it does, for DoRA not" : "It does not"): "
            + "the variances of the differences to LoRA, summed over the tasks of the average, in squared points, are \(text(Self.edora)), \(text(Self.dora))."
    }

    /// What it means that m and R share a rate.
    public var oneRate: String {
        func rate(_ setting: Setting) -> Double? { grid.searches[setting]?.best }
        guard let both = rate(Self.edora), let dora = rate(Self.dora), let m = rate(Setting(.magnitude)), let R = rate(Setting(.loraXS)) else {
            return "A caution: a method has *one* rate for all its parts, which may suit none of them."
        }
        return "A caution for EDoRA and DoRA: a method has *one* rate for all its parts. Alone, m chose \(Rates.text(m)) and R \(Rates.text(R)); in EDoRA both train at \(Rates.text(both)), and in DoRA m trains at \(Rates.text(dora)). "
            + (dora < m / 2 ? "At so much less than its own choice it may hardly move, so DoRA's place beside LoRA says little of what magnitudes are worth. " : "")
            + (both == m && both == R ? "" : "Part of EDoRA's place may be due to the shared rate.")
    }

    /// The rule for "competitive": when its parts were set, what the interval of that time says, and where it would decide.
    public var competitiveRule: String {
        let both = [Self.lora, Self.dora].map { results.averagedDifferences(Self.edora, from: $0) }
        guard both.allSatisfy({ $0.count >= Bootstrap.fewestTasks }), let interval = Bootstrap.interval(both[0]) else { return "" }
        func verdict(_ intervals: [ClosedRange<Double>?]) -> Verdict { .all(intervals.map { .reaches(Verdict.competitiveLimit, interval: $0) }) }
        let now = verdict(both.map(Bootstrap.interval)), mean = Points.mean(both[0])
        func outcome(_ verdict: Verdict) -> String { verdict == now ? "the same, *\(verdict.rawValue)*" : "*\(verdict.rawValue)*" }
        let plain = both.map(Bootstrap.plain), here = both.map(Sample.interval(onTheseTasks:))
        // A fact of this project's history, which is MiniLM's alone.
        let history = encoderName == "MiniLM"
            ? "The limit of one point for “competitive” was set before its runs. Its interval was not: it was made wider when all but SST-2 had been seen, since the plain one was found to be too narrow. "
            : "The rule for “competitive” was set before these runs. "
        return history + "By the plain interval (to LoRA \(Points.text(plain[0])), to DoRA \(Points.text(plain[1]))) the verdict is \(outcome(verdict(plain))); by that on these tasks (\(Points.text(here[0])) and \(Points.text(here[1]))) it is \(outcome(verdict(here))). "
            + "With tasks that differ as much as these do the rule decides only far from its limit: for the difference to LoRA at means above \(Points.text(Verdict.competitiveLimit + mean - interval.lowerBound)) or below \(Points.text(Verdict.competitiveLimit + mean - interval.upperBound))."
    }

    /// On which single tasks EDoRA and DoRA can be told from LoRA.
    public var singleTasks: String {
        let tested = 2 * results.tasks(completeFor: [Self.edora, Self.lora, Self.dora]).count
        guard tested > 0 else { return "" }
        return "EDoRA \(told(Self.edora)); DoRA \(told(Self.dora)). Of \(tested) such tests one in twenty would pass by chance, and the choice of dev rows is chance, too."
    }

    /// "is below LoRA on MRPC": the tasks on which Student's interval of the paired differences lies on one side of zero.
    private func told(_ setting: Setting) -> String {
        let sides = ["below", "above"].compactMap { side -> String? in
            let tasks = results.tasks(completeFor: [setting, Self.lora]).filter { task in
                Sample(results.differences(setting, from: Self.lora, on: [task])[0]).interval.map(Points.relation) == side
            }
            return tasks.isEmpty ? nil : "\(side) LoRA on \(listed(tasks.map(grid.name)))"
        }
        return sides.isEmpty ? "cannot be told from LoRA on any task" : "is " + sides.joined(separator: ", and ")
    }

    /// What stands out in the searches that are finished.
    public var searches: String {
        let finished = GLUEGrid.settings.compactMap { grid.searches[$0] }.filter { $0.best != nil }
        guard !finished.isEmpty else { return "" }
        /// At a rate on that side of the chosen one every sentence of CoLA got one answer.
        func collapsed(_ search: GLUESearch, _ side: (Double, Double) -> Bool) -> Bool {
            zip(search.rates, search.scores).contains { rate, scores in scores.first == .some(0) && side(rate, search.best ?? 0) }
        }
        // Where the chosen rate itself learned nothing of CoLA, zeros at others say nothing of those rates.
        let unlearned = finished.filter { collapsed($0, ==) }, learned = finished.filter { !collapsed($0, ==) }
        let (small, large) = (learned.count { collapsed($0, <) }, learned.count { collapsed($0, >) }), atEnd = finished.filter(\.endsLadder)
        return
            (small + large + unlearned.count == 0
            ? ""
            : "A model that gives every sentence of CoLA one answer has a correlation of zero: of the \(finished.count) settings searched \(large) had such a model at a rate above the chosen one, and \(small) at one below it, which was too small to learn. ")
            + (unlearned.isEmpty ? "" : "\(listed(unlearned.map(\.setting.title))) had one at the chosen rate, too. ")
            + "CoLA's scores differ more between rates than MRPC's: alone it would have chosen the same rate in \(finished.count { $0.bestOfFirstTask == $0.best }) of \(finished.count) searches."
            + (atEnd.isEmpty ? "" : " The best rate of \(listed(atEnd.map(\.setting.title))) is the end of the list, so a better one may lie beyond.")
    }

    /// Whether scores on RTE say anything; empty where one does.
    public var rte: String {
        guard let facts = GLUEFacts.of[.rte], let frequent = facts.mostFrequent else { return "" }
        let means = GLUEGrid.settings.filter { results.isComplete($0, .rte) }.map { results.sample($0, .rte).mean }
        // Twice the standard error of an accuracy of one half.
        let uncertainty = 1 / Double(facts.dev).squareRoot()
        guard let best = means.max(), best - Double(frequent) / Double(facts.dev) <= uncertainty else { return "" }
        return "On RTE no method is further than \(decimalText(100 * (best - Double(frequent) / Double(facts.dev)), decimals: 1)) points above the constant answer, and the choice of "
            + "\(facts.dev) dev rows alone makes a score uncertain by \(decimalText(100 * uncertainty, decimals: 0)) points (two standard errors): differences on this task are mostly noise."
    }

    /// The highest average, and the highest among the settings that train few values.
    public var parameters: String {
        let averages = GLUEGrid.table.map { (setting: $0, sample: results.average($0, over: averaged)) }.filter { $0.sample.count > 0 }
            .map { (setting: $0.setting, mean: $0.sample.mean) }.sorted { $0.mean > $1.mean }
        guard averages.count > 2 else { return "Too few settings have all their runs to read a trend from it." }
        func isSmall(_ setting: Setting) -> Bool { count(setting) < count(Self.lora) / 10 && setting.method != .head }
        let small = averages.filter { isSmall($0.setting) }, all = GLUEGrid.table.count(where: isSmall)
        return "The highest average is \(Self.highest(averages)). "
            + (small.count == all ? "Among the settings with less than a tenth of LoRA's values the highest is \(Self.highest(small)). "
                : "Of the \(all) settings that train less than a tenth of LoRA's values, and more than the head, "
                    + "\(small.isEmpty ? "none has all its" : small.count == 1 ? "only \(small[0].setting.title) has all its" : "\(small.count) have all their") runs. ")
            + "Whether bars overlap is no test: differences are judged in pairs, as above.\(luckyAverages)"
    }

    /// Averages whose SD over seeds is less than a third of what the tasks' own would make it.
    private var luckyAverages: String {
        let lucky = GLUEGrid.table.compactMap { setting -> String? in
            let average = results.average(setting, over: averaged)
            let expected = averaged.reduce(0) { $0 + pow(results.sample(setting, $1).deviation, 2) }.squareRoot() / Double(averaged.count)
            guard average.count > 0, average.deviation < expected / 3 else { return nil }
            return "\(decimalText(100 * average.deviation, decimals: 1)) of \(Self.inSentence(setting.title)), where its tasks' would make \(decimalText(100 * expected, decimals: 1))"
        }
        return lucky.isEmpty ? "" : " The bars are made from the spreads on single tasks, for the SD of three averages, which the main table gives, may be small by luck: \(listed(lucky))."
    }

    /// "67.0, that of LoRA, r = 16 and DoRA, r = 16": the first mean, and all settings that print the same.
    private static func highest(_ averages: [(setting: Setting, mean: Double)]) -> String {
        let texts = averages.map { decimalText(100 * $0.mean, decimals: 1) }
        return "\(texts[0]), that of \(listed(zip(averages, texts).filter { $1 == texts[0] }.map { inSentence($0.0.setting.title) }))"
    }

    /// A title that is no name, within a sentence.
    private static func inSentence(_ title: String) -> String {
        ["Full", "Head", "Magnitude"].contains { title.hasPrefix($0) } ? title.prefix(1).lowercased() + title.dropFirst() : title
    }

    /// On how many tasks the mean curve of each setting is highest at its end; a constant one does not count.
    public func lastEpochs(_ curves: [(setting: Setting, curve: LearningCurve)]) -> String {
        let settings = curves.map(\.setting).reduce(into: [Setting]()) { if !$0.contains($1) { $0.append($1) } }
        guard !settings.isEmpty else { return "There are no records yet." }
        let rising = settings.map { setting in
            let means = curves.filter { $0.setting == setting }.map(\.curve.means)
            return (setting, count: means.count { $0.last == $0.max() && $0.max() != $0.min() }, of: means.count)
        }
        let mostRise = 2 * rising.reduce(0) { $0 + $1.count } > curves.count
        return "The last epoch is the best, or as good as the best, on \(listed(rising.map { "\($0.count) of \($0.of) tasks for \(Self.inSentence($0.0.method.title))" })). "
            + (mostRise
                ? "The rate falls to zero there, so this alone does not show that a method would gain from more epochs"
                : "Where an earlier epoch is better, five epochs are more than enough at that rate")
            + "; the released code trains fifty."
    }
}
