import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// The deviation σ of R at the start, on one task and with one seed.
struct StartSection {
    private let starts: [(setting: Setting, record: RunRecord?)]
    private let losses: StartLosses?
    private let constant = GLUEFacts.of[Ablation.deviationTask]?.constantLoss ?? 0

    init(_ study: AblationStudy) {
        let settings = ([.edora] + Ablation.deviations).sorted { $0.adapter.deviation < $1.adapter.deviation }
        starts = settings.map { setting in
            (setting, study.results.records(setting, Ablation.deviationTask).first ?? nil)
        }
        losses = StartLosses(starts.map { ($0.setting, $0.record) })
    }

    var table: AblationTable {
        AblationTable(
            "MRPC by the deviation of R at the start; seed 1.",
            ["σ", "training loss, epoch 1", "training loss, last", "dev accuracy, last"], words: 0,
            rows: starts.map { setting, record in
                let losses = [record?.epochs.first, record?.last].map { epoch in
                    epoch.map { decimalText($0.trainLoss, decimals: 3) } ?? "–"
                }
                let score = record?.divergedAtStep.map { "diverged at step \($0)" }
                    ?? record?.lastScore.map { decimalText(100 * $0, decimals: 1) }
                return [setting.deviationText] + losses + [score ?? "–"]
            })
    }

    /// Where a deviation stands on a logarithmic axis, zero a step below the smallest other.
    private func place(_ setting: Setting) -> Double { max(setting.adapter.deviation, 0.003) }

    func figure(_ message: String) -> Drawing {
        let ended = starts.filter { $0.record?.divergedAtStep == nil && $0.record?.last != nil }
        func series(_ name: String, _ loss: (RunRecord) -> Double?) -> FigureSeries {
            let points = ended.compactMap { one in one.record.flatMap(loss).map { (place(one.setting), $0) } }
            return FigureSeries(
                name, x: ("deviation", points.map(\.0)),
                y: ("training_loss", points.map { roundedToSignificant($0.1, digits: 4) }))
        }
        let colour = Setting.edora.colour, mark = Setting.edora.mark
        let tics = starts.map { "'\($0.setting.deviationText)' \(place($0.setting))" }
        return Drawing(
            message, caption: "Training loss on MRPC by the deviation σ of R at the start; logarithmic but for zero.",
            alt: "The last epoch's loss is level up to 0.03 and rises from 0.1 on.",
            ended.isEmpty ? [] : [
                series("first epoch") { $0.epochs.first?.trainLoss }, series("last epoch") { $0.last?.trainLoss },
            ],
            script: """
                set logscale x
                set xrange [0.002:1.6]
                set xtics (\(tics.joined(separator: ", ")))
                set yrange [0:0.75]
                set xlabel 'σ, the standard deviation of R at the start'
                set ylabel 'training loss, mean of an epoch'
                set key off
                set arrow 1 from graph 0, first \(number(constant)) to graph 1, first \(number(constant)) nohead \
                dashtype 2 linecolor rgb '#888888'
                set label 1 'the training rows'' shares as every answer: \(decimalText(constant, decimals: 2))' \
                at 0.0025, \(number(constant)) left offset 0, 0.7 textcolor rgb '#666666'
                set label 2 'first epoch' at 0.055, 0.585 center textcolor rgb '#444444'
                set label 3 'last epoch' at 0.055, 0.35 center textcolor rgb '\(colour)'
                plot DATA index 0 using 1:2 with linespoints linewidth 1.5 dashtype 2 pointtype 6 \
                linecolor rgb '#444444', \\
                     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype \(mark) linecolor rgb '\(colour)'
                """)
    }

    private func number(_ value: Double) -> String { String(format: "%.4g", value) }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        found.value("sigma.tolerance", "\(StartLosses.tolerance)")
        found.require(losses?.higher.map(\.deviationText) == ["0.1", "0.3", "1"], "Too large a start spoils the fit.")
        found.require(
            losses?.alike.map(\.deviationText) == ["0", "0.03"],
            "Up to {{lit:0.03}} the last loss is within {{sigma.tolerance}} of EDoRA's own, even from zero.")
        found.require(
            losses?.higher.map(\.deviationText) == ["0.1", "0.3", "1"] && losses?.diverged.isEmpty == true,
            "From {{lit:0.1}} on it is higher, and no run diverged.")
    }
}
