/// A matrix that trains whole: W(θ) = W, which starts as W₀ and is trained in place; dW = G.
///
/// Every matrix is one under full fine-tuning, and a new head's under every method.
public final class TrainedWeight: Adapter, @unchecked Sendable {
    /// Shares W₀'s memory.  [out, in]
    public let W: Parameter

    /// Trains W₀ as `name`.weight, at the learning rate of `group`.
    public init(_ W0: Matrix, name: String, group: Parameter.Group = .adapter) {
        W = Parameter(name, .weight, W0, group: group)
    }

    public var parameters: [Parameter] { [W] }

    public func weight() -> Matrix { W.value }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dW = gradients[W] { G.addDense(to: dW) }
    }
}
