import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// EDoRA and DoRA beside LoRA: means with intervals for each task, and below them the average with both intervals.
extension GLUEPage {
    private typealias Bar = (mean: Double, row: Double, ends: ClosedRange<Double>)
    private static let drawn: [(setting: Setting, offset: Double)] = [(.edora, 0.17), (.dora, -0.17)]

    private func taskBars(_ setting: Setting, _ offset: Double) -> [Bar] {
        GLUEGrid.tasks.enumerated().compactMap { row, task in
            let sample = Sample(results.differences(setting, from: .lora, on: [task])[0])
            return sample.interval.map { (sample.mean, offset - Double(row), $0) }
        }
    }

    private func averageBar(
        _ setting: Setting, _ offset: Double, _ interval: ([[Double]]) -> ClosedRange<Double>?
    ) -> [Bar] {
        let found = results.averagedDifferences(setting, from: .lora)
        guard !found.isEmpty, let ends = interval(found) else { return [] }
        return [(Points.mean(found), offset - Double(GLUEGrid.tasks.count), ends)]
    }

    private func dots(_ setting: Setting, _ offset: Double) -> FigureSeries {
        let found = GLUEGrid.tasks.enumerated().flatMap { row, task in
            results.differences(setting, from: .lora, on: [task])[0].map { ($0, offset - 0.13 - Double(row)) }
        }
        return FigureSeries("\(setting.title), each seed", [
            .numbers("points", found.map { roundedToSignificant(100 * $0.0, digits: 4) }),
            .numbers("row", found.map(\.1)),
        ])
    }

    private func series(_ name: String, _ bars: [Bar]) -> FigureSeries {
        return FigureSeries(name, [
            .points("mean", bars.map(\.mean)), .numbers("row", bars.map(\.row)),
            .points("low", bars.map(\.ends.lowerBound)), .points("high", bars.map(\.ends.upperBound)),
        ])
    }

    var differencesFigure: Drawing {
        let isThere = Self.drawn.allSatisfy { !averageBar($0.setting, 0) { Bootstrap.interval($0) }.isEmpty }
        let count = GLUEGrid.tasks.count
        let rows = GLUEGrid.tasks.map(name) + ["average of \(InWords.number(Double(averaged.count)))"]
        let ticks = rows.enumerated().map { "'\($1)' \(-$0)" }.joined(separator: ", ")
        let curves = Self.drawn.enumerated().flatMap { place, one in
            let colour = "linecolor rgb '\(one.setting.colour)'", mark = "pointtype \(one.setting.mark)"
            return [
                "DATA index \(4 * place) using 1:2 with points \(mark) pointsize 0.35 \(colour)",
                "DATA index \(4 * place + 1) using 1:2:3:4 with xerrorbars \(mark) pointsize 1 linewidth 1.5 \(colour)",
                "DATA index \(4 * place + 2) using 1:2:3:4 with xerrorbars pointtype 0 linewidth 1 \(colour)",
                "DATA index \(4 * place + 3) using 1:2:3:4 with xerrorbars \(mark) pointsize 1 linewidth 3 \(colour)",
            ]
        }
        // Beside the last task's bars, which are narrow: one name at the left, one at the right.
        let names = Self.drawn.enumerated().compactMap { place, one -> String? in
            guard let last = taskBars(one.setting, one.offset).last else { return nil }
            let x = place == 0 ? 100 * last.ends.lowerBound - 0.3 : 100 * last.ends.upperBound + 0.3
            return "set label \(place + 1) '\(one.setting.method.title) − LoRA' at "
                + "\(roundedToSignificant(x, digits: 3)), \(last.row) \(place == 0 ? "right" : "left") "
                + "textcolor rgb '\(one.setting.colour)'"
        }
        let isBelow = compared(.edora, .lora)?.isSurely(.below) == true
        return Drawing(
            caption: "Points above LoRA, paired by seed; all at rank 16. {{lit:95 %}} intervals.",
            alt: "For each task and their average a bar for EDoRA and for DoRA, left of or across a line at zero.",
            data: isThere ? Self.drawn.flatMap { setting, offset in
                [
                    dots(setting, offset), series("\(setting.title), tasks", taskBars(setting, offset)),
                    series(
                        "\(setting.title), tasks like these",
                        averageBar(setting, offset - 0.09) { Bootstrap.interval($0) }),
                    series(
                        "\(setting.title), these tasks",
                        averageBar(setting, offset) { Sample.interval(onTheseTasks: $0) }),
                ]
            } : EmptyFigure.data,
            script: isThere ? """
                set title '\(isBelow ? "On average EDoRA is below LoRA" : "EDoRA and DoRA beside LoRA")'
                set xlabel 'points above LoRA'
                set yrange [\(-0.6 - Double(count)):0.5]
                set ytics scale 0 (\(ticks))
                set key off
                set bmargin at screen 0.2
                set arrow 1 from 0, graph 0 to 0, graph 1 nohead linewidth 1.5 linecolor rgb '#444444'
                set arrow 2 from graph 0, first \(0.5 - Double(count)) to graph 1, first \(0.5 - Double(count)) \
                nohead linecolor rgb '#bbbbbb'
                \(names.joined(separator: "\n"))
                set label 3 'bars: 95 % by the seeds; thin: on tasks like these; small marks: single seeds' \
                at screen 0.98, 0.03 right
                plot \(curves.joined(separator: ", \\\n     "))
                """ : EmptyFigure.script)
    }
}
