/// Reads an adapter's tensors onto a model: one algorithm for this project's folders, for PEFT's and for the released
/// code's.
///
/// The configuration says which method and ranks, `names` by which names the roles go. Every tensor that they call for
/// must be there with its shape, and a tensor that they do not call for is an error.
struct AdapterReader {
    let configuration: AdapterConfiguration
    let names: TensorNames
    let tensors: AdapterTensors
    /// The file that describes the adapter, for messages.
    let place: String

    /// Puts adapters on the layers of a freshly loaded model, and the values of its head and biases in.
    ///
    /// - Parameter head: the layers that the file holds whole, by their names in it.
    /// - Throws: `InputError` for a missing, misshaped or unknown tensor, a rank that does not fit, or a model that is
    ///   adapted already; the model is then unchanged.
    func install(on model: SequenceClassifier, _ layers: [Linear], head: [(name: String, layer: Linear)]) throws {
        try requireOwnTensors()
        let shared = try shared(by: layers)
        let adapters = try layers.map {
            ($0, try adapter(of: $0, at: AdapterDirectory.path($0.name, in: model), shared: shared))
        }
        let head = try head.map { name, layer in
            let path = AdapterDirectory.prefix + name
            let weight = try tensors.take(path + ".weight", layer.outputs, layer.inputs)
            return (layer, weight, layer.hasBias ? try tensors.take(path + ".bias", 1, layer.outputs) : nil)
        }
        let biases = try model.biases(of: configuration, adapted: layers).map { name, bias in
            (bias, try tensors.take(name, 1, bias.value.columns))
        }
        try tensors.requireNoOthers()
        try model.install(adapters, configuration)
        for (layer, weight, bias) in head { layer.assign(weight: weight, bias: bias) }
        for (bias, value) in biases { bias.value.assign(value) }
    }

    /// What the adapters of these layers have in common, from the file.
    private func shared(by layers: [Linear]) throws -> SharedTensors {
        let matrices = layers.map { AdapterTarget($0) }
        func stored(_ role: TensorRole, _ rows: Int, _ columns: Int) throws -> Matrix {
            let name = AdapterDirectory.sharedName(role)
            if role.isVector { try requireVector(name, columns) }
            return try tensors.take(name, rows, columns, isInteger: role.isInteger)
        }
        let shared = try configuration.shared(by: matrices, seed: 0, stored: stored)
        for parameter in shared.parameters {
            guard let role = parameter.role else { continue }
            parameter.value.assign(try stored(role, parameter.value.rows, parameter.value.columns))
        }
        return shared
    }

    /// Makes an adapter as the method does at a run's start, but with the file's tensors, whose names start with
    /// `path`.
    func adapter(of layer: Linear, at path: String, shared: SharedTensors = .none) throws -> any Adapter {
        // PEFT allows ranks above the matrix's own; without tensors of that rank, it would be memory for nothing.
        if tensors.shape(path + names.suffix(.loraA))?.first != configuration.rank(at: layer.name) {
            try configuration.requireRank(fits: layer.base, at: layer.name, place)
        }
        return try adapter(of: layer, shared) { role, rows, columns in
            let name = path + names.suffix(role)
            if role.isVector { try requireVector(name, columns) }
            return try tensors.take(name, rows, columns, isInteger: role.isInteger)
        }
    }

    private func adapter(of layer: Linear, _ shared: SharedTensors, _ stored: @escaping AdapterSite.Stored) throws
        -> any Adapter
    {
        guard let make = configuration.method.make, configuration.method.scope == .adaptedMatrices else {
            throw InputError(place, expected: "a method with adapters", found: configuration.method.id)
        }
        if configuration.method.dividesByNorms { try layer.base.requireRowNorms(layer.name + ".weight") }
        var site = AdapterSite(
            layer.base, at: layer.name, configuration, seed: 0, shared: shared, stored: stored,
            lacking: names == .peft ? configuration.method.peft?.lacking ?? [] : [])
        let adapter = try make(&site)
        for parameter in adapter.parameters {
            guard let role = parameter.role else {
                throw InputError(place, expected: "a role for each tensor of an adapter", found: parameter.name)
            }
            parameter.value.assign(try stored(role, parameter.value.rows, parameter.value.columns))
        }
        try requireSameUpdate(adapter, layer, stored)
        return adapter
    }

    /// Our folders hold, beside PEFT's tensors, those from which the adapter is restored; PEFT leaves them out when it
    /// saves.
    private func requireOwnTensors() throws {
        let method = configuration.method, peft: Set<TensorRole> = [.loraA, .loraB, .magnitude]
        let own = (method.frozen + method.trained).filter { !peft.contains($0) }
        let lacking = own.contains { role in !tensors.names.contains { $0.hasSuffix(role.fileSuffix) } }
        guard names == .own, method.scope == .adaptedMatrices, lacking else { return }
        throw InputError(
            tensors.path, expected: "the tensors \(own.map(\.rawValue).joined(separator: " and ")) of \(method.title)",
            found: "none",
            advice:
                "If PEFT trained it on and saved it, delete \(AdapterDirectory.configurationName) and read the folder "
                + "by `edora import`.")
    }

    /// What PEFT would compute must be what we do: its factors are those that follow from our tensors.
    private func requireSameUpdate(_ adapter: any Adapter, _ layer: Linear, _ stored: AdapterSite.Stored) throws {
        guard names == .own, let form = configuration.method.peft, form.tuner == nil else { return }
        let own = adapter.tensors, factors = form.factors(of: own, outputs: layer.outputs, inputs: layer.inputs)
        let derived = factors.filter { own[$0.key] == nil }
        let pairs = try derived.map { (stored: try stored($0, $1.rows, $1.columns), expected: $1) }
        let isSame = pairs.allSatisfy { ($0.stored - $0.expected).norm <= 1e-6 * $0.expected.norm }
        // A product is zero where one factor is.
        let isZero =
            pairs.count > 1 && pairs.allSatisfy { $0.expected.norm == 0 } && pairs.contains { $0.stored.norm == 0 }
        guard !isSame && !isZero else { return }
        let roles = derived.keys.map { AdapterDirectory.prefix + "….\(layer.name)" + $0.fileSuffix }.sorted()
        throw InputError(
            "tensor \(roles.joined(separator: " or "))", expected: "what follows from the adapter's other tensors",
            found: "another update",
            advice: "If PEFT trained it on, let PEFT save it again, which leaves out edora_R and edora_B, delete "
                + "\(AdapterDirectory.configurationName), and read the folder by `edora import`.")
    }

    /// A matrix of one row would pass for a vector elsewhere; PEFT writes vectors, and refuses the other.
    private func requireVector(_ name: String, _ count: Int) throws {
        guard let shape = tensors.shape(name), shape != [count] else { return }  // `take` says when it is missing
        throw InputError("\(tensors.path): tensor \(name)", expected: "[\(count)], a vector", found: "\(shape)")
    }
}
