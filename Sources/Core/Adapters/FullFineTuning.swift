/// Full fine-tuning of one matrix: W(θ) = W, which starts as W₀ and is trained in place; dW = G.
public final class FullFineTuning: Adapter, @unchecked Sendable {
    /// Shares W₀'s memory.  [out, in]
    public let W: Parameter

    /// Trains W₀ as `name`.weight, at the learning rate of `group`.
    public init(_ W0: Matrix, name: String, group: Parameter.Group = .adapter) {
        W = Parameter(name + ".weight", W0, group: group)
    }

    public var parameters: [Parameter] { [W] }
    public var frozen: [Parameter] { [] }

    public func weight() -> Matrix { W.value }

    public func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        if let dW = gradients[W] { G.addDense(to: dW) }
    }
}
