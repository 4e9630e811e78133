/// A matrix that does not train: W = W₀. Inside a weight decomposition it leaves the magnitudes alone to train.
public final class FrozenWeight: Direction, @unchecked Sendable {
    private let W0: Matrix
    private let norms: Matrix

    /// Keeps a view of W₀ [out, in], not a copy.
    public init(_ W0: Matrix) {
        self.W0 = W0
        norms = W0.rowNorms
    }

    public var parameters: [Parameter] { [] }
    public func weight() -> Matrix { W0 }
    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {}
    public func rowNorms() -> Matrix { norms }

    public func form(_ W: Matrix, rowScale c: Matrix?) {
        if let c { W.setScaledRows(of: W0, by: c) } else { W.assign(W0) }
    }
}
