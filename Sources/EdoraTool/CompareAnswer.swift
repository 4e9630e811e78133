import Core
import Experiments
import Foundation
import TextFormat

/// The sentences of a comparison's page: made from intervals alone, so that they say no more than these do.
struct CompareAnswer {
    let page: ComparePage
    private var comparison: OwnComparison { page.comparison }
    private var results: GLUEResults { page.results }

    /// Which method scores higher, where, how often asked.
    var question: String {
        let ranks = Set(page.settings.filter(\.method.hasRank).map(\.rank)), rank = ranks.first ?? 0
        return """
            Which scores higher on \(enumeration(page.tasks.map(\.name))) when `\(comparison.model)` is fine-tuned \
            on \(page.tasks.count == 1 ? "its" : "their") rows\(ranks.count == 1 ? " at rank \(rank)" : ""): \
            \(enumeration(page.settings.map(page.name), "or"))? \
            \(page.seeds == 1 ? "One seed" : "\(page.seeds) seeds") each; every difference is to \
            \(page.name(page.reference)).
            """
    }

    /// A sentence for each method beside the reference, then what they are worth.
    var text: String {
        let found = page.others.map {
            (setting: $0, tasks: page.comparable($0, results.tasks(completeFor: [$0, page.reference])))
        }
        guard found.contains(where: { !$0.tasks.isEmpty }) else {
            return "None yet: no data set has all runs of two methods.\(failed)"
        }
        let sentences = found.map { sentence($0.setting, $0.tasks) }
        return
            (sentences.count == 1 ? sentences[0] : "\n\n" + sentences.map { "- \($0)" }.joined(separator: "\n") + "\n")
            + (sentences.count == 1 ? " " : "\n") + worth(found.map(\.tasks).max { $0.count < $1.count } ?? [])
    }

    /// "LoRA is above EDoRA by 1.2 points (0.3 to 2.1) on reviews, and trains 49,152 values against 10,752."
    private func sentence(_ setting: Setting, _ tasks: [TextTask]) -> String {
        let (name, reference) = (page.name(setting), page.name(page.reference))
        guard !tasks.isEmpty else { return "Of \(name) there are no runs to compare yet." }
        let differences = results.wholeDifferences(setting, from: page.reference, on: tasks)
        let mean = Points.mean(differences), size = decimalText(abs(100 * mean), decimals: 1)
        let place =
            tasks.count == page.tasks.count && tasks.count > 1
            ? "on these \(tasks.count) data sets" : "on \(enumeration(tasks.map(\.name)))"
        guard let interval = Sample.interval(onTheseTasks: differences) else {
            return "With its one seed \(name) scores \(Points.text(mean)) points \(place) against \(reference)."
        }
        let claim: String
        switch Relation(interval) {
        case .above: claim = "is above \(reference) by \(size) points (\(plain(interval)))"
        case .below:
            claim = "is below \(reference) by \(size) points (\(plain(-interval.upperBound ... -interval.lowerBound)))"
        case .notToldApart:
            claim = "cannot be told apart from \(reference): \(Points.text(mean)) points (\(Points.text(interval)))"
        }
        return "\(name) \(claim) \(place), and trains \(values(setting))."
    }

    private func plain(_ interval: ClosedRange<Double>) -> String { Points.text(interval).replacing("+", with: "") }

    /// "49,152 values against 10,752"
    private func values(_ setting: Setting) -> String {
        func count(_ setting: Setting) -> String {
            groupedDigits(comparison.entries.first { $0.setting == setting }?.trainedValues ?? 0)
        }
        return "\(count(setting)) values against \(count(page.reference))"
    }

    /// How small a difference would have shown, and what is not in the intervals.
    private func worth(_ tasks: [TextTask]) -> String {
        let halves = page.others.compactMap { other -> Double? in
            let differences = results.wholeDifferences(
                other, from: page.reference, on: page.comparable(other, tasks))
            return Sample.interval(onTheseTasks: differences).map { ($0.upperBound - $0.lowerBound) / 2 }
        }
        guard let half = halves.max() else { return "One seed says nothing of chance: ask for more by --seeds." }
        let beyond = page.others.compactMap { other in
            Bootstrap.interval(
                results.wholeDifferences(other, from: page.reference, on: page.comparable(other, tasks))
            ).map {
                "\(page.name(other)) \(Points.text($0))"
            }
        }
        let others =
            beyond.isEmpty
            ? "of others \(tasks.count == 1 ? "one data set says" : "\(tasks.count) data sets say") too little "
                + "(four are needed)."
            : "on data sets like these: \(beyond.joined(separator: "; "))."
        return """
            With \(page.seeds) seeds the 95 % interval reaches \(decimalText(100 * half, decimals: 1)) points to each \
            side, so a smaller difference would hardly show. It holds the chance of the seeds alone; \
            \(others)\(unlearned)\(failed)
            """
    }

    /// A method that learnt nothing where another did is a failed training, and no answer.
    private var failed: String {
        let found = comparison.data.enumerated().flatMap { number, data -> [String] in
            let not = page.settings.filter { page.isUnlearned($0, on: data) }
            guard not.count < page.settings.count else { return [] }
            return not.map { setting in
                let rate = page.plan.rates(setting, number).map { " at rate \(Rates.text($0.adapter))" } ?? ""
                return "\(page.name(setting)) on \(data.name)\(rate)"
            }
        }
        guard !found.isEmpty else { return "" }
        return
            " **Left out, since training failed there (no score above the constant answer): \(enumeration(found)).** "
            + "Ask again in another folder with lower `--rates`, or with more `--search-rows` and `--search-epochs`."
    }

    /// Data sets where nothing was learnt tell no method from another.
    private var unlearned: String {
        let found = comparison.data.filter { data in
            page.settings.allSatisfy { page.isUnlearned($0, on: data) }
        }.map(\.name)
        return found.isEmpty
            ? "" : " **On \(enumeration(found)) no method is above the constant answer: nothing was learnt there.**"
    }

    /// The command and the machine.
    var made: String {
        let records = page.settings.flatMap { setting in
            page.tasks.flatMap { results.records(setting, $0).compactMap { $0 } }
        }
        let machines = Set(
            records.map {
                "\($0.circumstances.processor), \($0.circumstances.threads) threads, "
                    + "OpenBLAS's \($0.circumstances.blasKernel) kernel"
            }
        ).sorted()
        let file = OwnComparison.fileName
        let ran = machines.isEmpty ? "" : "It ran on \(machines.joined(separator: "; and on ")). "
        return """
            ```sh
            \((["edora"] + comparison.command).map(shellQuoted).joined(separator: " "))
            ```

            \(ran)The weights of `\(comparison.model)` have the SHA-256 `\(comparison.modelDigest.prefix(12))…`. \
            Batches of \(comparison.limits.batchSize), at most \(comparison.limits.maxLength) tokens a row, weight \
            decay 0.01, warm-up over 6 % of the steps, then linear decay; the methods' settings are those of \
            `edora train`. Seeds 1 to \(page.seeds) draw the start of head and adapter, the order of rows and dropout; \
            methods share them, so differences are paired. Each record in [records](records) holds the configuration, \
            the losses and the SHA-256 of every file; [\(file)](\(file)) holds the question. Repeating the command \
            trains what is missing and writes this page again.
            """
    }
}
