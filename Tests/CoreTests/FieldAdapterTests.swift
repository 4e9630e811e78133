import Foundation
import Testing

@testable import Core

/// Adapters of many settings that stock PEFT saved (`scripts/make_adapter_fixture.py`).
struct FieldAdapterTests {
    static let folder = Fixtures.directory.appending(path: "adapters")
    static let cases = [
        "bert-expression", "bert-all-linear", "bert-pooler", "bert-layers", "bert-patterns", "bert-spread",
        "bert-biases", "bert-own-biases", "bert-velora", "bert-no-task", "roberta-all-linear", "released-lora-xs",
    ]

    func model(_ name: String) throws -> SequenceClassifier {
        let architecture = name.hasPrefix("roberta") ? "roberta" : "bert"
        return try SequenceClassifier(
            directory: Fixtures.directory.appending(path: "tiny-\(architecture)"), classes: 2, seed: 1)
    }

    func logits(_ model: SequenceClassifier, _ name: String) throws -> Matrix {
        let batch = try PEFTAdapterTests().batch(name.hasPrefix("roberta") ? "roberta" : "bert")
        return try Evaluator(model, threads: 1).logits(batch)
    }

    @Test(arguments: cases)
    func logitsAreThoseOfPEFT(_ name: String) throws {
        let expected = try JSONDecoder().decode(
            [String: [[Float]]].self, from: Data(contentsOf: Self.folder.appending(path: "logits.json")))
        let rows = try #require(expected[name]), reference = Matrix(rows.count, 2, rows.flatMap { $0 })
        let model = try model(name), before = try logits(model, name)
        let adapter = try PEFTAdapter(directory: Self.folder.appending(path: name))
        try adapter.install(on: model)
        let found = try logits(model, name)
        #expect(found.largestDifference(from: reference) < 1e-5)
        #expect(before.largestDifference(from: reference) > 0.01, "the adapter has an effect")
        #expect(adapter.skippedTensors.isEmpty == !["bert-velora", "bert-biases"].contains(name))

        // Written as ours and read again, it is the same; and so it is for PEFT, which does not read the side file.
        let output = try Fixtures.temporary()
        try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "none", run: "imported", seed: nil)
            .write(model, to: output)
        let again = try self.model(name)
        try AdapterDirectory.read(output).install(on: again, from: output, baseDigest: "none", allowBaseMismatch: false)
        #expect(try logits(again, name).largestDifference(from: found) == 0)
        guard name != "released-lora-xs" else { return }
        try FileManager.default.removeItem(at: output.appending(path: AdapterDirectory.configurationName))
        let peft = try self.model(name)
        try PEFTAdapter(directory: output).install(on: peft)
        #expect(try logits(peft, name).largestDifference(from: found) < 1e-6)
    }

    @Test func theReleasedCodesLoRAXSIsReadAsSuch() throws {
        let adapter = try PEFTAdapter(directory: Self.folder.appending(path: "released-lora-xs"))
        #expect(adapter.configuration.method == .loraXS)
    }

    /// Every field of today's LoraConfig is in the list; a field of tomorrow's that says something is refused.
    @Test func everyFieldOfPEFTIsInTheList() throws {
        let fields = try JSONDecoder().decode(
            [String].self, from: Data(contentsOf: Self.folder.appending(path: "fields.json")))
        #expect(fields.count > 40)
        for field in fields { #expect(FieldList.peftLoRA.uses[field] != nil, "\(field)") }
        func require(_ text: String) throws {
            try FieldList.peftLoRA.requireKnown(
                JSONSettings(try JSONReader.read(Array(text.utf8), place: "test"), place: "test"), writer: "peft 9")
        }
        for (field, use) in FieldList.peftLoRA.uses {
            if case .refused = use {
                #expect(throws: InputError.self, "\(field)") { try require("{\"\(field)\": true}") }
            } else {
                #expect(throws: Never.self, "\(field)") { try require("{\"\(field)\": true}") }
            }
            #expect(throws: Never.self, "\(field)") { try require("{\"\(field)\": null}") }
        }
        let error = #expect(throws: InputError.self) { try require("{\"use_warp\": 1}") }
        #expect(error?.description.contains("peft 9") == true)
    }

    /// A copy of a fixture with other fields and tensors' names; nil takes a field out.
    func edited(
        _ name: String, _ fields: [String: String?], rename: (String) -> String = { $0 }
    ) throws -> URL {
        let copy = try Fixtures.temporary().appending(path: "adapter"), source = Self.folder.appending(path: name)
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        var lines = try String(contentsOf: source.appending(path: "adapter_config.json"), encoding: .utf8)
        for (field, value) in fields {
            let pattern = try Regex("(?s)\"\(field)\": (\\[.*?\\]|\\{.*?\\}|[^,\\n]*)(?=[,\\n])")
            try #require(lines.contains(pattern), "\(field)")
            lines = lines.replacing(pattern, with: "\"\(field)\": \(value ?? "null")", maxReplacements: 1)
        }
        try Data(lines.utf8).write(to: copy.appending(path: "adapter_config.json"))
        let file = try Safetensors(contentsOf: source.appending(path: "adapter_model.safetensors"))
        let tensors = try file.names.map { name -> Safetensors.Output in
            let shape = try #require(file.entries[name]).shape
            return .init(
                rename(name), try file.matrix(name, shape.count == 2 ? shape[0] : 1, shape.last ?? 1),
                isVector: shape.count == 1)
        }
        try Safetensors.write(tensors, to: copy.appending(path: "adapter_model.safetensors"))
        return copy
    }

    func refusal(_ adapter: URL, _ name: String) throws -> String {
        do { try PEFTAdapter(directory: adapter).install(on: model(name)) } catch { return "\(error)" }
        return "none"
    }

    /// The tensors and the description must agree, and the error names what does not.
    @Test(arguments: [
        ("bert-velora", "target_modules", "[\"query\", \"key\"]", "self.key.lora_A.weight"),
        ("bert-expression", "target_modules", "\".*\\\\.query\"", "attention.output.dense among them"),
        ("bert-expression", "target_modules", "\"(?<=self)query\"", "(?<=self)query"),
        ("bert-expression", "target_modules", "\"(query\"", "(query"),
        ("bert-layers", "layers_to_transform", "[0]", "layer.0.attention.self.query"),
        ("bert-layers", "exclude_modules", "[\"key\"]", "intermediate.dense"),
        ("bert-patterns", "rank_pattern", "{}", "\"r\": expected 1, as"),
        ("bert-pooler", "modules_to_save", "null", "pooler.dense.lora_A"),
        ("bert-velora", "velora_config", "null", "lora_velora"),
        ("bert-own-biases", "bias", "\"none\"", "base_layer.bias"),
        ("bert-own-biases", "bias", "\"all\"", "key.bias"),
        ("bert-own-biases", "use_dora", "false", "use_dora"),
        ("bert-velora", "init_lora_weights", "\"pissa_niter_4\"", "path_initial_model_for_weight_conversion"),
        ("bert-velora", "task_type", "\"TOKEN_CLS\"", "\"TOKEN_CLS\""),
        ("bert-no-task", "auto_mapping", "{\"base_model_class\": \"BertModel\"}", "\"BertModel\""),
    ])
    func tensorsAndDescriptionMustAgree(_ name: String, _ field: String, _ value: String, _ reason: String) throws {
        let found = try refusal(edited(name, [field: value]), name)
        #expect(found.contains(reason), "\(found)")
    }

    @Test func whatTheTensorsSayMayBeMissing() throws {
        #expect(try refusal(edited("bert-velora", ["r": nil, "use_dora": nil]), "bert-velora") == "none")
        #expect(try refusal(edited("bert-own-biases", ["use_dora": nil]), "bert").contains("use_dora"))
        #expect(try refusal(edited("bert-velora", ["lora_alpha": nil]), "bert").contains("lora_alpha"))
        // An α for each of two matrices, and one s: within rounding.
        let spread = try PEFTAdapter(directory: Self.folder.appending(path: "bert-spread")), model = try model("bert")
        try spread.install(on: model)
        #expect(model.adapterConfiguration?.scaling == .value(3) && model.adapterConfiguration?.scalePattern == nil)
    }

    /// PEFT reads the adapter's name in tensors' names; several names are several adapters.
    @Test func otherSpellingsAreRead() throws {
        let adapter = try edited("bert-all-linear", [:]) { name in
            name.hasSuffix("vector")
                ? name + ".weight" : name.replacing(".weight", with: name.contains("lora") ? ".mine.weight" : ".weight")
        }
        #expect(try refusal(adapter, "bert") == "none")
        let raw = try edited("bert-pooler", [:]) {
            $0.replacing("base_model.model.", with: "").replacing(
                "classifier.", with: "classifier.modules_to_save.default.")
        }
        #expect(try refusal(raw, "bert") == "none")
        let two = try edited("bert-expression", [:]) {
            $0.replacing("lora_A.weight", with: $0.contains("layer.0") ? "lora_A.a.weight" : "lora_A.b.weight")
        }
        #expect(try refusal(two, "bert").contains("those of a, b"))
    }

    /// Folders that others would read as something else.
    @Test func aFolderOfPEFTsIsNamedWithItsCommand() throws {
        let folder = Self.folder.appending(path: "bert-expression")
        func reading(_ folder: URL) -> String {
            do { _ = try AdapterFolder.read(folder) } catch { return "\(error)" }
            return "none"
        }
        #expect(reading(folder).contains("which says its task, found one that peft 0.21.2 wrote"))
        let parent = try Fixtures.temporary()
        try FileManager.default.copyItem(at: folder, to: parent.appending(path: "mine"))
        #expect(try refusal(parent, "bert").contains("\(parent.path)/mine"))
        #expect(reading(parent).contains("\(parent.path)/mine"))
        let pickle = parent.appending(path: "mine")
        try FileManager.default.moveItem(
            at: pickle.appending(path: "adapter_model.safetensors"), to: pickle.appending(path: "adapter_model.bin"))
        #expect(try refusal(pickle, "bert").contains("save_file("))
    }

    /// A head that nobody trained would answer at random.
    @Test func aBaseWithoutAHeadNeedsOneInTheFile() throws {
        let base = try Fixtures.temporary(), bert = Fixtures.directory.appending(path: "tiny-bert")
        let file = try Safetensors(contentsOf: bert.appending(path: "model.safetensors"))
        let tensors = try file.names.filter { !$0.hasPrefix("classifier") }.map { name -> Safetensors.Output in
            let shape = try #require(file.entries[name]).shape
            return .init(
                name, try file.matrix(name, shape.count == 2 ? shape[0] : 1, shape.last ?? 1),
                isVector: shape.count == 1)
        }
        try Safetensors.write(tensors, to: base.appending(path: "model.safetensors"))
        try FileManager.default.copyItem(
            at: bert.appending(path: "config.json"), to: base.appending(path: "config.json"))
        let error = #expect(throws: InputError.self) {
            try PEFTAdapter(directory: Self.folder.appending(path: "bert-no-task"))
                .install(on: SequenceClassifier(directory: base, classes: 2, seed: 1))
        }
        #expect(error?.description.contains("random") == true)
    }
}
