import Foundation

/// From the folder onto a model.
extension AdapterDirectory {
    /// - Throws: `InputError` for another base model, unless that is allowed.
    public func requireBase(_ digest: String, _ directory: URL, allowMismatch: Bool) throws {
        guard allowMismatch || digest == baseDigest else {
            throw InputError(
                directory.path, expected: "the base model it was trained on (\(baseDigest.prefix(12))…)",
                found: "another (\(digest.prefix(12))…)",
                advice: "Name that base by --model, or pass --allow-base-mismatch.")
        }
    }

    /// Puts the adapter and its classifier on a freshly loaded model.
    ///
    /// - Throws: `InputError` for a missing, misshaped or unknown tensor, or a base other than the one it was trained
    ///   on.
    public func install(on model: SequenceClassifier, from directory: URL, baseDigest: String, allowBaseMismatch: Bool)
        throws
    {
        try requireBase(baseDigest, directory, allowMismatch: allowBaseMismatch)
        try requireWhatPEFTReads(directory, on: model)
        let file = try Safetensors(contentsOf: directory.appending(path: Self.tensorsName)),
            side = directory.appending(path: Self.configurationName).path
        var used: Set<String> = []
        if adapter.method.hasBasis, !file.names.contains(where: { $0.hasSuffix(".edora_B") }) {
            throw InputError(
                file.path, expected: "the tensors edora_R and edora_B of \(adapter.method.title)", found: "none",
                advice:
                    """
                    If PEFT trained it on and saved it, delete \(Self.configurationName) and read the folder by \
                    `edora import`.
                    """
            )
        }
        func take(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
            used.insert(name)
            return try file.matrix(name, rows, columns)
        }
        var adapters: [(Linear, any Adapter)] = []
        for path in adaptedLayers {
            guard let layer = model.linear(path) else {
                throw InputError(side, expected: "layers of the base model", found: "an adapter for \(path)")
            }
            let rank = adapter.rank(at: path)
            guard !adapter.method.isLowRank || (1 ... min(layer.inputs, layer.outputs)).contains(rank) else {
                throw InputError(side, expected: "a rank that fits \(path) of \(layer.base.shape)", found: "\(rank)")
            }
            let place = Self.path(path, in: model)
            var random = Random(seed: 0, purpose: path)  // its values are replaced below
            let made: (any Adapter)?
            if adapter.method.hasBasis {
                let factors = Basis(
                    A: try take(place + ".lora_A.weight", rank, layer.inputs),
                    B: try take(place + ".edora_B", layer.outputs, rank))
                made = adapter.make(layer.base, at: path, factors, R: Matrix(rank, rank))
            } else {
                made = adapter.make(layer.base, at: path, random: &random)
            }
            guard let made, adapter.method != .full else {
                throw InputError(side, expected: "a method with adapters", found: adapter.method.rawValue)
            }
            for parameter in made.parameters {
                let name = String(parameter.name.dropFirst(path.count + 1))
                let suffix = name == "lora_A" || name == "lora_B" ? ".weight" : ""
                parameter.value.assign(
                    try take(place + "." + name + suffix, parameter.value.rows, parameter.value.columns))
            }
            try requireSameUpdate(made, layer, place, take)
            adapters.append((layer, made))
        }
        let head = try Self.headValues(of: model, take)
        let unknown = file.names.filter { !used.contains($0) }
        guard unknown.isEmpty else {
            throw InputError(file.path, expected: "the adapter's tensors only", found: Self.some(unknown))
        }
        model.install(adapters, adapter)
        for (layer, weight, bias) in head { layer.assign(weight: weight, bias: bias) }
    }
}
