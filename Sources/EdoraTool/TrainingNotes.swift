import Core
import Foundation
import Terminal
import TextFormat

/// What `train` says of its run before the first step and after the last: which rows, which rates, and what the run
/// has to be above.
struct TrainingNotes {
    private let run: FineTuning
    private let source: DataOptions.Source
    private var configuration: TrainingConfiguration { run.configuration }
    private var task: TextTask { configuration.task }

    init(_ run: FineTuning, _ source: DataOptions.Source) { (self.run, self.source) = (run, source) }

    /// The first lines.
    func start() {
        let counts = run.trainableValues, inputs = run.inputs, steps = configuration.steps
        note("rows: \(rows), \(groupedDigits(inputs.trainRows)) train and \(groupedDigits(inputs.devRows)) evaluate")
        if source.task.columns != nil && !task.isRegression { note("classes: \(classes)") }
        if run.repeatedRows > 0 {
            note("\(groupedDigits(run.repeatedRows)) of the evaluated rows stand word for word among those that train")
        }
        note(
            "\(configuration.adapter.method.title) on \(shownText(task.name)): "
                + "\(groupedDigits(counts.adapter)) trainable values and \(groupedDigits(counts.head)) in the head")
        note(
            "rates: \(rates); \(groupedDigits(steps.total(rows: inputs.trainRows))) steps of \(steps.rowsPerStep) rows")
        if let constant = run.constantAnswer, let score = constant.scores[task.metric] {
            let answer = constant.label.map { "\"\(shownText($0))\" for every row" } ?? "the mean for every row"
            note("the constant answer, \(answer), scores \(task.metric.title) \(decimalText(score, decimals: 4))")
        }
    }

    /// Which classes are taken for which, for classes of one's own, and a word for a run that has learnt nothing from
    /// the texts.
    func end(_ record: RunRecord) throws {
        if task.columns != nil, let confusion = try run.confusion(record) { print(confusion.table) }
        // Recorded scores are rounded, and so may lie a trifle above the same score.
        guard let exact = run.constantAnswer?.scores[task.metric], !record.epochs.isEmpty else { return }
        let constant = roundedToSignificant(exact)
        guard constant < 1 else {
            return note("Every evaluated row has the same answer, so the scores say nothing: evaluate others by --dev.")
        }
        guard record.epochs.allSatisfy({ ($0.metrics[task.metric.rawValue] ?? 0) <= constant }) else { return }
        note(
            """
            No epoch was above the constant answer, \(task.metric.title) \(decimalText(constant, decimals: 4)): the \
            model has not learnt to tell the rows apart.
              Try \(longer), another rate \
            (--lr \(text(3 * configuration.rates.adapter)) or \(text(configuration.rates.adapter / 3))), a method that \
            trains more (--method lora), or more rows.
            """)
    }

    private var longer: String {
        configuration.steps.maxSteps.map { "more steps (--max-steps \(10 * $0), or all without it)" }
            ?? "more epochs (--epochs \(2 * configuration.steps.epochs))"
    }

    private var rows: String {
        switch source.data {
        case .folder(let folder): "\(folder.relativePath)/\(task.name)" + (division.map { ", \($0)" } ?? "")
        case .tables(let train, let dev?): "\(train.path) and \(dev.path)"
        case .tables(let train, nil): train.path + (division.map { ", \($0)" } ?? share)
        }
    }

    private var division: String? { configuration.rows.division.map { "division \($0.rawValue)" } }

    private var share: String {
        source.devShare.map {
            ", of which a share of \(text($0.share)) evaluates, a row of each class at least (seed \($0.seed))"
        } ?? ""
    }

    private var classes: String {
        let names = task.labelNames.map { shownText($0) }
        return names.prefix(12).map { $0.contains { ", ".contains($0) } ? "\"\($0)\"" : $0 }.joined(separator: ", ")
            + (names.count > 12 ? " and \(names.count - 12) more" : "")
    }

    private var rates: String {
        let rates = configuration.rates, method = configuration.adapter.method
        let ofAdapter =
            "\(text(rates.adapter)) for " + (method.scope == .wholeModel ? "the whole model" : "the adapters")
        let all = [
            method.scope == .headOnly ? nil : ofAdapter, rates.magnitudes.map { "\(text($0)) for the magnitudes" },
            "\(text(rates.head)) for the head",
        ]
        return all.compactMap { $0 }.joined(separator: ", ")
    }

    private func text(_ value: Double) -> String { String(format: "%.3g", value) }
}
