/// Independent values of U(−1/√columns, 1/√columns), PyTorch's `kaiming_uniform_(a=√5)`.  [rows, columns]
public func kaimingUniform(_ rows: Int, _ columns: Int, using random: inout Random) -> Matrix {
    let bound = 1 / Double(columns).squareRoot()
    return Matrix(rows, columns, (0 ..< rows * columns).map { _ in Float(bound * (2 * random.uniform() - 1)) })
}
