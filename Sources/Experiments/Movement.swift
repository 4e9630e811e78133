import Core
import Foundation

/// How far one weight matrix has moved from where it started, after Liu et al. (arXiv 2402.09353, section 3.2):
///
///     ΔM = mean over rows of | ‖wⱼ‖ − ‖w⁰ⱼ‖ |        ΔD = mean over rows of 1 − cos(wⱼ, w⁰ⱼ)
///
/// (The paper's columns are our rows: one for each output.)
public struct Movement {
    public let magnitude, direction: Double

    public init(from start: Matrix, to end: Matrix) {
        let a = start.values, b = end.values, columns = start.columns
        var magnitude = 0.0, direction = 0.0
        for j in 0 ..< start.rows {
            var aa = 0.0, bb = 0.0, ab = 0.0
            for k in j * columns ..< (j + 1) * columns {
                let (x, y) = (Double(a[k]), Double(b[k]))
                aa += x * x
                bb += y * y
                ab += x * y
            }
            magnitude += abs(bb.squareRoot() - aa.squareRoot())
            direction += 1 - ab / (aa * bb).squareRoot()
        }
        (self.magnitude, self.direction) = (magnitude / Double(start.rows), direction / Double(start.rows))
    }
}
