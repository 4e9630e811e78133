/// A trainable parametrisation W(θ) of one frozen matrix W₀ [out, in].
///
/// The forward pass asks for `weight()`. The backward pass hands over the gradient of the loss with
/// respect to W(θ), unformed; the adapter turns it into gradients of its parameters. Merging an adapter
/// is `weight()` itself, so a merged model cannot disagree with the trained one.
public protocol Adapter: AnyObject, Sendable {
    /// Exactly what trains, in a fixed order; each has its `role`.
    var parameters: [Parameter] { get }
    /// Forms W(θ) [out, in] from the parameters' present values; every call returns the same memory.
    func weight() -> Matrix
    /// Adds ∂L/∂θ to each parameter's gradient.
    func accumulate(_ G: WeightGradient, into gradients: Gradients)
    /// Frozen tensors that are needed, beside W₀ and the parameters, to rebuild the adapter; each has its `role`.
    var frozen: [Parameter] { get }
    /// What it has in common with the model's other adapters; each has its `role`.
    var shared: SharedTensors { get }
    /// V(θ) [out, in], in memory of its own, where the gradient holds the norms of its rows constant; nil where the
    /// gradient is that of the whole weight. Tests and lessons need it, training does not.
    func directionWithHeldNorms() -> Matrix?
}

extension Adapter {
    public var frozen: [Parameter] { [] }
    public var shared: SharedTensors { .none }
    public func directionWithHeldNorms() -> Matrix? { nil }

    /// What an adapter's file holds for this matrix alone, by role.
    var ownTensors: [TensorRole: Matrix] { Self.byRole(parameters + frozen) }
    /// The same with what it shares: everything that W(θ) is made of beside W₀.
    var tensors: [TensorRole: Matrix] { Self.byRole(parameters + frozen + shared.parameters + shared.frozen) }

    private static func byRole(_ tensors: [Parameter]) -> [TensorRole: Matrix] {
        Dictionary(uniqueKeysWithValues: tensors.compactMap { tensor in tensor.role.map { ($0, tensor.value) } })
    }
}

/// An adapter that can stand inside a weight decomposition, as its direction V(θ).
public protocol Direction: Adapter {
    /// ‖Vⱼ‖ for each row of V(θ).  [1, out]
    func rowNorms() -> Matrix
    /// W = diag(c)·V(θ), or V(θ) itself when c is nil.
    func form(_ W: Matrix, rowScale c: Matrix?)
}
