import Foundation

/// From the folder onto a model.
extension AdapterDirectory {
    /// The folder of the base checkpoint: the remembered one where it is there, else the default checkpoint, of which
    /// `requireBase` says whether it is the same.
    ///
    /// - Throws: `InputError` where neither is there.
    public func locateBase() throws -> URL {
        if let base, let directory = try? ModelDirectory.locate(base) { return directory }
        return try ModelDirectory.locate(Checkpoint.all[0].name)
    }

    /// - Throws: `InputError` for another base model, unless that is allowed.
    public func requireBase(_ digest: String, _ directory: URL, allowMismatch: Bool) throws {
        guard allowMismatch || digest == baseDigest else {
            throw InputError(
                directory.path, expected: "the base model it was trained on (\(baseDigest.prefix(12))…)",
                found: "another (\(digest.prefix(12))…)",
                advice: "Name that base by `model`, or pass `allowBaseMismatch`.")
        }
    }

    /// What the tensors' file says of itself: the pooling of its head, too, which fits any head's tensors. Without it a
    /// description that lost that key would be read as another model.
    var tensorsMetadata: [String: String] {
        var metadata = ["format": "pt"]
        metadata[Pooling.key] = adapter.pooling?.rawValue
        return metadata
    }

    /// - Throws: `InputError` for tensors of another adapter than the one that is described.
    func requireTensors(_ file: Safetensors) throws {
        let pooling = file.metadata[Pooling.key]
        guard pooling == adapter.pooling?.rawValue else {
            throw InputError(
                "\(file.path): \"\(Pooling.key)\"",
                expected: "\(adapter.pooling?.rawValue ?? "none"), as the description says of the head",
                found: pooling ?? "none", advice: "One of the two was changed: fetch or make the adapter again.")
        }
        guard let tensorsDigest else { return }
        let found = try file.digest()
        guard found == tensorsDigest else {
            throw InputError(
                file.path, expected: "the tensors of this adapter (\(tensorsDigest.prefix(12))…)",
                found: "others (\(found.prefix(12))…)",
                advice: "They were changed after edora wrote them. Where PEFT did that, delete "
                    + "\(Self.configurationName) and import the folder by `edora import`; otherwise fetch or make the "
                    + "adapter again.")
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
        let file = try Safetensors(contentsOf: directory.appending(path: Self.tensorsName))
        try requireTensors(file)
        try requireWhatPEFTReads(directory, on: model)
        let side = directory.appending(path: Self.configurationName).path
        let layers = try adaptedLayers.map { path in
            guard let layer = model.linear(path) else {
                throw InputError(side, expected: "layers of the base model", found: "an adapter for \(path)")
            }
            return layer
        }
        try AdapterReader(configuration: adapter, names: .own, tensors: AdapterTensors(own: file), place: side)
            .install(on: model, layers, head: model.head(of: adapter))
    }
}
