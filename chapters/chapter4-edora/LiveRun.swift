import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// The training run that the page makes itself.
struct LiveRun: Finding {
    let record: RunRecord
    let data: String
    let adaptingSeconds: Double
    private let isDraft: Bool
    private let majority: Double

    init(_ run: FineTuning, _ record: RunRecord, data: String, isDraft: Bool) throws {
        (self.record, self.data, self.isDraft) = (record, data, isDraft)
        adaptingSeconds = run.adaptingSeconds
        let task = record.configuration.task
        majority = task.metric == .accuracy ? try share(ofMostFrequentIn: task, data: URL(fileURLWithPath: data)) : 0
    }

    private var task: TextTask { record.configuration.task }
    private var scores: [Double] { record.epochs.map { $0.metrics[task.metric.rawValue] ?? 0 } }
    private func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 1) + " %" }

    var values: [String: String] {
        [
            "live.task": task.name, "live.data": data, "live.rows": groupedDigits(record.inputs.trainRows),
            "live.dev": groupedDigits(record.inputs.devRows), "live.metric": task.metric.title,
            "live.majority": percent(majority), "live.last": percent(scores.last ?? 0),
            "live.best": percent(record.best?.metrics[task.metric.rawValue] ?? 0),
            "live.bestEpoch": "\(record.bestEpoch)", "live.epochs": "\(record.epochs.count)",
            "live.trainable": groupedDigits(record.trainableValues.adapter),
            "live.head": groupedDigits(record.trainableValues.head),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let losses = record.epochs.map(\.trainLoss)
        return [
            (!isDraft, "This is seed 1 of the EDoRA row in [[tab:methods]]."),
            (
                (losses.last ?? 0) < (losses.first ?? 0) && (scores.last ?? 0) > (scores.first ?? 1),
                """
                Left, the training loss falls over {{live.epochs}} epochs; right, dev {{live.metric}} rises and ends
                at {{live.last}}.
                """
            ),
        ]
    }

    /// The picture's message, where it is so.
    private var title: String {
        let waits = record.epochs.count > 1 && (record.epochs.first?.trainLoss ?? 0) > 0.68
        return waits && (record.last?.trainLoss ?? 1) < 0.5
            ? "For one epoch the network only tosses coins; then it learns" : "Loss and score by epoch"
    }

    /// Where the axis of scores begins, and the line of the most frequent answer, where the metric has one.
    private var lowest: Double { min(40, 100 * (scores.min() ?? 0) - 5) }
    private var majorityLine: String {
        guard majority > 0 else { return "" }
        let level = decimalText(100 * majority, decimals: 1)
        return """
            set arrow 1 from graph 0, first \(level) to graph 1, first \(level) nohead dashtype 2 \
            linecolor rgb '#999999'
            set label 1 'always the most frequent answer' at graph 0.97, \
            first \(decimalText(100 * majority - 3, decimals: 1)) right textcolor rgb '#666666'
            """
    }

    /// Two panels: the loss of the steps, and the score after each epoch.
    var drawing: Drawing {
        let perEpoch = record.configuration.steps.perEpoch(rows: record.inputs.trainRows)
        let smooth = movingAverage(record.losses, over: max(1, perEpoch / 4)), edora = Setting(.edora)
        return Drawing(
            caption: """
                EDoRA at rank {{rank}} on {{live.task}} of {{live.data}}, seed 1. Loss: the mean over a quarter epoch.
                """,
            alt: """
                Left, the training loss falls over {{live.epochs}} epochs; right, dev {{live.metric}} rises and \
                ends at {{live.last}}.
                """,
            data: [
                FigureSeries(
                    "loss", x: ("epoch", smooth.indices.map { Double($0 + 1) / Double(perEpoch) }),
                    y: ("training_loss", smooth)),
                FigureSeries(
                    "score", x: ("epoch", record.epochs.map { Double($0.epoch) }),
                    y: ("dev_score", scores.map { 100 * $0 })),
            ],
            script: """
                set multiplot layout 1,2 title '\(title)' \
                margins 0.09, 0.98, 0.14, 0.83 spacing 0.12, 0
                set key off
                set xlabel 'epoch'
                set xrange [0:\(record.epochs.count).2]
                set xtics 1
                set title 'training loss'
                set yrange [0:0.8]
                set arrow 1 from graph 0, first 0.693 to graph 1, first 0.693 nohead dashtype 2 linecolor rgb '#999999'
                set label 1 'a coin: ln 2' at graph 0.97, first 0.735 right textcolor rgb '#666666'
                plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#444444'
                unset arrow 1
                unset label 1
                set title 'dev \(task.metric.title), %'
                set yrange [\(decimalText(lowest, decimals: 0)):100]
                \(majorityLine)
                plot DATA index 1 using 1:2 with linespoints linewidth 2 pointtype \(edora.mark) \
                linecolor rgb '\(edora.colour)'
                unset multiplot
                """)
    }

    var grid: Grid {
        Grid(
            caption: "The same run by epoch; {{live.trainable}} trainable values and {{live.head}} in the head.",
            header: ["epoch", "training loss"] + task.metrics.map { "dev " + $0.title },
            rows: record.epochs.map { epoch in
                ["\(epoch.epoch)", decimalText(epoch.trainLoss, decimals: 3)]
                    + task.metrics.map { percent(epoch.metrics[$0.rawValue] ?? 0) }
            },
            alignment: [.right, .right] + task.metrics.map { _ in .right })
    }

    var times: String {
        let circumstances = record.circumstances
        return """
            \(circumstances.processor), \(circumstances.threads) threads
            SVD and set-up of the adapters: \(decimalText(adaptingSeconds, decimals: 1)) s
            training: \(decimalText(circumstances.trainingSeconds, decimals: 1)) s, \
            \(decimalText(circumstances.examplesPerSecond, decimals: 0)) examples/s
            """
    }
}
