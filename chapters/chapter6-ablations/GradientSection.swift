import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// What of the whole matrices' gradient EDoRA's parts can follow.
struct GradientSection {
    private typealias Part = KeyPath<GradientRecord.Matrix, Double>
    private let records: [GradientRecord]
    private let shares: GradientSummary

    /// - Throws: `InputError` for a file of shares that is not one.
    init(in store: RunStore) throws {
        records = try GradientRecord.runs(in: store).map { try GradientRecord.read($0, in: store) }
        shares = try GradientSummary(records)
    }

    var table: Grid {
        func percent(_ share: Double) -> String { decimalText(100 * share, decimals: share < 0.1 ? 2 : 0) + " %" }
        let parts: [(title: String, part: Part, byChance: Double?)] = [
            ("magnitudes", \.magnitudes, shares.expected.magnitudes), ("R", \.core, shares.expected.core),
            ("best update of rank \(shares.rank)", \.best, nil),
        ]
        return Grid(
            caption: """
            Shares of the gradient that EDoRA's parts can follow: means over the matrices, over the seeds of a task, \
            then over tasks ({{gradient.tasks}}). *By chance*: 1/in and r²/(out·in). Files: `data/gradients`.
            """,
            header: ["part", "before", "after", "by chance"],
            rows: parts.map { title, part, byChance in
                [
                    title, percent(shares.share(part, \.start)), percent(shares.share(part, \.end)),
                    byChance.map(percent) ?? "–",
                ]
            })
    }

    func figure(_ message: String) -> Drawing {
        let (before, after) = (shares.layers(\.start), shares.layers(\.end)), last = before.count - 1
        func percents(_ shares: [Double]) -> [Double] { shares.map { roundedToSignificant(100 * $0, digits: 4) } }
        return Drawing(
            title: message,
            caption: "The share of the squared gradient that each layer of the encoder has, under EDoRA.",
            alt: """
                Two curves over the six layers: before, it rises to the last layer; after, it has its top in the middle.
                """,
            data: [("before", before), ("after", after)].map { name, shares in
                FigureSeries(name, x: ("layer", shares.indices.map(Double.init)), y: ("percent", percents(shares)))
            },
            script: """
                set xrange [-0.2:\(last).2]
                set yrange [0:60]
                set xtics 1
                set xlabel 'layer of the encoder; 0 is next to the words, \(last) next to the head'
                set ylabel 'share of the squared gradient, %'
                set key off
                set label 1 'before the training' at \(last).0, \(percents(before)[last]) right offset -2, 0 \
                textcolor rgb '#444444'
                set label 2 'after it' at 1.5, \(percents(after)[1]) center offset 0, 1 \
                textcolor rgb '\(Setting.edora.colour)'
                plot DATA index 0 using 1:2 with linespoints linewidth 2 dashtype 2 pointtype 6 \
                linecolor rgb '#444444', \\
                     DATA index 1 using 1:2 with linespoints linewidth 2 pointtype \(Setting.edora.mark) \
                linecolor rgb '\(Setting.edora.colour)'
                """)
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), rows = records.map(\.rows)
        let core = (before: shares.share(\.core, \.start), after: shares.share(\.core, \.end))
        let best = (before: shares.share(\.best, \.start), after: shares.share(\.best, \.end))
        let layers = (before: shares.layers(\.start), after: shares.layers(\.end))
        found.value("gradient.rows", rows.max() ?? 0)
        found.value("gradient.tasks", records.tasksInWords)
        found.value("gradient.core.before", 100 * core.before, decimals: 2)
        found.value("gradient.core.after", 100 * core.after, decimals: 2)
        found.value("gradient.times.before", core.before / shares.expected.core, decimals: 1)
        found.value("gradient.times.after", core.after / shares.expected.core, decimals: 1)
        let lengths = (before: shares.share(\.magnitudes, \.start), after: shares.share(\.magnitudes, \.end))
        found.value("gradient.m.times", lengths.after / shares.expected.magnitudes, decimals: 1)
        found.require(
            abs(lengths.before / shares.expected.magnitudes - 1) < 0.1 && lengths.after > lengths.before,
            """
            Before the training the magnitudes follow what chance gives, after it {{gradient.m.times}} times that.
            """)
        found.value("gradient.best.after", 100 * best.after, decimals: 0)
        found.value("gradient.last.before", 100 * (layers.before.last ?? 0), decimals: 0)
        found.value("gradient.last.after", 100 * (layers.after.last ?? 0), decimals: 0)
        found.require(
            Set(rows).count == 1 && best.before > 0.85 && best.after > 0.85,
            """
            The gradient is nearly of low rank: a free update of rank 16 could follow {{gradient.best.after}} % of it.
            """)
        found.require(
            core.before < 0.01 && core.after < 0.01 && core.before > shares.expected.core && core.after > core.before,
            """
            $`R`$ between its frozen factors can follow {{gradient.core.before}} % before the training and
            {{gradient.core.after}} % after it.
            """)
        found.require(
            core.before > shares.expected.core && core.after > core.before,
            """
            That is {{gradient.times.before}} and {{gradient.times.after}} times what it could between random factors.
            """)
        found.require(
            zip(layers.before, layers.before.dropFirst()).suffix(3).allSatisfy(<) && (layers.before.last ?? 0) > 0.3
                && (layers.after.last ?? 1) < 0.15,
            "Training moves the gradient away from the last layer.")
        found.require(
            (layers.before.last ?? 0) > 0.3 && (layers.after.last ?? 1) < 0.15,
            """
            Before the training the layer next to the new head has {{gradient.last.before}} % of the gradient, after it
            {{gradient.last.after}} % ([[fig:gradient]]).
            """)
    }
}
