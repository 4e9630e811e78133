import ChapterSupport
import Core
import Foundation
import Notebook
import TextFormat

/// Rows of a matrix as arrows, and their directions on the unit circle.
struct Split {
    let W: Matrix, D: Matrix

    private func arrows(_ name: String, _ X: Matrix) -> FigureSeries {
        func column(_ k: Int) -> [Double] { (0 ..< X.rows).map { roundedToSignificant(Double(X[$0, k]), digits: 5) } }
        let origin = [Double](repeating: 0, count: X.rows)
        return FigureSeries(
            name, [.numbers("x", origin), .numbers("y", origin), .numbers("dx", column(0)), .numbers("dy", column(1))])
    }

    var drawing: Drawing {
        let turns = (0 ... 90).map { 2 * Double.pi * Double($0) / 90 }, lengths = W.rowNorms
        // At the tip of the longer of the two arrows, and a little further.
        let labels = (0 ..< W.rows).map { j -> String in
            let reach = Double(max(1, lengths[0, j])) + 0.35
            let place = [0, 1].map { decimalText(reach * Double(D[j, $0]), decimals: 2) }
            let side = D[j, 0] < -0.5 ? "right" : "left"
            let length = decimalText(Double(lengths[0, j]), decimals: lengths[0, j] < 1 ? 1 : 0)
            return "set label \(j + 1) 'row \(j + 1): length \(length)' at first \(place[0]), \(place[1]) \(side)"
        }
        return Drawing(
            caption: "The three rows of $`W`$ (blue) and of $`D`$ (orange).",
            alt: """
                Three blue arrows of different lengths; beneath each an orange one in the same direction that ends on \
                a circle of radius one.
                """,
            data: [
                arrows("W", W), arrows("D", D),
                FigureSeries(
                    "circle", x: ("x", turns.map { roundedToSignificant(cos($0), digits: 5) }),
                    y: ("y", turns.map { roundedToSignificant(sin($0), digits: 5) })),
            ],
            script: """
                set title 'A row is a length times a direction of length one'
                set size ratio -1
                set xrange [-5.4:5.6]
                set yrange [-1.9:4.6]
                set xlabel 'first number of the row'
                set ylabel 'second number of the row'
                set key off
                \(labels.joined(separator: "\n"))
                set label 4 'rows of W' at first -5, first 4.1 left textcolor rgb '#0072b2'
                set label 5 'rows of D, all of length one' at first -5, first 3.7 left textcolor rgb '#e69f00'
                plot DATA index 2 using 1:2 with lines linewidth 1 linecolor rgb '#bbbbbb', \\
                     DATA index 1 using 1:2:3:4 with vectors linewidth 5 linecolor rgb '#e69f00', \\
                     DATA index 0 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#0072b2'
                """)
    }
}
