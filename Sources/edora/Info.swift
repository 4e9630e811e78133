import ArgumentParser
import Core
import Foundation

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
    @Option(help: "Rank to count for.") var rank = 16

    func run() throws {
        if let directory { try describe(URL(fileURLWithPath: directory)) }
        if directory == nil || backbone != nil { try count(backbone ?? "minilm") }
    }

    private func count(_ name: String) throws {
        let shape = name == "roberta-base"
            ? EncoderConfiguration.robertaBase
            : try EncoderConfiguration(contentsOf: ModelDirectory.locate(name).appending(path: "config.json"))
        let largest = shape.adapterTargets.map { min($0.outputs, $0.inputs) }.min() ?? 1
        guard rank >= 1, rank <= largest else { throw InputError("--rank", expected: "1 to \(largest) for \(name)", found: "\(rank)") }
        let head = shape.headCount(classes: 2)
        print("\(name), r = \(rank), \(shape.layers * shape.adapterTargets.count) matrices; two-way head of \(grouped(head)) values")
        for method in method.map({ [$0] }) ?? Method.allCases {
            let adapter = shape.trainableCount(method, rank: rank)
            print("\(method.rawValue): \(grouped(adapter)) without head, \(grouped(adapter + head)) with")
        }
    }

    private func describe(_ directory: URL) throws {
        let isNative = NativeAdapter.isAt(directory)
        if isNative || FileManager.default.fileExists(atPath: directory.appending(path: AdapterDirectory.configurationName).path) {
            let adapter = isNative ? try NativeAdapter.read(directory).description : try AdapterDirectory.read(directory)
            print("form: " + (isNative ? "native, A and B are made again from the base" : "PEFT"))
            let configuration = adapter.adapter
            print("adapter: \(configuration.method.title)" + (configuration.method.isLowRank ? ", rank \(configuration.rank)" : ""))
            print("task: \(adapter.task.rawValue), \(adapter.classes) outputs, up to \(adapter.maxLength) tokens")
            print("base: model.safetensors with SHA-256 \(adapter.baseDigest)")
            print("run: \(adapter.run)")
            return try list(directory.appending(path: isNative ? NativeAdapter.tensorsName : AdapterDirectory.tensorsName))
        }
        let shape = try EncoderConfiguration(contentsOf: directory.appending(path: "config.json"))
        print("model: \(shape.architecture.rawValue), \(shape.layers) layers, hidden \(shape.hiddenSize), \(shape.heads) heads, "
            + "intermediate \(shape.intermediateSize), vocabulary \(shape.vocabularySize)")
        try list(directory.appending(path: "model.safetensors"))
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
