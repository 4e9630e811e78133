import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Average score against budget: a row a setting, with its interval on these tasks; what is not run says so.
struct BudgetFigure {
    private struct Row {
        let setting: Setting, y: Double
        /// Mean, low and high of the interval; none without enough seeds.
        let bar: [Double]
    }

    private let study: RelativesStudy
    private let rows: [Row]
    private let headings: [(text: String, y: Double)]

    init(_ study: RelativesStudy) {
        self.study = study
        var y = 0.0, rows: [Row] = [], headings: [(String, Double)] = []
        let parts = [("beside the budgets", RelativesGrid.beside)] + RelativesGrid.budgets.indices.map {
            ("about \(groupedDigits(RelativesGrid.budget($0))) values", RelativesGrid.budgets[$0])
        }
        for (heading, settings) in parts {
            headings.append((heading, y))
            y -= 1
            for setting in settings {
                rows.append(Row(setting: setting, y: y, bar: Self.bar(study, setting)))
                y -= 1
            }
        }
        (self.rows, self.headings) = (rows, headings)
    }

    private static func bar(_ study: RelativesStudy, _ setting: Setting) -> [Double] {
        let tasks = study.scores(setting)
        guard study.seeds(setting) >= RelativesStudy.fewest, let ends = Sample.interval(onTheseTasks: tasks)
        else { return [] }
        return [Points.mean(tasks), ends.lowerBound, ends.upperBound].map { roundedToSignificant(100 * $0, digits: 4) }
    }

    private var drawn: [Row] { rows.filter { !$0.bar.isEmpty } }
    private var message: String {
        guard drawn.count == rows.count else {
            return "\(drawn.count) of \(rows.count) settings have three seeds on record"
        }
        guard case .one(let leader) = RelativesChoice(among: RelativesGrid.candidates(0), study.results) else {
            return "Average score at two budgets"
        }
        return "\(leader.title) leads at about \(groupedDigits(RelativesGrid.budget(0))) values"
    }

    /// For those who cannot see it.
    private var alt: String {
        let missing = rows.filter(\.bar.isEmpty).map(\.setting.title)
        return "A row for each setting, by budget. With a mark and a bar: \(enumeration(drawn.map(\.setting.title)))."
            + (missing.isEmpty ? "" : " Not run yet: \(enumeration(missing)).")
    }

    var drawing: Drawing {
        let ends = drawn.flatMap(\.bar), low = (ends.min() ?? 60) - 0.5, high = (ends.max() ?? 70) + 0.5
        let names = rows.map { row in
            "'\(row.setting.title): \(groupedDigits(RelativesGrid.count(row.setting)))' \(row.y)"
        }
        let words = headings.map { "set label '\($0.text)' at graph 0.02, first \($0.y) left textcolor rgb '#000000'" }
            + rows.filter(\.bar.isEmpty).map {
                "set label 'not run yet' at graph 0.02, first \($0.y) left textcolor rgb '#888888'"
            }
        let marks = drawn.enumerated().map { index, row in
            "DATA index \(index) using 1:4:2:3 with xerrorbars pointtype \(row.setting.mark) pointsize 1.1 "
                + "linewidth 2 linecolor rgb '\(row.setting.colour)'"
        }
        return Drawing(
            caption: """
                Average dev score over {{averaged}}; behind a method's name the values that it trains. Bars: 95 % on \
                these tasks, made of the single tasks' spreads over the seeds on record.
                """,
            alt: alt,
            data: drawn.isEmpty ? EmptyFigure.data : drawn.map { row in
                FigureSeries(row.setting.title, [
                    .numbers("mean", [row.bar[0]]), .numbers("low", [row.bar[1]]), .numbers("high", [row.bar[2]]),
                    .numbers("row", [row.y]),
                ])
            },
            script: drawn.isEmpty ? EmptyFigure.script : """
                set title '\(message)'
                set xlabel 'average score   (bars: 95 % on these tasks, over seeds)'
                set xrange [\(decimalText(low - 0.4 * (high - low), decimals: 1)):\(decimalText(high, decimals: 1))]
                set yrange [\(decimalText((rows.last?.y ?? 0) - 0.9, decimals: 1)):0.6]
                set ytics scale 0 (\(names.joined(separator: ", ")))
                set lmargin 36
                set xtics nomirror
                set grid xtics linecolor rgb '#e5e5e5'
                set key off
                \(words.joined(separator: "\n"))
                plot \(marks.joined(separator: ", \\\n     "))
                """)
    }
}
