import Foundation
import Notebook
import TextFormat

/// What turning does to the score of two equal vectors: single points, and the mean over all of an attention head.
struct TurningFigure {
    /// Gemma's head.
    private static let size = 256
    private static let pairs = [0, 24, 48], colours = ["#555555", "#e69f00", "#009e73"]
    private static let distances = Array(0 ... 64)
    private static let window = 512
    private static let doubled = (0 ... 44).map { Int(pow(2, Double($0) / 4).rounded()) }

    /// Of local and of global layers.
    let local: Double, global: Double

    /// Tokens in which a point is once around.
    static func around(_ pair: Int, base: Double) -> Double {
        2 * Double.pi / Mechanics.angle(pair, base: base, size: size)
    }

    /// A local layer sees no token that is a window back.
    private func distances(_ base: Double) -> [Int] { Self.doubled.filter { base != local || $0 < Self.window } }

    private func means(_ base: Double) -> [Double] { distances(base).map { Mechanics.score($0, base: base) } }

    private func rounded(_ values: [Double]) -> [Double] { values.map { roundedToSignificant($0, digits: 4) } }

    /// Whether both curves fall from nearly one, and that of the larger base stays above the other.
    var globalStaysAbove: Bool {
        let (near, far) = (means(local), means(global))
        return zip(near, far).dropFirst(4).allSatisfy { $0 < $1 } && (near.last ?? 1) < 0.3 && (far.last ?? 0) > 0.3
    }

    var data: [FigureSeries] {
        Self.pairs.map { pair in
            let cosines = Self.distances.map {
                cos(Double($0) * Mechanics.angle(pair, base: local, size: Self.size))
            }
            return FigureSeries(
                "point \(pair)", x: ("distance", Self.distances.map(Double.init)), y: ("cosine", rounded(cosines)))
        }
            + [local, global].map { base in
                FigureSeries(
                    "base \(Int(base))", x: ("distance", distances(base).map(Double.init)),
                    y: ("score", rounded(means(base))))
            }
    }

    /// Three low panels at the left, each with its own title, and a high one at the right.
    var script: String {
        let left = Self.pairs.enumerated().map { row, pair in
            let top = 0.84 - 0.24 * Double(row)
            let around = decimalText(Self.around(pair, base: local), decimals: 0)
            return """
                set tmargin at screen \(decimalText(top, decimals: 3))
                set bmargin at screen \(decimalText(top - 0.16, decimals: 3))
                set title 'point \(pair): once around in \(around) tokens' offset 0, -0.6
                plot DATA index \(row) using 1:2 with lines linewidth 2 linecolor rgb '\(Self.colours[row])'
                """
        }
        return """
            set multiplot title 'Points that turn fast tell neighbours apart, a larger base reaches further'
            set key off
            set lmargin at screen 0.09
            set rmargin at screen 0.46
            set yrange [-1.1:1.1]
            set ytics (-1, 0, 1)
            set xtics (0, 16, 32, 48, 64)
            set format x ''
            \(left.dropLast().joined(separator: "\n"))
            set format x '%g'
            set xlabel 'tokens apart'
            \(left.last ?? "")
            set lmargin at screen 0.55
            set rmargin at screen 0.97
            set tmargin at screen 0.84
            set bmargin at screen 0.2
            set yrange [0:1.02]
            set ytics (0, 0.25, 0.5, 0.75, 1)
            set logscale x 2
            set xtics (1, 8, 64, 512)
            set title 'all 128 points: share of the score left' offset 0, -0.6
            set label 1 'base 1,000,000' at 24, 0.82 left textcolor rgb '#0072b2'
            set label 2 '(global layers)' at 24, 0.77 left textcolor rgb '#0072b2'
            set label 3 'base 10,000' at 2, 0.46 left textcolor rgb '#d55e00'
            set label 4 '(local layers)' at 2, 0.41 left textcolor rgb '#d55e00'
            plot DATA index 3 using 1:2 with lines linewidth 2 linecolor rgb '#d55e00', \\
                 DATA index 4 using 1:2 with lines linewidth 2 linecolor rgb '#0072b2'
            unset multiplot
            """
    }
}

extension Notebook {
    /// The figure, and the numbers of the prose beside it.
    ///
    /// - Parameter score: of two tokens by their positions, as the page computes it.
    func drawTurning(
        local: Double, global: Double, of score: (Int, Int) -> Double, line: Int = #line, file: String = #fileID
    ) {
        require(
            abs(score(5, 3) - score(105, 103)) < 1e-12 && abs(score(5, 3) - score(5, 1)) > 0.1,
            "So it depends on how far apart two tokens are, and not on where they stand.", line: line, file: file)
        let drawing = TurningFigure(local: local, global: global), far = 127
        value("fast", TurningFigure.around(0, base: local), line: line, file: file)
        value("slow", Int(TurningFigure.around(127, base: local).rounded()), line: line, file: file)
        value("far.distance", far, line: line, file: file)
        value("far.local", Mechanics.score(far, base: local), line: line, file: file)
        value("far.global", Mechanics.score(far, base: global), line: line, file: file)
        require(
            drawing.globalStaysAbove,
            "Right: both curves fall from nearly one; that of the larger base stays above the other.",
            line: line, file: file)
        figure(
            "fig:rope",
            caption: """
                What turning does to the score of two equal vectors. Left: the cosine of the angle between single \
                points, in a local layer. Right: the mean over all points, whose lengths are equal; the distance is \
                logarithmic. A local layer sees no further than its window of 512.
                """,
            alt: """
                Left: three waves against the distance up to 64 tokens, the first fast, the second slower, the third \
                not yet back. Right: both curves fall from nearly one; that of the larger base stays above the other.
                """,
            data: drawing.data, script: drawing.script, line: line, file: file)
    }
}
