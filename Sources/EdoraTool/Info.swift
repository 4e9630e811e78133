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
              edora info --model \(Checkpoint.papers.name) --method edora --rank 16
            """)

    @Argument(help: "A model or adapter folder, or a GGUF file.") var directory: String?
    @Option(help: "Count for this backbone: \(Checkpoint.names) or a model folder.") var model: String?
    @Option(help: "Method to count. (default: all)") var method: AdapterMethod?
    @Option(help: "Rank to count for. (default: 16)") var rank: Int?
    @OptionGroup var matrices: MatrixOptions

    func validate() throws {
        guard let method else { return }
        try matrices.validate(for: method)
        if rank != nil && !method.hasRank {
            throw ValidationError("--rank has no effect under --method \(method.id), which has none")
        }
    }

    func run() throws {
        let isCounting =
            method != nil || rank != nil || matrices.target != nil || matrices.trainPooler || matrices.pooling != nil
        guard let directory else { return try count(model ?? Checkpoint.all[0].name) }
        guard model == nil && !isCounting else {
            throw InputError(
                "--model, --method, --rank, --target", expected: "no folder beside it, since it asks for counts",
                found: directory)
        }
        try describe(URL(fileURLWithPath: directory))
    }

    private func count(_ name: String) throws {
        let own: any BackboneConfiguration =
            try Checkpoint.named(name)?.configuration
            ?? BackboneFamily.configuration(of: ModelDirectory.locate(name))
        let shape = try own.pooled(by: matrices.pooling)
        let rank = rank ?? 16
        func configuration(_ method: AdapterMethod) -> AdapterConfiguration {
            var result = AdapterConfiguration.standard(method, rank: rank)
            matrices.apply(to: &result)
            return result
        }
        let adapted = try shape.targets(of: configuration(.standard))
        let counted = method.map { [$0] } ?? AdapterMethod.all
        if let largest = counted.filter(\.hasRank).map({ $0.largestRank(of: adapted) }).min(),
            !(1 ... largest).contains(rank)
        {
            throw InputError("--rank", expected: "1 to \(largest) for \(name)", found: "\(rank)")
        }
        let (_, head) = try shape.trainableCounts(configuration(.standard))
        let ofRank = method?.hasRank ?? true ? "r = \(rank), " : ""
        print("\(name), \(ofRank)\(adapted.count) matrices; two-way head of \(groupedDigits(head)) values")
        for method in counted {
            let (adapter, head) = try shape.trainableCounts(configuration(method))
            print("\(method.id): \(groupedDigits(adapter)) without head, \(groupedDigits(adapter + head)) with")
        }
    }

    private func describe(_ directory: URL) throws {
        if directory.pathExtension == GGUF.fileExtension, !directory.hasDirectoryPath {
            return try describeGGUF(directory)
        }
        try OutputFolder.finish(directory)
        if AdapterFolder.isAt(directory) { return try describeAdapter(directory) }
        if PEFTAdapter.isAt(directory) { return try describePEFT(directory) }
        let file = directory.appending(path: "config.json")
        if !FileManager.default.fileExists(atPath: file.path), let gguf = try GGUF.file(in: directory) {
            return try describeGGUF(gguf)
        }
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw InputError(
                directory.path, expected: "a model or adapter folder",
                found: "neither config.json nor \(AdapterDirectory.configurationName), nor a GGUF file")
        }
        let shape = try BackboneFamily.configuration(contentsOf: file)
        print("model: \(shape.summary)")
        if let pooling = shape.pooling { print("head: on the \(pooling.rawValue) of the tokens' states") }
        let files = try ModelWeights.files(directory)
        for file in files.count == 1 ? files : Array(files.dropFirst()) { try list(file) }
    }

    private func describeGGUF(_ file: URL) throws {
        let gguf = try GGUF(contentsOf: file)
        let architecture = gguf.values["general.architecture"]?.summary ?? "not named"
        print("model: GGUF, architecture \(shownText(architecture))")
        // What the files of one family say of its shape is checked on the way.
        if architecture == "gemma3" { print("shape: \(try Gemma3Configuration(gguf).summary)") }
        print("SHA-256: \(try fileDigest(file))")
        print("keys: \(gguf.keys.count)")
        for key in gguf.keys { print("  \(shownText(key)): \(shownText(gguf.values[key]?.summary ?? ""))") }
        print("tensors: \(gguf.entries.count)")
        let types = Dictionary(grouping: gguf.entries.values, by: \.format.name)
        for (type, entries) in types.sorted(by: { $0.key < $1.key }) {
            let values = entries.reduce(0) { $0 + $1.shape.reduce(1, *) }
            print("  \(type): \(entries.count) of \(groupedDigits(values)) values")
        }
    }

    private func describePEFT(_ directory: URL) throws {
        let adapter = try PEFTAdapter(directory: directory), configuration = adapter.configuration
        let writer = adapter.writer.map { shownText($0) } ?? "a program that does not say its name"
        print("form: PEFT, written by \(writer); edora import reads it")
        print("adapter: \(configuration.method.title), \(ranks(configuration))")
        if let left = adapter.skippedNote { print(left) }
        try list(directory.appending(path: AdapterDirectory.tensorsName))
    }

    private func describeAdapter(_ directory: URL) throws {
        let folder = try AdapterFolder.read(directory), adapter = folder.description, configuration = adapter.adapter
        print("form: \(folder.form)")
        print(
            "adapter: \(configuration.method.title)" + (configuration.method.hasRank ? ", \(ranks(configuration))" : "")
        )
        print(
            "matrices: \(adapter.adaptedLayers.count)"
                + (configuration.targets.map { ", \(shownText($0.joined(separator: ", "), limit: 2000))" } ?? ""))
        if configuration.trainsPooler == true { print("the pooler trained whole, beside the classifier") }
        if let pooling = configuration.pooling { print("head: on the \(pooling.rawValue) of the tokens' states") }
        print("task: \(shownText(adapter.task.name)), \(adapter.classes) outputs, up to \(adapter.maxLength) tokens")
        print("base: model.safetensors with SHA-256 \(shownText(adapter.baseDigest))")
        print("run: \(shownText(adapter.run))")
        let file = directory.appending(path: folder.tensorsName)
        let trained = folder.trainedCounts(in: try Safetensors(contentsOf: file))
        print("trained: \(groupedDigits(trained.adapter)) values and \(groupedDigits(trained.head)) in the head")
        try list(file)
    }

    /// "rank 16", or the ranks of a pattern beside that of matrices that it does not name.
    private func ranks(_ configuration: AdapterConfiguration) -> String {
        let scales = configuration.scalePattern.map { ", scales of their own for \($0.count) matrices" } ?? ""
        guard let pattern = configuration.rankPattern?.values, let least = pattern.min(), let largest = pattern.max()
        else {
            return "rank \(configuration.rank)" + scales
        }
        return
            """
            ranks \(least) to \(largest) by a pattern of \(pattern.count) matrices, rank \(configuration.rank) \
            for others\(scales)
            """
    }

    private func list(_ file: URL) throws {
        let tensors = try Safetensors(contentsOf: file)
        print("SHA-256: \(try fileDigest(file))")
        for name in tensors.names {
            guard let entry = tensors.entries[name] else { continue }
            print("  \(entry.type) \(entry.shape) \(shownText(name))")
        }
    }
}
