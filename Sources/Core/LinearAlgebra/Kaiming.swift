/// Independent values of U(−1/√columns, 1/√columns), PyTorch's `kaiming_uniform_(a=√5)`.  [rows, columns]
///
/// - Parameters:
///   - rows: of the matrix.
///   - columns: of the matrix, a layer's inputs.
///   - times: √6 for He's own bound (arXiv 1502.01852, section 2.2), which is that of a rectifier's layer.
///   - random: the generator, which goes on.
public func kaimingUniform(_ rows: Int, _ columns: Int, times: Double = 1, using random: inout Random) -> Matrix {
    let bound = times / Double(columns).squareRoot()
    return Matrix(rows, columns, (0 ..< rows * columns).map { _ in Float(bound * (2 * random.uniform() - 1)) })
}
