import ChapterSupport
import Core
import Foundation
import Notebook

/// The unit circle, its image under a matrix of two rows and columns, and the four arrows of the SVD.
struct Ellipse {
    let M: Matrix, svd: SVD

    private func row(_ X: Matrix, _ i: Int) -> [Double] { (0 ..< X.columns).map { rounded(Double(X[i, $0]), 4) } }

    private func curve(_ name: String, _ X: Matrix) -> FigureSeries {
        FigureSeries(name, x: ("x", row(X, 0)), y: ("y", row(X, 1)))
    }

    private func arrows(_ name: String, _ X: Matrix) -> FigureSeries {
        FigureSeries(name, [
            .numbers("x", [0, 0]), .numbers("y", [0, 0]), .numbers("dx", row(X, 0)), .numbers("dy", row(X, 1)),
        ])
    }

    var drawing: Drawing {
        let turns = (0 ... 120).map { 2 * Double.pi * Double($0) / 120 }
        let circle = Matrix(2, turns.count) { i, j in Float(i == 0 ? cos(turns[j]) : sin(turns[j])) }
        let mapped = M * svd.V
        // A name stands at the right of its arrow's tip, that of the short half-axis within the ellipse.
        func place(_ X: Matrix, _ j: Int, _ reach: Float, _ aside: Float) -> String {
            let x = reach * X[0, j] + aside * X[1, j], y = reach * X[1, j] - aside * X[0, j]
            return "first \(rounded(Double(x), 3)), \(rounded(Double(y), 3))"
        }
        return Drawing(
            caption: "The unit circle and its image under $`M`$.",
            alt: """
                A circle inside a longer, slanted ellipse; two perpendicular arrows reach the circle, two \
                perpendicular arrows are the half-axes of the ellipse.
                """,
            data: [
                curve("circle", circle), curve("ellipse", M * circle), arrows("columns of V", svd.V),
                arrows("columns of U, times sigma", mapped),
            ],
            script: """
                set title 'M turns the circle into an ellipse, and v₁, v₂ into its half-axes'
                set size ratio -1
                set xrange [-2.15:2.15]
                set yrange [-1.3:1.3]
                set xlabel 'first coordinate'
                set ylabel 'second coordinate'
                set key off
                set label 1 'v₁' at \(place(svd.V, 0, 1.1, 0)) center
                set label 2 'v₂' at \(place(svd.V, 1, 1.1, 0)) center
                set label 3 'σ₁u₁' at \(place(mapped, 0, 1.02, 0.03)) left textcolor rgb '#d55e00'
                set label 4 'σ₂u₂' at \(place(mapped, 1, 0.62, 0.28)) center textcolor rgb '#d55e00'
                set label 5 'the circle' at first 0.78, -0.76 left textcolor rgb '#666666'
                set label 6 'its image' at first -1.52, -0.25 right textcolor rgb '#0072b2'
                plot DATA index 0 using 1:2 with lines linewidth 2 linecolor rgb '#888888', \\
                     DATA index 1 using 1:2 with lines linewidth 2 linecolor rgb '#0072b2', \\
                     DATA index 2 using 1:2:3:4 with vectors linewidth 1.5 linecolor rgb '#000000', \\
                     DATA index 3 using 1:2:3:4 with vectors linewidth 3 linecolor rgb '#d55e00'
                """)
    }
}
