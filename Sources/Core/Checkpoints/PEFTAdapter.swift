import Foundation

/// An adapter that another program wrote in PEFT's form (see `TensorNames`), of the method whose `PEFTForm` reads it:
/// `adapter_config.json` and `adapter_model.safetensors`.
///
/// The tensors say which matrices have an adapter, of which rank, and whether there are magnitudes. The description
/// says the scale, the kind, and what tensors cannot say; both must agree. PEFT itself loads several malformed adapters
/// in silence and computes something else: here every tensor that the description calls for must be there with its
/// shape, and a tensor that it does not call for is an error.
public struct PEFTAdapter {
    /// The method, with the rank and s = lora_alpha/r of matrices without a rank or scale of their own; its SVD
    /// settings say nothing, as A and B come from the file. `install` gives each matrix its own.
    public let configuration: AdapterConfiguration
    /// Tensors of the file on which nothing computed here depends, such as what VeLoRA keeps for training.
    public let skippedTensors: [String]
    /// The program that wrote it, as far as it says: `peft 0.21.2`.
    public var writer: String? { description.writer }
    let description: PEFTDescription
    let file: Safetensors
    let names: TensorNames

    /// Whether a folder holds an adapter of PEFT's that is none of this project's.
    public static func isAt(_ directory: URL) -> Bool {
        !AdapterFolder.isAt(directory)
            && FileManager.default.fileExists(atPath: directory.appending(path: AdapterDirectory.peftName).path)
    }

    /// - Throws: `InputError` naming the key, its value and what was expected.
    public init(directory: URL) throws {
        try OutputFolder.finish(directory)
        try PEFTFolder.requireOneAdapter(directory)
        let description = try PEFTDescription(contentsOf: directory.appending(path: AdapterDirectory.peftName))
        try PEFTFolder.requireSafetensors(directory)
        file = try Safetensors(contentsOf: directory.appending(path: AdapterDirectory.tensorsName))
        try Self.requireForeign(file)
        let tensors = try AdapterTensors(foreign: file, extras: description.extras)
        (self.description, skippedTensors) = (description, tensors.skipped)
        names = .foreign(tensors.names)
        let names = names
        guard let patterns = description.patterns else {
            guard let (method, tuner) = PEFTTuner.named(description.tuner?.type) else {
                preconditionFailure("a description without a tuner")
            }
            configuration = try tuner.configuration(description.settings, method)
            return
        }
        let hasMagnitudes = tensors.names.contains { $0.hasSuffix(TensorRole.magnitude.fileSuffix) }
        let usesDoRA = description.usesDoRA ?? false
        guard usesDoRA || !hasMagnitudes else {
            throw description.settings.wrong(
                "use_dora",
                "true, as the file has \(TensorRole.magnitude.rawValue), which PEFT would else leave out without a word"
            )
        }
        let method = try Self.method(description, usesDoRA: usesDoRA, names)
        let ranks = tensors.names.filter { $0.hasSuffix(TensorRole.loraA.fileSuffix) }.compactMap {
            tensors.shape($0)?.first
        }
        configuration = try patterns.usual(of: method, tensorRanks: ranks, place: description.place)
    }

    /// The method whose form reads such files: that of the start that they name, where there is one.
    private static func method(
        _ description: PEFTDescription, usesDoRA: Bool, _ names: TensorNames
    ) throws -> AdapterMethod {
        let readers = AdapterMethod.all.filter { $0.peft?.usesDoRA == usesDoRA && $0.peft?.reads == names }
        if let start = description.start {
            if let method = readers.first(where: { $0.peft?.readsStart == start }) { return method }
            // Such a start was taken out of the base, and under magnitudes, say, nothing here puts it back.
            let others = AdapterMethod.all.compactMap(\.peft).filter { $0.readsStart == start }
            guard others.allSatisfy(\.lacking.isEmpty) else {
                throw PEFTDescription.advising(
                    description.settings.wrong("init_lora_weights", "true beside use_dora or a core"))
            }
        }
        guard let method = readers.first(where: { $0.peft?.readsStart == nil }) else {
            throw description.settings.wrong("use_dora", "\(!usesDoRA)")
        }
        return method
    }

    /// This project's own tensors mean more than PEFT's, and would be lost.
    private static func requireForeign(_ file: Safetensors) throws {
        let methods = AdapterMethod.all.filter { $0.peft?.tuner == nil }
        let own = Set(methods.flatMap { $0.trained + $0.frozen })
            .subtracting([.loraA, .loraB, .magnitude, .weight]).map { "." + $0.rawValue }
        guard let name = file.names.first(where: { name in own.contains { name.hasSuffix($0) } }) else { return }
        throw InputError(
            file.path, expected: "an adapter of PEFT", found: "one of this project, with \(name)",
            advice:
                "Use it as it is, by `AdapterFolder.read`. If PEFT trained it on, let PEFT "
                + "save it again, which leaves out such tensors, and delete \(AdapterDirectory.configurationName).")
    }
}
