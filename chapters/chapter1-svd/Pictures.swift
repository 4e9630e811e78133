import ChapterSupport
import Core
import Foundation
import Notebook
import TextFormat

/// A drawing of 24 × 24 grey values between 0 and 1: a sun over a house. Rows run from top to bottom.
func drawnImage() -> Matrix {
    Matrix(24, 24) { i, j in
        let (x, y) = (Float(j), Float(i))
        let fromSun = ((x - 18.5) * (x - 18.5) + (y - 4.5) * (y - 4.5)).squareRoot()
        if fromSun < 3.6 { return 1 }
        if y >= 12, y < 21, x >= 3, x < 13 {  // walls, with a door
            return x >= 7 && x < 9 && y >= 16 ? 0.1 : 0.75
        }
        if y >= 6, y < 12, abs(x - 7.5) <= y - 5.5 { return 0.45 }  // roof
        return y >= 21 ? 0.3 : 0.9 - 0.02 * y  // ground and sky
    }
}

/// Pixels as columns x, y, grey for gnuplot, y upwards.
func pixels(_ name: String, _ image: Matrix) -> FigureSeries {
    var x: [Double] = [], y: [Double] = [], grey: [Double] = []
    for i in 0 ..< image.rows {
        for j in 0 ..< image.columns {
            x.append(Double(j))
            y.append(Double(image.rows - 1 - i))
            grey.append(rounded(Double(min(1, max(0, image[i, j]))), 3))
        }
    }
    return FigureSeries(name, [.numbers("x", x), .numbers("y", y), .numbers("grey", grey)])
}

/// To so many decimals: what a drawing needs, and no more than machines agree on.
func rounded(_ value: Double, _ decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    return (value * scale).rounded() / scale
}

/// A picture and its best approximations, with the share of the squared norm that each keeps.
struct PictureRanks {
    let image: Matrix
    let ranks: [Int], approximations: [Matrix]

    /// 1 less the share of what is missing.
    func kept(_ approximation: Matrix) -> Double { 1 - (image - approximation).squaredNorm / image.squaredNorm }

    var drawing: Drawing {
        let titles = ["the picture, rank \(image.rows) at most"] + zip(ranks, approximations).map { rank, one in
            "rank \(rank): \(decimalText(100 * kept(one), decimals: 1)) % kept"
        }
        let panels = titles.enumerated().map { index, title in
            "set title '\(title)'\nplot DATA index \(index) using 1:2:3 with image pixels"
        }
        return Drawing(
            caption: """
                A picture of 24 × 24 grey values between 0 (black) and 1 (white), and its best approximations; above \
                each the share of the squared norm that it keeps. What falls outside of 0 to 1 is cut off.
                """,
            alt: """
                Four panels of a house under a sun. At rank 1 only blurred bands are left, at rank 3 house and sun can \
                be told apart, at rank 6 little is missing.
                """,
            data: [pixels("original", image)] + zip(ranks, approximations).map { pixels("rank \($0)", $1) },
            script: """
                set multiplot layout 2,2 margins 0.16, 0.84, 0.03, 0.92 spacing 0.04, 0.1
                set palette gray
                unset colorbox
                unset tics
                set key off
                set size ratio 1
                set cbrange [0:1]
                set xrange [-0.5:23.5]
                set yrange [-0.5:23.5]
                \(panels.joined(separator: "\n"))
                unset multiplot
                """)
    }
}
