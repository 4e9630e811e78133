import Foundation
import Testing

@testable import Core

/// What an adapter's folder may hold, and what it may be written over.
@Suite struct AdapterFolderTests {
    func adapted(_ method: AdapterMethod) throws -> SequenceClassifier {
        let model = try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
        var configuration = AdapterConfiguration.standard(method, rank: 2)
        configuration.deviation = 0.3
        _ = try model.adapt(configuration, seed: 1, threads: 1)
        return model
    }

    func write(_ model: SequenceClassifier, to folder: URL, seed: UInt64? = 1) throws {
        try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "base", run: "run", seed: seed).write(
            model, to: folder)
    }

    func files(_ folder: URL) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    }

    @Test func oneFolderHoldsOneForm() throws {
        let folder = try Fixtures.temporary(), edora = try adapted(.edora), lora = try adapted(.lora)
        let peft: Set = ["edora_config.json", "adapter_config.json", "adapter_model.safetensors"],
            native: Set = ["edora_native.json", "edora_native.safetensors"]
        try write(edora, to: folder)
        #expect(try files(folder) == peft)
        let description = try AdapterDirectory.read(folder)
        try NativeAdapter(description).write(edora, to: folder)
        #expect(try files(folder) == native)
        try write(lora, to: folder)
        #expect(try files(folder) == peft && AdapterDirectory.read(folder).adapter.method == .lora)
        try NativeAdapter(description).write(edora, to: folder)
        try ModelDirectory.write(edora, task: .rte, base: Fixtures.directory.appending(path: "tiny-bert"), to: folder)
        #expect(try files(folder).isDisjoint(with: peft.union(native)) && files(folder).contains("model.safetensors"))
        // The tokenizer of a model that lay there before is not the new one's.
        try Data("{}".utf8).write(to: folder.appending(path: "merges.txt"))
        try ModelDirectory.write(edora, task: .rte, base: Fixtures.directory.appending(path: "tiny-bert"), to: folder)
        #expect(try !files(folder).contains("merges.txt"))
        // And an adapter is not written beside a model.
        #expect(throws: InputError.self) { try write(lora, to: folder) }
        #expect(throws: InputError.self) { try NativeAdapter(description).write(edora, to: folder) }
    }

    /// The library's own sentences may have any number of classes; the task only stands for the kind of its rows.
    @Test func anyNumberOfClassesIsWrittenAndRead() throws {
        let base = Fixtures.minilm.resolvingSymlinksInPath(), folder = try Fixtures.temporary(),
            merged = try Fixtures.temporary()
        func fresh() throws -> SequenceClassifier { try SequenceClassifier(directory: base, classes: 3, seed: 1) }
        let model = try fresh(), again = try fresh(), native = try fresh(),
            row = Encoding(ids: [2, 5, 3])
        _ = try model.adapt(.standard(.edora, rank: 2), seed: 1, threads: 1)
        let expected = try Evaluator(model, threads: 1).logits([row]).values
        try write(model, to: folder)
        try AdapterDirectory.read(folder).install(on: again, from: folder, baseDigest: "base", allowBaseMismatch: false)
        #expect(try Evaluator(again, threads: 1).logits([row]).values == expected)
        try NativeAdapter(AdapterDirectory.read(folder)).write(model, to: folder)
        try NativeAdapter.read(folder).install(
            on: native, from: folder, baseDigest: "base", allowBaseMismatch: false, threads: 1)
        #expect(try Evaluator(native, threads: 1).logits([row]).values == expected)
        try ModelDirectory.write(model, task: .rte, base: base, to: merged)
        let labels = try JSONFile(merged.appending(path: "config.json")).object["id2label"] as? [String: String]
        #expect(labels == ["0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"])
        #expect(
            try Evaluator(SequenceClassifier(directory: merged, seed: 1), threads: 1).logits([row]).values == expected)
    }

    /// An imported adapter has no seed. Where A and B train none is needed, if it is on the matrices that are adapted
    /// anew.
    @Test func theNativeFormNeedsASeedOnlyForABasis() throws {
        let base = Fixtures.directory.appending(path: "tiny-bert"),
            row = Encoding(ids: [2, 5, 3])
        for method in [AdapterMethod.lora, .dora, .magnitude] {
            let folder = try Fixtures.temporary(), model = try adapted(method),
                again = try SequenceClassifier(directory: base, classes: 2, seed: 4)
            try write(model, to: folder, seed: nil)
            try NativeAdapter(AdapterDirectory.read(folder)).write(model, to: folder)
            try NativeAdapter.read(folder).install(
                on: again, from: folder, baseDigest: "base", allowBaseMismatch: false, threads: 1)
            #expect(
                try Evaluator(again, threads: 1).logits([row]).values
                    == Evaluator(model, threads: 1).logits([row]).values,
                "\(method)")
        }
        let folder = try Fixtures.temporary()
        try write(adapted(.edora), to: folder, seed: nil)
        #expect(throws: InputError.self) { try NativeAdapter(AdapterDirectory.read(folder)) }
        let model = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        let configuration = AdapterConfiguration.standard(.lora, rank: 2)
        try model.install(model.linears.prefix(1).map { ($0, try configuration.made(for: $0)) }, configuration)
        try write(model, to: folder, seed: nil)
        let error = #expect(throws: InputError.self) {
            try NativeAdapter(AdapterDirectory.read(folder)).write(model, to: folder)
        }
        #expect(error?.description.contains("Export it as peft or merged") == true)
        #expect(try AdapterDirectory.read(folder).adapter.method == .lora, "it is still there")
    }

    /// A limit on the size of files stands for the full disk: the system refuses to write on.
    @Test func whatLayThereBeforeOutlivesADiskThatIsFull() async throws {
        let folder = try Fixtures.temporary(), old = try adapted(.lora), path = folder.path
        try write(old, to: folder)
        try Data("half".utf8).write(to: folder.appending(path: "adapter_model.safetensors.0123456789abcdef.part"))
        let before = try fileDigest(folder.appending(path: AdapterDirectory.tensorsName))
        await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
            let edora = try AdapterFolderTests().adapted(.edora), lora = try AdapterFolderTests().adapted(.lora),
                folder = URL(fileURLWithPath: path)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 2_000, rlim_max: 2_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            do { try AdapterFolderTests().write(edora, to: folder) } catch is InputError {
                do { try NativeAdapter(AdapterDirectory.read(folder)).write(lora, to: folder) } catch { exit(7) }
            }
        }
        #expect(
            try AdapterDirectory.read(folder).adapter.method == .lora
                && fileDigest(folder.appending(path: AdapterDirectory.tensorsName)) == before)
        #expect(
            try files(folder) == ["edora_config.json", "adapter_config.json", "adapter_model.safetensors"],
            "and nothing of a killed process is left")
    }

    /// With and without a slash at the end, by a link in the place of either.
    @Test func aFolderIsKnownByWhateverPathLeadsToIt() throws {
        let parent = try Fixtures.temporary(), folder = parent.appending(path: "model"),
            link = parent.appending(path: "link")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
        for (a, b) in [
            (folder, link), (link, folder), (URL(fileURLWithPath: link.path + "/"), folder),
            (folder.appending(path: "../model"), folder),
        ] {
            #expect(throws: InputError.self) { try OutputFolder.require(a, otherThan: b, "the model's") }
        }
        try OutputFolder.require(parent.appending(path: "new"), otherThan: folder, "the model's")
        let base = Fixtures.directory.appending(path: "tiny-bert"), copy = parent.appending(path: "copy"),
            other = parent.appending(path: "other")
        try FileManager.default.copyItem(at: base, to: copy)
        try FileManager.default.createSymbolicLink(at: other, withDestinationURL: copy)
        let before = try fileDigest(copy.appending(path: "model.safetensors"))
        #expect(throws: InputError.self) {
            try ModelDirectory.write(adapted(.edora), task: .rte, base: copy, to: other)
        }
        #expect(try fileDigest(copy.appending(path: "model.safetensors")) == before)
    }

    /// PEFT matches the ends of paths: what is written must match the adapted layers and no others.
    @Test(arguments: [
        (
            ["attention.self.query", "attention.self.value", "attention.output.dense", "output.dense"],
            ["query", "value", "attention.output.dense", "output.dense"]
        ),
        (["attention.self.query", "attention.self.value"], ["attention.self.query", "attention.self.value"]),
        (["attention.self.query", "intermediate.dense"], ["attention.self.query", "intermediate.dense"]),
        (["attention.output.dense"], ["attention.output.dense"]),
    ])
    func targetModulesMatchWhatIsAdapted(kinds: [String], expected: [String]) throws {
        #expect(
            try targets { layer in
                kinds.contains {
                    layer.name.hasSuffix($0)
                        && layer.name.split(separator: ".").count == 3 + $0.split(separator: ".").count
                }
            } == expected)
    }

    @Test func aLayerLeftOutIsNotATarget() throws {
        let found = try targets { $0.name.hasSuffix("query") && !$0.name.contains(".0.") }
        #expect(found == ["bert.encoder.layer.1.attention.self.query"])
        // "output.dense" alone would match attention.output.dense, too.
        let outputs = try targets { $0.name.hasSuffix("output.dense") && !$0.name.hasSuffix("attention.output.dense") }
        #expect(outputs == ["bert.encoder.layer.0.output.dense", "bert.encoder.layer.1.output.dense"])
    }

    /// Writes LoRA on some layers, reads it as PEFT's, and returns the targets.
    func targets(_ isAdapted: (Linear) -> Bool) throws -> [String] {
        let folder = try Fixtures.temporary(), base = Fixtures.directory.appending(path: "tiny-bert")
        let model = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        let configuration = AdapterConfiguration.standard(.lora, rank: 2)
        try model.install(model.linears.filter(isAdapted).map { ($0, try configuration.made(for: $0)) }, configuration)
        try write(model, to: folder)
        struct Description: Decodable { let target_modules: [String] }
        let found = try JSONDecoder().decode(
            Description.self, from: Data(contentsOf: folder.appending(path: "adapter_config.json"))
        ).target_modules
        let again = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        try PEFTAdapter(directory: folder).install(on: again)
        #expect(again.linears.map { $0.adapter != nil } == model.linears.map { $0.adapter != nil })
        return found
    }

    func refusal(_ folder: URL) throws -> String {
        let error = #expect(throws: InputError.self) {
            let model = try SequenceClassifier(
                directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
            try AdapterDirectory.read(folder).install(
                on: model, from: folder, baseDigest: "base", allowBaseMismatch: false)
        }
        return error?.description ?? ""
    }
}
