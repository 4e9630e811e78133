import CVectorKernels

/// A linear layer y = x·Wᵀ + b with W ∈ [out, in], as in PyTorch; a layer without a bias has b = 0, which neither
/// trains nor is written.
///
/// The layer never changes its type. An adapter, if it has one, turns the frozen W₀ into W(θ), which
/// `refresh()` forms once a step; all shards of the batch then read `weight`.
public final class Linear: @unchecked Sendable {
    /// The layer's path, such as `encoder.layer.0.attention.self.query`.
    public let name: String
    /// W₀  [out, in]
    public let base: Matrix
    /// b  [1, out]
    public let bias: Parameter
    /// Whether the layer has a b of its own.
    public let hasBias: Bool
    /// What forms W(θ); nil where the layer computes with W₀.
    public private(set) var adapter: (any Adapter)?
    /// W(θ) as of the last `refresh()`.  [out, in]
    public private(set) var weight: Matrix
    /// How its products are computed.
    private(set) var format = ProductFormat.float32
    /// Wᵀ and W laid out for the kernel; nil where OpenBLAS does the products, and W's where no dx is asked for.
    private var forwardPanels, backwardPanels: (any PackedFactor)?
    private var isPreparedForBackward = false

    /// From W₀ [out, in] and b [1, out], whose memory it shares, or without b; `group` says at which rate b trains,
    /// where it does.
    public init(_ name: String, weight: Matrix, bias own: Matrix?, group: Parameter.Group = .adapter) {
        let bias = own ?? Matrix(1, weight.rows)
        precondition(
            bias.rows == 1 && bias.columns == weight.rows,
            "\(name): a bias of \(bias.shape) for a weight of \(weight.shape)")
        self.name = name
        hasBias = own != nil
        base = weight
        self.bias = Parameter(name + ".bias", bias, group: group)
        self.weight = weight
        compute(in: .float32)
    }

    func compute(in format: ProductFormat) {
        self.format = format
        forwardPanels = format.panels(depth: inputs, columns: outputs)
        backwardPanels = isPreparedForBackward ? format.panels(depth: outputs, columns: inputs) : nil
        layOutWeight()
    }

    /// To be called before the first `inputGradient`.
    func prepareForBackward() {
        guard !isPreparedForBackward else { return }
        isPreparedForBackward = true
        backwardPanels = format.panels(depth: outputs, columns: inputs)
        backwardPanels?.pack(weight.asFactor)
    }

    private func layOutWeight() {
        forwardPanels?.pack(weight.T)
        backwardPanels?.pack(weight.asFactor)
    }

    var outputs: Int { base.rows }
    var inputs: Int { base.columns }

    /// Gives the layer an adapter, or takes it away.
    public func adapt(with adapter: (any Adapter)?) {
        self.adapter = adapter
        refresh()
    }

    /// Replaces the numbers of W₀ and b. Writing into `base` alone would leave W(θ) as the kernel has it laid out.
    public func assign(weight: Matrix, bias: Matrix?) {
        base.assign(weight)
        if let bias { self.bias.value.assign(bias) }
        refresh()
    }

    /// Its own tensors under `path`: W(θ), and b where it has one.
    func tensors(_ path: String) -> [Safetensors.Output] {
        let own = Safetensors.Output(path + ".weight", weight, isVector: false)
        return hasBias ? [own, Safetensors.Output(path + ".bias", bias.value, isVector: true)] : [own]
    }

    /// Forms W(θ) after the adapter's parameters have changed.
    public func refresh() {
        weight = adapter?.weight() ?? base
        layOutWeight()
    }

    /// Whether the backward pass must bring dy to this layer.
    var isTrainable: Bool {
        bias.isTrainable || adapter?.parameters.contains(where: \.isTrainable) == true
            || adapter?.shared.parameters.contains(where: \.isTrainable) == true
    }

    /// x·Wᵀ, without the bias: the caller adds it, often together with the next operation.
    func product(_ x: Matrix, in arena: Arena) -> Matrix {
        let y = arena.matrix(x.rows, outputs)  // [N, out]
        arena.clock.time(.products) {
            if let forwardPanels { forwardPanels.multiply(x, into: y) } else { y.setProduct(x, weight.T) }
        }
        return y
    }

    /// x·Wᵀ + b
    func forward(_ x: Matrix, in arena: Arena) -> Matrix {
        guard hasBias else { return product(x, in: arena) }
        let y = arena.matrix(x.rows, outputs)  // [N, out]
        arena.clock.time(.products) {
            if let forwardPanels { return forwardPanels.multiply(x, into: y, bias: bias.value) }
            // The product is added to rows of b: BLAS would otherwise write zeros there first.
            vk_set_rows(y.base, bias.value.base, y.rows, y.columns)
            y.setProduct(x, weight.T, accumulating: true)
        }
        return y
    }

    /// Adds the gradients of whatever trains here. In the forward pass this was y = x·Wᵀ + b; so now
    /// we have G = dyᵀ·x, handed to the adapter as its factors, and db = Σₙ dyₙ.
    func accumulate(dy: Matrix, x: Matrix, y: Matrix, into gradients: Gradients, arena: Arena) {
        accumulateBias(dy: dy, into: gradients)
        let G = WeightGradient(dy: dy, x: x, y: y, bias: hasBias ? bias.value : nil, format: format, arena: arena)
        arena.clock.time(.products) { adapter?.accumulate(G, into: gradients) }
    }

    func accumulateBias(dy: Matrix, into gradients: Gradients) {
        if let db = gradients[bias] { vk_add_column_sums(dy.base, db.base, dy.rows, dy.columns) }
    }

    /// The adapter's gradients alone, from `product` = x·Wᵀ without the bias.
    func accumulateWeight(dy: Matrix, x: Matrix, product: Matrix, into gradients: Gradients, arena: Arena) {
        let G = WeightGradient(dy: dy, x: x, y: product, bias: nil, format: format, arena: arena)
        arena.clock.time(.products) { adapter?.accumulate(G, into: gradients) }
    }

    /// dx = dy·W, or dx += dy·W.
    func inputGradient(_ dy: Matrix, into dx: Matrix, accumulating: Bool = false, in arena: Arena) {
        arena.clock.time(.products) {
            if let backwardPanels {
                backwardPanels.multiply(dy, into: dx, bias: nil, accumulating: accumulating)
            } else {
                dx.setProduct(dy, weight, accumulating: accumulating)
            }
        }
    }
}
