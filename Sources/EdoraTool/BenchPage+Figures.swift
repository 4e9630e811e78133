import Core
import Notebook
import TextFormat

/// The page's two figures, in colours of Okabe and Ito.
extension BenchPage {
    /// Our speed over theirs, a bar a workload with its range; what their side pads as its released code does stands
    /// apart, on an axis of its own.
    func ratios(_ report: PeersReport) throws -> StandaloneFigure {
        let parts = [report.plainWorkloads, report.paddedWorkloads].filter { !$0.isEmpty }
        // The heights of the parts, from the top down: bars of one width.
        let bars = parts.map { Double($0.count) }, height = (0.7 - 0.14 * Double(parts.count - 1)) / bars.reduce(0, +)
        var top = 0.85
        let panels = parts.enumerated().map { index, workloads in
            let bottom = top - height * Double(workloads.count)
            defer { top = bottom - 0.14 }
            return """
                set tmargin at screen \(decimalText(top, decimals: 3))
                set bmargin at screen \(decimalText(bottom, decimals: 3))
                set yrange [\(decimalText(0.5 - Double(workloads.count), decimals: 1)):0.5]
                plot DATA index \(index) using 2:(-$0):(0):2:(-$0-0.36):(-$0+0.36):ytic(1) with boxxyerror \
                linecolor rgb '#b3d7ef', \\
                     DATA index \(index) using 2:(-$0):3:4 with xerrorbars pointtype 7 pointsize 0.5 linewidth 2 \
                linecolor rgb '#000000', \\
                     DATA index \(index) using 5:(-$0) with points pointtype 6 pointsize 0.9 linewidth 2 \
                linecolor rgb '#d55e00'
                unset label
                """
        }
        return try StandaloneFigure(
            "ratios",
            alt: """
                Bars: examples a second of ours over PyTorch + PEFT's, for each workload, with the least and the \
                largest round, and a line at one. Circles: what the processor's fastest products would allow.
                """,
            data: parts.map { workloads in
                FigureSeries(
                    "ratios",
                    [
                        .words("workload", workloads.map(\.title)), .numbers("median", workloads.map(\.ratios.median)),
                        .numbers("least", workloads.map { $0.ratios.min() ?? .nan }),
                        .numbers("largest", workloads.map { $0.ratios.max() ?? .nan }),
                        .numbers("ceiling", workloads.map(\.ceilings.median)),
                    ])
            },
            script: """
                set multiplot title \
                'A training step is \(report.plainRange) times as fast as PyTorch + PEFT''s on the same rows'
                set style fill solid 1 noborder
                set key off
                set xrange [0:*]
                set lmargin at screen 0.43
                set rmargin at screen 0.97
                set ytics scale 0
                set grid xtics
                set arrow 1 from 1, graph 0 to 1, graph 1 nohead front linewidth 2 linecolor rgb '#444444'
                set label 1 'line: equal speed' at screen 0.05, 0.91 left textcolor rgb '#444444'
                set label 2 'bar: median; black: least to largest round' at screen 0.25, 0.91 left textcolor \
                rgb '#0072b2'
                set label 3 'circle: at SGEMM''s peak' at screen 0.97, 0.91 right textcolor rgb '#d55e00'
                \(panels.dropLast().joined(separator: "\n"))
                set xlabel 'times the speed of PyTorch + PEFT'
                \(panels.last ?? "")
                unset multiplot
                """)
    }

    /// Microseconds a token, and attention's part of them: over the rows of a batch, and over the tokens of a row.
    func cost(_ report: PeersReport) throws -> StandaloneFigure {
        func series(_ name: String, _ points: [PeersReport.Cost.Point]) -> FigureSeries {
            FigureSeries(
                name,
                [
                    .numbers(name, points.map(\.x)),
                    .numbers("microseconds_per_token", points.map(\.microsecondsPerToken)),
                    .numbers("microseconds_of_attention", points.map(\.attentionMicroseconds)),
                ])
        }
        let (batches, lengths) = (report.cost.overBatchSize, report.cost.overLength), all = batches + lengths
        let most = all.map(\.microsecondsPerToken).max() ?? .nan
        /// At the middle of the axis, above a curve.
        func label(
            _ number: Int, _ text: String, _ points: [PeersReport.Cost.Point], _ height: Double, _ colour: String
        )
            -> String
        {
            let place = points.isEmpty ? 1 : points[(points.count - 1) / 2].x
            return """
                set label \(number) '\(text)' at \(decimalText(place, decimals: 0)), \
                \(decimalText(height + 0.09 * most, decimals: 2)) center textcolor rgb '\(colour)'
                """
        }
        func panel(_ index: Int, _ title: String, _ points: [PeersReport.Cost.Point]) -> String {
            """
            \(label(1, "whole step", points, points.map(\.microsecondsPerToken).max() ?? 0, "#0072b2"))
            \(label(2, "attention", points, points.map(\.attentionMicroseconds).max() ?? 0, "#d55e00"))
            set xlabel '\(title)'
            set xrange [\(decimalText((points.first?.x ?? 1) / 1.2, decimals: 1)):\
            \(decimalText((points.last?.x ?? 2) * 1.2, decimals: 1))]
            plot DATA index \(index) using 1:2 with linespoints linewidth 2 pointtype 7 linecolor rgb '#0072b2', \\
                 DATA index \(index) using 1:3 with linespoints linewidth 2 pointtype 5 linecolor rgb '#d55e00'
            """
        }
        return try StandaloneFigure(
            "cost",
            alt: """
                Microseconds a token of a step, and attention's part of them: left over the rows of a batch, right \
                over the tokens of a row.
                """,
            data: [series("batch_size", batches), series("length", lengths)],
            script: """
                set multiplot title 'A token costs \(all.map(\.microsecondsPerToken).ends) µs in batches of any \
                shape; attention takes \(all.map { 100 * $0.attentionShare }.ends) %' \
                layout 1, 2 margins 0.1, 0.97, 0.16, 0.86 spacing 0.1, 0.1
                set key off
                set logscale x 2
                set yrange [0:\(decimalText(1.25 * most, decimals: 0))]
                set ylabel 'microseconds a token'
                \(panel(0, "rows in a batch (lengths of RTE)", batches))
                unset ylabel
                \(panel(1, "tokens in each of \(report.batchSize) rows", lengths))
                unset multiplot
                """)
    }
}

extension PeersReport {
    /// Workloads whose rows are the same on both sides.
    var plainWorkloads: [Workload] { workloads.filter { !$0.isPadded } }
    /// Those that the other side pads as its released code does.
    var paddedWorkloads: [Workload] { workloads.filter(\.isPadded) }
    /// "4.8 to 9.9": the least and the largest ratio of the former.
    var plainRange: String { plainWorkloads.map(\.ratios.median).ends(1) }
}

extension PeersReport.Workload {
    var isPadded: Bool { name.hasSuffix("-padded") }
}

extension PeersReport.Cost.Point {
    var attentionMicroseconds: Double { attentionShare * microsecondsPerToken }
}

extension [Double] {
    /// "least to largest"
    func ends(_ decimals: Int) -> String {
        [self.min(), self.max()].map { decimalText($0 ?? .nan, decimals: decimals) }.joined(separator: " to ")
    }

    /// The same, whole.
    var ends: String { ends(0) }
}
