import Foundation
import Testing

@testable import Core

/// Adapters that stock PEFT saved (`scripts/make_peft_fixture.py`), and what is wrong with malformed ones.
struct PEFTAdapterTests {
    static let folder = Fixtures.directory.appending(path: "peft")

    func batch(_ architecture: String) throws -> [Encoding] {
        let source = try Safetensors(
            contentsOf: Fixtures.directory.appending(path: "tiny-\(architecture)/gradients.safetensors"))
        let ids = try source.integers("batch.ids"), types = try source.integers("batch.token_types")
        var start = 0
        return try source.integers("batch.lengths").map { length in
            let range = start ..< start + Int(length)
            start = range.upperBound
            return try Encoding(ids: Array(ids[range]), tokenTypes: types[range].map { UInt8($0) })
        }
    }

    @Test(arguments: ["bert", "roberta", "gemma"], ["lora", "dora", "edora"])
    func logitsAreThoseOfPEFT(_ architecture: String, _ method: String) throws {
        let expected = try JSONDecoder().decode(
            [String: [[Float]]].self, from: Data(contentsOf: Self.folder.appending(path: "logits.json")))
        let rows = try #require(expected["\(architecture)-\(method)"])
        let base = Fixtures.directory.appending(path: "tiny-\(architecture)")
        let adapter = try PEFTAdapter(directory: Self.folder.appending(path: "\(architecture)-\(method)"))
        #expect(
            adapter.configuration.method.id == method && adapter.configuration.rank == 2
                && adapter.configuration.scale == 3)
        let model = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        let encodings = try batch(architecture)
        let before = try Evaluator(model, threads: 1).logits(encodings)
        try adapter.install(on: model)
        let found = try Evaluator(model, threads: 1).logits(encodings),
            reference = Matrix(rows.count, 2, rows.flatMap { $0 })
        #expect(found.largestDifference(from: reference) < 1e-5)
        #expect(before.largestDifference(from: reference) > 0.1, "the adapter has an effect")

