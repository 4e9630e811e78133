import Core
import Foundation
import Notebook

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
