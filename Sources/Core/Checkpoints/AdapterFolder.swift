import Foundation

/// A folder with an adapter of this project, in either form.
public enum AdapterFolder {
    /// PEFT's layout with a side file.
    case peft(AdapterDirectory)
    /// What trained, and how to make the rest again.
    case native(NativeAdapter)

    /// The form that an adapter is kept in: PEFT's where it has one, else the native. A head alone has PEFT's layout
    /// without PEFT's description.
    ///
    /// - Throws: `InputError` for one that has no form there, and whose frozen tensors cannot be made again.
    public init(_ description: AdapterDirectory) throws {
        let isNative = description.adapter.peftForm == nil && description.adapter.method.scope == .adaptedMatrices
        self = isNative ? .native(try NativeAdapter(description)) : .peft(description)
    }

    /// Writes the adapter and the classifier of the model that this describes.
    ///
    /// - Throws: as `AdapterDirectory.write` and `NativeAdapter.write`.
    public func write(_ model: SequenceClassifier, to folder: OutputFolder) throws {
        switch self {
        case .peft(let adapter): try adapter.write(model, to: folder)
        case .native(let adapter): try adapter.write(model, to: folder)
        }
    }

    /// - Throws: `InputError` where there is none, or it makes no sense; also for one that PEFT wrote, which is
    ///   imported first.
    public static func read(_ directory: URL) throws -> AdapterFolder {
        try OutputFolder.finish(directory)
        if PEFTAdapter.isAt(directory) { try PEFTFolder.refuse(directory) }
        if !isAt(directory) { try PEFTFolder.requireOneAdapter(directory) }
        return NativeAdapter.isAt(directory) ? .native(try .read(directory)) : .peft(try .read(directory))
    }

    /// Whether a folder holds an adapter of this project.
    public static func isAt(_ directory: URL) -> Bool {
        [AdapterDirectory.configurationName, NativeAdapter.configurationName].contains {
            FileManager.default.fileExists(atPath: directory.appending(path: $0).path)
        }
    }

    /// What it says of itself.
    public var description: AdapterDirectory {
        switch self {
        case .peft(let adapter): adapter
        case .native(let adapter): adapter.description
        }
    }

    /// The file of its tensors.
    public var tensorsName: String {
        switch self {
        case .peft: AdapterDirectory.tensorsName
        case .native: NativeAdapter.tensorsName
        }
    }

    /// The form in a few words.
    public var form: String {
        let adapter = description.adapter, method = adapter.method
        switch self {
        case .peft: return method.scope == .headOnly ? "a head alone" : "PEFT"
        case .native:
            let rest = method.frozen.isEmpty ? "" : ", what is frozen is made again from the base"
            let formless = adapter.pooling.map { "\($0.rawValue) pooling" } ?? method.title
            return "native\(rest)" + (adapter.peftForm == nil ? "; \(formless) has no form in PEFT" : "")
        }
    }

    /// Puts the adapter and its classifier on a freshly loaded model.
    ///
    /// - Throws: `InputError` for another base, unless that is allowed, and for a missing, misshaped or unknown tensor.
    public func install(
        on model: SequenceClassifier, from directory: URL, baseDigest: String, allowBaseMismatch: Bool,
        threads: Int = Machine.cores
    ) throws {
        switch self {
        case .peft(let adapter):
            try adapter.install(
                on: model, from: directory, baseDigest: baseDigest, allowBaseMismatch: allowBaseMismatch)
        case .native(let adapter):
            try adapter.install(
                on: model, from: directory, baseDigest: baseDigest, allowBaseMismatch: allowBaseMismatch,
                threads: threads)
        }
    }

    /// Values that trained, told by the roles of the tensors: of the adapter, and of the head.
    public func trainedCounts(in file: Safetensors) -> RunRecord.Counts {
        let method = description.adapter.method
        func values(_ isCounted: (String) -> Bool) -> Int {
            file.entries.filter { isCounted($0.key) }.reduce(0) { $0 + $1.value.shape.reduce(1, *) }
        }
        func has(_ name: String, _ roles: [TensorRole]) -> Bool {
            roles.contains { name.hasSuffix($0.fileSuffix) || ("." + name).hasSuffix("." + $0.rawValue) }
        }
        let shared = method.shared, trained = method.trained + (shared?.trained ?? [])
        let ofAdapters = trained + method.frozen + (shared?.frozen ?? []) + [.loraA, .loraB]
        return RunRecord.Counts(
            adapter: values { has($0, trained) }, head: values { !has($0, ofAdapters) })
    }
}
