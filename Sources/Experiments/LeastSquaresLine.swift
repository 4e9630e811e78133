/// The least-squares line y = slope·x + constant through points, and Pearson's correlation of x and y.
public struct LeastSquaresLine {
    public let correlation, slope: Double

    /// - Parameters:
    ///   - x: at least two values that differ.
    ///   - y: as many.
    public init(_ x: [Double], _ y: [Double]) {
        let n = Double(x.count), mx = x.reduce(0, +) / n, my = y.reduce(0, +) / n
        var xx = 0.0, yy = 0.0, xy = 0.0
        for (a, b) in zip(x, y) {
            xx += (a - mx) * (a - mx)
            yy += (b - my) * (b - my)
            xy += (a - mx) * (b - my)
        }
        (correlation, slope) = (xy / (xx * yy).squareRoot(), xy / xx)
    }
}
