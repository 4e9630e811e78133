/// The plain low-rank adapter that is nearest to another adapter, matrix by matrix.
///
/// With ΔW = W(θ) − W₀ = U·Σ·Vᵀ no B·A of rank R is nearer in ‖·‖_F than B = U_R·√Σ_R, A = √Σ_R·V_Rᵀ (Eckart and Young,
/// Psychometrika 1936), and ‖ΔW − B·A‖² is the sum of the other σᵢ². Magnitudes scale whole rows of W₀ + s·B·A, so with
/// them ΔW has full rank, and something is lost at any R below that.
public struct NearestUpdate: Sendable {
    /// What became of one matrix. Norms are ‖·‖_F.
    public struct Layer: Sendable {
        /// Its path in the model.
        public let path: String
        /// ‖ΔW‖, ‖ΔW − B·A‖ and ‖W(θ)‖.
        public let change, lost, weight: Double
    }

    /// Of the nearest adapter: rank R, s = 1.
    public let configuration: AdapterConfiguration
    /// In the model's order.
    public let layers: [Layer]
    private let factors: [(A: Matrix, B: Matrix)]
    private let model: SequenceClassifier

    /// The method that is B·A alone.
    public static var method: AdapterMethod {
        let plain = AdapterMethod.builtIn.first {
            guard case .own? = $0.peft?.update else { return false }
            return $0.peft?.usesDoRA == false && $0.hasRank
        }
        guard let plain else { preconditionFailure("no method is B·A alone") }
        return plain
    }

    /// Decomposes the change of every adapted matrix.
    ///
    /// - Parameters:
    ///   - model: with its adapter.
    ///   - rank: R, from 1 to the smaller side of every adapted matrix.
    ///   - threads: the numbers do not depend on it.
    /// - Throws: `InputError` for a model without adapters, or with adapters that change nothing, and for another rank;
    ///   `SVDError`.
    public init(to model: SequenceClassifier, rank: Int, threads: Int = Machine.cores) throws {
        try Machine.requireThreads(threads)
        guard let old = model.adapterConfiguration, old.method.scope == .adaptedMatrices else {
            throw InputError(
                "the adapter", expected: "one that changes matrices of the encoder",
                found: model.adapterConfiguration?.method.title ?? "none")
        }
        var new = AdapterConfiguration.standard(Self.method, rank: rank)
        new.scaling = .alphaOverRank(alpha: Double(rank))
        (new.targets, new.trainsPooler, new.pooling) = (old.targets, old.trainsPooler, old.pooling)
        new.biases = old.biases
        let configuration = new, adapted = model.adaptedLayers
        for layer in adapted { try configuration.requireRank(fits: layer.base, at: layer.name, "rank") }
        let work = WorkProgress.begin("matrices decomposed", of: adapted.count)
        defer { work.end() }
        let found = try Parallel.map(adapted.count, threads: threads) { i -> (Layer, (A: Matrix, B: Matrix)) in
            defer { work.advance() }
            let layer = adapted[i], change = layer.weight - layer.base, svd = try SVD.exact(change).prefix(rank)
            let roots = svd.values.values.map { max(0, $0).squareRoot() }
            let B = Matrix(change.rows, rank) { i, j in svd.U[i, j] * roots[j] }
            let A = Matrix(rank, change.columns) { i, j in roots[i] * svd.V[j, i] }
            let norms = Layer(
                path: layer.name, change: Double(change.norm), lost: Double((change - B * A).norm),
                weight: Double(layer.weight.norm))
            return (norms, (A, B))
        }
        (self.configuration, self.model) = (configuration, model)
        (layers, factors) = (found.map(\.0), found.map(\.1))
        guard layers.contains(where: { $0.change > 0 }) else {
            throw InputError("the adapter", expected: "one that changes some matrix", found: "W(θ) = W₀ everywhere")
        }
    }

    /// Puts the nearest adapter, and the head and the biases of the other, on a freshly loaded base.
    ///
    /// - Throws: `InputError` for a model that has adapters, or other layers.
    public func install(on base: SequenceClassifier) throws {
        let adapters = try zip(layers, factors).map { layer, factors -> (Linear, any Adapter) in
            guard let target = base.linear(layer.path), let make = configuration.method.make else {
                throw InputError("the base", expected: "the layer \(layer.path)", found: "none")
            }
            var site = AdapterSite(target.base, at: target.name, configuration, seed: 0)
            let adapter = try make(&site)
            for parameter in adapter.parameters {
                parameter.value.assign(parameter.role == .loraA ? factors.A : factors.B)
            }
            return (target, adapter)
        }
        try base.install(adapters, configuration)
        for (new, old) in zip(base.head(of: configuration), model.head(of: configuration)) {
            new.layer.assign(weight: old.layer.weight, bias: old.layer.hasBias ? old.layer.bias.value : nil)
        }
        func biases(_ model: SequenceClassifier) -> [Parameter] {
            model.biases(of: configuration, adapted: model.adaptedLayers).map(\.bias)
        }
        for (new, old) in zip(biases(base), biases(model)) { new.value.assign(old.value) }
    }
}

extension [NearestUpdate.Layer] {
    /// ‖ΔW − B·A‖/‖ΔW‖ over all of them; 0 where nothing changed.
    public var errorOfChange: Double { ratio(\.lost, \.change) }
    /// ‖ΔW − B·A‖/‖W(θ)‖, the error of the merged weights.
    public var errorOfWeight: Double { ratio(\.lost, \.weight) }
    /// ‖ΔW‖/‖W(θ)‖
    public var relativeChange: Double { ratio(\.change, \.weight) }

    private func ratio(_ part: KeyPath<Element, Double>, _ whole: KeyPath<Element, Double>) -> Double {
        func squares(_ path: KeyPath<Element, Double>) -> Double {
            reduce(0) { $0 + $1[keyPath: path] * $1[keyPath: path] }
        }
        return squares(whole) > 0 ? (squares(part) / squares(whole)).squareRoot() : 0
    }
}
