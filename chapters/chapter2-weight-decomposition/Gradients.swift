import ChapterSupport
import Notebook
import TextFormat

/// The gradient of a normalised row, with the norm differentiated or held.
struct Gradients: Finding {
    let v: [Double], through: [Double], held: [Double]
    let measuredThrough: [Double], measuredHeld: [Double]

    private func product(_ x: [Double]) -> Double { x[0] * v[0] + x[1] * v[1] }

    let values: [String: String] = [:]
    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                abs(product(through)) < 1e-9 && abs(product(held)) > 0.1
                    && [through, held].allSatisfy { $0[0] > 0 && $0[1] < 0 },
                """
                An arrow v to the right; at its tip two arrows point up and to the left. The one with the norm
                differentiated is perpendicular to v, the one with the norm held is tilted.
                """
            )
        ]
    }

    /// Whether formulas and differences agree.
    var agree: Bool {
        zip(through + held, measuredThrough + measuredHeld).allSatisfy { abs($0 - $1) < 1e-6 }
    }

    var grid: Grid {
        func pair(_ x: [Double]) -> [String] { x.map { decimalText($0, decimals: 4) } }
        return Grid(
            caption: "The gradient of $`v`$, its first and its second number, by formula and by central differences.",
            header: ["norm", "formula, first", "formula, second", "differences, first", "differences, second"],
            rows: [
                ["differentiated"] + pair(through) + pair(measuredThrough),
                ["held constant"] + pair(held) + pair(measuredHeld),
            ])
    }

    var drawing: Drawing {
        func arrow(_ name: String, _ from: [Double], _ to: [Double]) -> FigureSeries {
            FigureSeries(name, zip(["x", "y", "dx", "dy"], from + to).map { name, value in
                .numbers(name, [roundedToSignificant(value, digits: 5)])
            })
        }
        return Drawing(
            caption: "The row $`v`$, and at its tip the two negative gradients: where a plain step would move it.",
            alt: """
                An arrow v to the right; at its tip two arrows point up and to the left. The one with the norm \
                differentiated is perpendicular to v, the one with the norm held is tilted.
                """,
            data: [
                arrow("v", [0, 0], v), arrow("held", v, held.map { -$0 }),
                arrow("differentiated", v, through.map { -$0 }),
            ],
            script: """
                set title 'With the norm differentiated, the gradient stands at right angles to v'
                set size ratio -1
                set xrange [-0.6:3.6]
                set yrange [-0.2:2.4]
                set xlabel 'first number of the row'
                set ylabel 'second number of the row'
                set key off
                set label 1 'v' at first 1, first 0.35 left textcolor rgb '#444444'
                set label 2 'norm held' at first \(decimalText(v[0] - held[0] - 0.05, decimals: 2)), \
                first \(decimalText(v[1] - held[1] + 0.08, decimals: 2)) right textcolor rgb '#0072b2'
                set label 3 'norm differentiated' at first \(decimalText(v[0] - through[0] + 0.08, decimals: 2)), \
                first \(decimalText(v[1] - through[1] + 0.05, decimals: 2)) left textcolor rgb '#d55e00'
                plot DATA index 0 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#444444', \\
                     DATA index 1 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#0072b2', \\
                     DATA index 2 using 1:2:3:4 with vectors linewidth 2 linecolor rgb '#d55e00'
                """)
    }
}
