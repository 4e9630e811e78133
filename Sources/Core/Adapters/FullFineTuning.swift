/// Full fine-tuning of one matrix: W(θ) = W, which starts as W₀ and is trained in place; dW = G.
public final class FullFineTuning: Adapter, @unchecked Sendable {
    public let W: Parameter  // [out, in]

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
