import ArgumentParser
import Core
import Foundation
import TextFormat

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a folder holds, or what a method trains on a backbone.",
        discussion: """
            EXAMPLES
              edora info data/models/minilm
              edora info out/rte
              edora info --backbone roberta-base --method edora --rank 16
            """)

    @Argument(help: "A model or adapter folder.") var directory: String?
    @Option(help: "Count for this backbone: roberta-base, minilm or a model folder.") var backbone: String?
    @Option(help: "Method to count. (default: all)") var method: Method?
    @Option(help: "Rank to count for. (default: 16)") var rank: Int?

    func run() throws {
        if directory != nil && backbone == nil && (method != nil || rank != nil) {
            throw InputError(
                "--method, --rank", expected: "--backbone to count for", found: "a folder, which has its own")
        }
        if let directory { try describe(URL(fileURLWithPath: directory)) }
        if directory == nil || backbone != nil { try count(backbone ?? "minilm") }
    }

    private func count(_ name: String) throws {
        let shape =
            name == "roberta-base"
            ? EncoderConfiguration.robertaBase
            : try EncoderConfiguration(contentsOf: ModelDirectory.locate(name).appending(path: "config.json"))
        let rank = rank ?? 16, largest = shape.adapterTargets.map { min($0.outputs, $0.inputs) }.min() ?? 1
        guard rank >= 1, rank <= largest else {
            throw InputError("--rank", expected: "1 to \(largest) for \(name)", found: "\(rank)")
        }
        let head = shape.headCount(classes: 2)
        print(
            """
            \(name), \
            \(method?.isLowRank ?? true ? "r = \(rank), " : "")\(shape.layers * shape.adapterTargets.count) \
            matrices; two-way head of \(groupedDigits(head)) values
            """
        )
        for method in method.map({ [$0] }) ?? Method.allCases {
            let adapter = shape.trainableCount(method, rank: rank)
            print("\(method.rawValue): \(groupedDigits(adapter)) without head, \(groupedDigits(adapter + head)) with")
        }
    }

    private func describe(_ directory: URL) throws {
        let isNative = NativeAdapter.isAt(directory)
        if isNative
            || FileManager.default.fileExists(
                atPath: directory.appending(path: AdapterDirectory.configurationName).path)
        {
            let adapter =
                isNative ? try NativeAdapter.read(directory).description : try AdapterDirectory.read(directory)
            print(
                "form: "
                    + (isNative
                        ? "native, A and B are made again from the base"
                        : adapter.adapter.method == .head ? "a head alone" : "PEFT"))
            let configuration = adapter.adapter
            print(
                "adapter: \(configuration.method.title)"
                    + (configuration.method.isLowRank ? ", \(ranks(configuration))" : ""))
            print("task: \(adapter.task.rawValue), \(adapter.classes) outputs, up to \(adapter.maxLength) tokens")
            print("base: model.safetensors with SHA-256 \(adapter.baseDigest)")
            print("run: \(adapter.run)")
            let file = directory.appending(path: isNative ? NativeAdapter.tensorsName : AdapterDirectory.tensorsName)
            try countTrained(configuration.method, file)
            return try list(file)
        }
        guard !FileManager.default.fileExists(atPath: directory.appending(path: "adapter_config.json").path) else {
            throw InputError(
                directory.path, expected: "a folder of edora's", found: "an adapter that PEFT wrote",
                advice: "Read it by `edora import`.")
        }
        guard FileManager.default.fileExists(atPath: directory.appending(path: "config.json").path) else {
            throw InputError(
                directory.path, expected: "a model or adapter folder",
                found: "neither config.json nor \(AdapterDirectory.configurationName)")
        }
        let shape = try EncoderConfiguration(contentsOf: directory.appending(path: "config.json"))
        print(
            "model: \(shape.architecture.rawValue), \(shape.layers) layers, hidden \(shape.hiddenSize), \(shape.heads) "
                + "heads, "
                + "intermediate \(shape.intermediateSize), vocabulary \(shape.vocabularySize)")
        try list(directory.appending(path: "model.safetensors"))
    }

    /// "rank 16", or the ranks of a pattern beside that of matrices that it does not name.
    private func ranks(_ configuration: AdapterConfiguration) -> String {
        guard let pattern = configuration.rankPattern?.values, let least = pattern.min(), let largest = pattern.max()
        else { return "rank \(configuration.rank)" }
        return
            """
            ranks \(least) to \(largest) by a pattern of \(pattern.count) matrices, rank \(configuration.rank) \
            for others
            """
    }

    /// The values that trained, told by their names: not the frozen factors, nor the product that is there for PEFT.
    private func countTrained(_ method: Method, _ file: URL) throws {
        let tensors = try Safetensors(contentsOf: file)
        func count(_ isCounted: (String) -> Bool) -> Int {
            tensors.entries.filter { isCounted($0.key) }.reduce(0) { $0 + $1.value.shape.reduce(1, *) }
        }
        func isHead(_ name: String) -> Bool { name.contains("classifier") }
        let adapter = count { name in
            if isHead(name) { return false }
            if name.hasSuffix("edora_R") || name.hasSuffix("lora_magnitude_vector") { return true }
            return [.lora, .dora].contains(method) && (name.contains("lora_A") || name.contains("lora_B"))
        }
        print("trained: \(groupedDigits(adapter)) values and \(groupedDigits(count(isHead))) in the head")
    }

    private func list(_ file: URL) throws {
        let tensors = try Safetensors(contentsOf: file)
        print("SHA-256: \(try fileDigest(file))")
        for name in tensors.names {
            guard let entry = tensors.entries[name] else { continue }
            print("  \(entry.type) \(entry.shape) \(name)")
        }
    }
}