        // Written as ours and read again, it is still the same.
        let output = try Fixtures.temporary()
        try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "none", run: "imported", seed: nil)
            .write(model, to: output)
        let restored = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        try AdapterDirectory.read(output).install(
            on: restored, from: output, baseDigest: "none", allowBaseMismatch: false)
        #expect(try Evaluator(restored, threads: 1).logits(encodings).largestDifference(from: found) == 0)
    }

    /// A copy of a fixture whose description is edited.
    func edited(_ name: String, _ old: String, _ new: String) throws -> URL {
        let copy = try Fixtures.temporary().appending(path: "adapter")
        try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: copy)
        let file = copy.appending(path: "adapter_config.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old), "\(old)")
        try Data(text.replacing(old, with: new, maxReplacements: 1).utf8).write(to: file)
        return copy
    }

    func expectRefusal(_ adapter: URL, _ reason: String, architecture: String = "bert") {
        let error = #expect(throws: InputError.self) {
            let model = try SequenceClassifier(
                directory: Fixtures.directory.appending(path: "tiny-\(architecture)"), classes: 2, seed: 1)
            try PEFTAdapter(directory: adapter).install(on: model)
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "none")")
    }

    /// What PEFT loads in silence, or with one warning, and computes wrongly.
    @Test(arguments: [
        ("bert-dora", "\"use_dora\": true", "\"revision\": null", "use_dora"),
        ("bert-lora", "\"lora_alpha\": 6", "\"revision\": null", "lora_alpha"),
        ("bert-lora", "\"target_modules\":", "\"eva_config\":", "target_modules"),
        ("bert-lora", "\"lora_dropout\"", "\"stranger\": 1, \"lora_dropout\"", "\"stranger\""),
        ("bert-dora", "\"use_dora\": true", "\"use_dora\": false", "lora_magnitude_vector"),
        ("bert-lora", "\"use_dora\": false", "\"use_dora\": true", "lora_magnitude_vector"),
        ("bert-lora", "\"r\": 2", "\"r\": 3", "lora_A"), ("bert-lora", "\"query\"", "\"key\"", "key.lora_A"),
        ("bert-lora", "\"query\"", "\"nothing\"", "nothing"),
        ("bert-lora", "\"rank_pattern\": {}", "\"rank_pattern\": {\"query\": 4}", "query.lora_A"),
        ("bert-lora", "\"rank_pattern\": {}", "\"rank_pattern\": {\"query\": 0.5}", "rank_pattern"),
        ("bert-lora", "\"rank_pattern\": {}", "\"rank_pattern\": {\"quer.*\": 4}", "rank_pattern"),
        ("bert-lora", "\"alpha_pattern\": {}", "\"alpha_pattern\": {\"query\": 0}", "alpha_pattern"),
        ("bert-lora", "\"peft_type\": \"LORA\"", "\"peft_type\": \"IA3\"", "peft_type"),
        ("bert-lora", "\"bias\": \"none\"", "\"bias\": \"all\"", "query.base_layer.bias"),
        ("bert-lora", "{", "{{", "adapter_config.json"),
        ("bert-lora", "\"init_lora_weights\": true", "\"init_lora_weights\": \"olora\"", "init_lora_weights"),
        ("bert-lora", "\"rank_pattern\": {}", "\"rank_pattern\": [\"query\"]", "rank_pattern"),
        ("bert-lora", "\"bias\": \"none\"", "\"bias\": true", "bias"),
        ("bert-lora", "\"task_type\": \"SEQ_CLS\"", "\"task_type\": \"CAUSAL_LM\"", "task_type"),
        ("bert-lora", "\"lora_alpha\": 6", "\"lora_alpha\": 1e-60", "lora_alpha"),
        ("bert-lora", "\"kasa_config\": null", "\"kasa_config\": {\"beta\": 1}", "kasa_config"),
        ("bert-edora", "\"use_dora\": true", "\"use_dora\": false", "use_dora"),
    ])
    func aMalformedDescriptionIsRefused(_ name: String, _ old: String, _ new: String, _ reason: String) throws {
        expectRefusal(try edited(name, old, new), reason)
    }

    /// α/√r in place of α/r; an α of its own for every matrix with the same name.
    @Test func scalesFollowRSLoRAAndPatterns() throws {
        let base = Fixtures.directory.appending(path: "tiny-bert"), path = "encoder.layer.0.attention.self.query"
        func change(_ old: String, _ new: String) throws -> Matrix {
            let model = try SequenceClassifier(directory: base, classes: 2, seed: 1),
                layer = try #require(model.linear(path)), W0 = layer.base.copy()
            try PEFTAdapter(directory: try edited("bert-lora", old, new)).install(on: model)
            return layer.weight - W0
        }
        let plain = try change("\"use_rslora\": false", "\"use_rslora\": false"),
            stabilised = try change("\"use_rslora\": false", "\"use_rslora\": true")
        func times(_ factor: Float) -> Matrix { Matrix(plain.rows, plain.columns) { factor * plain[$0, $1] } }
        let root: Float = 2
        #expect(stabilised.largestDifference(from: times(root.squareRoot())) < 1e-5 * plain.largest)
        let names = ["query", "value", "attention.output.dense", "output.dense"].map { "\"\($0)\": 12" }.joined(
            separator: ", ")
        let doubled = try change("\"alpha_pattern\": {}", "\"alpha_pattern\": {\(names)}")
        #expect(doubled.largestDifference(from: times(2)) < 1e-5 * plain.largest)
    }

    /// What we write for an adapter with a rank for each matrix, PEFT may train on and save; it must come back.
    @Test func aRankForEachMatrixComesBack() throws {
        let base = Fixtures.directory.appending(path: "tiny-bert"), folder = try Fixtures.temporary()
        let model = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        var configuration = AdapterConfiguration.standard(.lora, rank: 4)
        configuration.rankPattern = Dictionary(
            uniqueKeysWithValues: model.targets.enumerated().map { ($1.name, 2 + $0 % 4) })
        _ = try model.adapt(configuration, seed: 1, threads: 1)
        for layer in model.targets {
            layer.adapter?.parameters.forEach { $0.value.assign(.sample($0.value.rows, $0.value.columns, $0.name)) }
        }
        model.refresh(threads: 1)
        try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "base", run: "run", seed: 1).write(
            model, to: folder)
        try FileManager.default.removeItem(at: folder.appending(path: "edora_config.json"))
        let again = try SequenceClassifier(directory: base, classes: 2, seed: 1)
        try PEFTAdapter(directory: folder).install(on: again)
        for (a, b) in zip(model.targets, again.targets) {
            #expect(a.weight.largestDifference(from: b.weight) == 0, "\(a.name)")
        }
    }

    /// Tensors missing, of another shape, or unknown.
    @Test func malformedTensorsAreRefused() throws {
        func rewritten(_ name: String, _ change: (inout [(name: String, value: Matrix, isVector: Bool)]) -> Void) throws
            -> URL
        {
            let copy = try Fixtures.temporary().appending(path: "adapter")
            try FileManager.default.copyItem(at: Self.folder.appending(path: name), to: copy)
            let file = copy.appending(path: "adapter_model.safetensors"), source = try Safetensors(contentsOf: file)
            var tensors = try source.names.map { name -> (name: String, value: Matrix, isVector: Bool) in
                let shape = try #require(source.entries[name]).shape
                return (
                    name, try source.matrix(name, shape.count == 2 ? shape[0] : 1, shape.last ?? 1), shape.count == 1
                )
            }
            change(&tensors)
            try FileManager.default.removeItem(at: file)
            try Safetensors.write(tensors.map { .init($0.name, $0.value, isVector: $0.isVector) }, to: file)
            return copy
        }
        let magnitude = "base_model.model.bert.encoder.layer.0.attention.self.query.lora_magnitude_vector"
        expectRefusal(try rewritten("bert-dora") { $0.removeAll { $0.name == magnitude } }, magnitude)
        expectRefusal(
            try rewritten("bert-dora") { tensors in
                tensors = tensors.map { ($0.name, $0.value, $0.name == magnitude ? false : $0.isVector) }
            }, ", a vector, found")
        expectRefusal(
            try rewritten("bert-lora") { $0.removeAll { $0.name.contains("classifier.bias") } }, "classifier.bias")
        expectRefusal(
            try rewritten("roberta-lora") { $0.removeAll { $0.name.contains("classifier.dense.bias") } },
            "classifier.dense.bias", architecture: "roberta")
        expectRefusal(try rewritten("bert-lora") { $0.append(("stranger", Matrix(1, 1), true)) }, "stranger")
        expectRefusal(Self.folder.appending(path: "roberta-lora"), "base_model.model.bert.encoder")
        expectRefusal(try Fixtures.temporary(), "PEFT adapter's description")
    }
}
