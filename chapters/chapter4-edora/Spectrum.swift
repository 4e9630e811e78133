import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The singular values of a direction, and the first few that span the frozen pair.
struct Spectrum: Finding {
    let values: [String: String]
    private let singularValues: [Double]
    private let rank: Int
    private let name: String

    init(_ svd: SVD, rank: Int, of name: String) {
        singularValues = svd.values.values.map(Double.init)
        (self.rank, self.name) = (rank, name)
        let squares = singularValues.map { $0 * $0 }
        let share = squares.prefix(rank).reduce(0, +) / squares.reduce(0, +)
        values = [
            "directions": "\(squares.count)", "energy": decimalText(100 * share, decimals: 0) + " %",
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let steps = zip(singularValues, singularValues.dropFirst()).map { ($0 - $1) / singularValues[0] }
        return [
            (
                (steps.max() ?? 1) < 0.1 && steps.reduce(0, +) > 0.95,
                """
                The singular values decline steadily to nearly zero, without a sharp drop; the first {{rank}} are
                shaded.
                """
            )
        ]
    }

    var drawing: Drawing {
        let colour = Setting(.edora).colour
        return Drawing(
            caption: "Singular values of the direction $`D`$ of `\(name)`.",
            alt: """
                The singular values decline steadily to nearly zero, without a sharp drop; the first {{rank}} are \
                shaded.
                """,
            data: [
                FigureSeries(
                    "spectrum", x: ("index", singularValues.indices.map { Double($0 + 1) }),
                    y: ("singular_value", singularValues))
            ],
            script: """
                set title 'The first \(rank) directions are the strongest, but most of the norm lies in the tail'
                set xlabel 'index of the singular value'
                set ylabel 'singular value of D'
                set xrange [0:\(singularValues.count)]
                set yrange [0:*]
                set object 1 rectangle from graph 0, graph 0 to first \(rank), graph 1 fillcolor rgb '#f6c98f' \
                fillstyle solid noborder behind
                set label 1 \
                'the first \(rank) span EDoRA''s frozen pair: \(values["energy"] ?? "") of the squared norm' \
                at first \(rank + 6), graph 0.93 left textcolor rgb '\(colour)'
                set label 2 'the other \(singularValues.count - rank) stay in W₀, untouched by B R A' \
                at first \(rank + 60), graph 0.62 left textcolor rgb '#444444'
                set key off
                plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#444444'
                """)
    }
}
