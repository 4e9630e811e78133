import Foundation
import Testing

@testable import Core

/// Heads of checkpoints as transformers writes them (`scripts/make_checkpoint_fixture.py`), and their labels.
@Suite struct CheckpointHeadTests {
    struct Expected: Decodable {
        let ids: [Int32], tokenTypes: [UInt8], roberta, sharded, three: [Float]

        enum CodingKeys: String, CodingKey {
            case ids, tokenTypes, sharded, roberta = "roberta-types", three = "three-labels"
        }
    }

    let folder = CheckpointFieldTests.folder
    let expected: Expected

    init() throws {
        expected = try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
    }

    func refusal(_ body: () throws -> Void) -> String {
        #expect(throws: InputError.self, performing: body)?.description ?? ""
    }

    func logits(_ name: String) throws -> Matrix {
        let model = try SequenceClassifier(directory: folder.appending(path: name), seed: 1)
        #expect(model.hasPretrainedHead && model.startNotes.isEmpty && model.unusedTensors.isEmpty)
        return try Evaluator(model, threads: 1).logits([
            Encoding(ids: expected.ids, tokenTypes: expected.tokenTypes)
        ])
    }

    @Test func tokenTypesOfARoBERTaAndShardsGiveTransformersLogits() throws {
        for (name, values) in [
            ("roberta-types", expected.roberta), ("sharded", expected.sharded), ("three-labels", expected.three),
        ] {
            let reference = Matrix(1, values.count) { values[$1] }
            #expect(try logits(name).largestDifference(from: reference) < 1e-5, "\(name)")
        }
    }

    @Test func aShardThatIsMissingOrElsewhereIsNamed() throws {
        let copy = try CheckpointFieldTests.edited("checkpoints/sharded") { _ in }
        let index = copy.appending(path: "model.safetensors.index.json")
        let files = try ModelWeights.files(copy), digest = try ModelWeights.digest(of: copy)
        #expect(files.count > 3 && files[0].lastPathComponent == index.lastPathComponent)
        let (second, third) = (files[2], files[3])
        let moved = try String(contentsOf: index, encoding: .utf8)
            .replacing(second.lastPathComponent, with: third.lastPathComponent)
        try Data(moved.utf8).write(to: index)
        #expect(refusal { _ = try ModelWeights(copy) }.contains(third.lastPathComponent))
        #expect(try ModelWeights.digest(of: copy) != digest)
        try Data(moved.replacing(third.lastPathComponent, with: "../" + third.lastPathComponent).utf8).write(to: index)
        #expect(refusal { _ = try ModelWeights(copy) }.contains("weight_map"))
        try FileManager.default.removeItem(at: index)
        try FileManager.default.copyItem(
            at: folder.appending(path: "sharded/model.safetensors.index.json"), to: index)
        try FileManager.default.removeItem(at: third)
        let text = refusal { _ = try ModelWeights(copy) }
        #expect(text.contains(third.lastPathComponent) && text.contains("shards"), "\(text)")
    }

    @Test func aHeadOfAnotherKindIsLeftAside() throws {
        let model = try SequenceClassifier(directory: folder.appending(path: "token-classifier"), classes: 2, seed: 1)
        #expect(!model.hasPretrainedHead)
        #expect(model.startNotes.contains { $0.contains("BertForTokenClassification") })
        #expect(model.unusedTensors == ["classifier.bias", "classifier.weight"])
        // Of several labels at once, as well.
        let several = try CheckpointFieldTests.edited("checkpoints/three-labels") {
            $0["problem_type"] = "multi_label_classification"
        }
        #expect(try !SequenceClassifier(directory: several, classes: 3, seed: 1).hasPretrainedHead)
    }

    @Test func anotherNumberOfClassesIsRefusedUnlessThatIsIgnored() throws {
        let checkpoint = folder.appending(path: "three-labels")
        let text = refusal { _ = try SequenceClassifier(directory: checkpoint, classes: 2, seed: 1) }
        #expect(text.contains("found 3") && text.contains("`ignoresMismatchedHead`"), "\(text)")
        let model = try SequenceClassifier(
            directory: checkpoint, classes: 2, ignoresMismatchedHead: true, seed: 1)
        #expect(!model.hasPretrainedHead && model.classes == 2 && model.startNotes.count == 1)
        #expect(
            try SequenceClassifier(directory: checkpoint, classes: 3, ignoresMismatchedHead: true, seed: 1)
                .hasPretrainedHead)
    }

    /// The pooler starts from the seed, trains with the classifier under every method, and is saved with it.
    @Test(arguments: [AdapterMethod.edora, .lora, .head, .magnitude])
    func aMissingPoolerTrainsAndIsSaved(_ method: AdapterMethod) throws {
        let checkpoint = folder.appending(path: "masked-lm"), output = try Fixtures.temporary()
        func fresh(_ seed: UInt64) throws -> SequenceClassifier {
            try SequenceClassifier(directory: checkpoint, classes: 2, seed: seed)
        }
        let model = try fresh(1), row = Encoding(ids: expected.ids)
        #expect(model.startNotes.contains { $0.contains("no pooler") } && !model.hasPretrainedHead)
        _ = try model.adapt(.standard(method, rank: 2), seed: 1, threads: 1)
        let names = model.trainableParameters.map(\.name)
        #expect(names.contains("pooler.dense.weight") && names.contains("pooler.dense.bias"))
        let optimiser = Optimiser(
            model,
            TrainingConfiguration(
                adapter: .standard(method, rank: 2), task: .rte, epochs: 1, rates: .init(adapter: 1e-2, head: 1e-2),
                weightDecay: 0, seed: 1), threads: 1)
        let before = try #require(model.backbone.trainedHead.first).base.copy()
        _ = optimiser.step([Example(encoding: row, target: .label(1))], step: 1, of: 4)
        #expect(try #require(model.backbone.trainedHead.first).weight.largestDifference(from: before) > 0)
        let logits = try Evaluator(model, threads: 1).logits([row]).values
        let description = try AdapterDirectory(
            of: model, task: .rte, maxLength: 12, baseDigest: "base", run: "run", seed: 1)
        for isNative in [false, true] {
            let again = try fresh(2)
            if isNative {
                try NativeAdapter(description).write(model, to: output)
            } else if method.peft != nil || method.scope == .headOnly {
                try description.write(model, to: output)
                let saved = try Safetensors(contentsOf: output.appending(path: AdapterDirectory.tensorsName))
                #expect(saved.entries["base_model.model.bert.pooler.dense.weight"] != nil)
            } else {
                continue
            }
            try AdapterFolder.read(output).install(
                on: again, from: output, baseDigest: "base", allowBaseMismatch: false, threads: 1)
            #expect(try Evaluator(again, threads: 1).logits([row]).values == logits, "\(method) native \(isNative)")
        }
        let merged = try Fixtures.temporary()
        try ModelDirectory.write(model, task: .rte, base: checkpoint, to: merged)
        let plain = try SequenceClassifier(directory: merged, seed: 3)
        #expect(plain.hasPretrainedHead && plain.startNotes.isEmpty)
        #expect(try Evaluator(plain, threads: 1).logits([row]).values == logits)
    }

    @Test func anAdapterOfPEFTIsRefusedWhereThePoolerIsRandom() throws {
        let checkpoint = folder.appending(path: "masked-lm"), output = try Fixtures.temporary()
        let donor = try SequenceClassifier(
            directory: folder.appending(path: "token-classifier"), classes: 2, seed: 1)
        #expect(donor.startNotes.contains { $0.contains("no pooler") }, "heads of tokens have none either")
        let whole = try SequenceClassifier(
            directory: folder.appending(path: "three-labels"), classes: 3, seed: 1)
        _ = try whole.adapt(.standard(.lora, rank: 2), seed: 1, threads: 1)
        try AdapterDirectory(of: whole, task: .rte, maxLength: 12, baseDigest: "base", run: "run", seed: 1)
            .write(whole, to: output)
        try FileManager.default.removeItem(at: output.appending(path: AdapterDirectory.configurationName))
        let text = refusal {
            try PEFTAdapter(directory: output).install(
                on: try SequenceClassifier(directory: checkpoint, classes: 3, seed: 1))
        }
        #expect(text.contains("pooler") && text.contains("random"), "\(text)")
    }

    @Test func labelsAreComparedWithoutCaseAndKeepTheirNames() throws {
        let sharded = folder.appending(path: "sharded")
        #expect(refusal { try ModelDirectory.requireLabelOrder(sharded, of: .rte) }.contains("NOT_ENTAILMENT"))
        #expect(try ModelDirectory.named(.rte, in: sharded).labelNames == ["NOT_ENTAILMENT", "Entailment"])
        let film = try CheckpointFieldTests.edited("checkpoints/sharded") {
            $0["id2label"] = ["0": "NEGATIVE", "1": "POSITIVE"]
            $0["label2id"] = nil
        }
        try ModelDirectory.requireLabelOrder(film, of: .sst2)
        let named = try ModelDirectory.named(.sst2, in: film)
        #expect(named.labelNames == ["NEGATIVE", "POSITIVE"] && named.labels == TextTask.sst2.labels)
        let plain = folder.appending(path: "three-labels")
        #expect(try ModelDirectory.named(.rte, in: plain) == .rte, "LABEL_0 says nothing")
    }

    @Test(arguments: [
        #"{"id2label": {"0": "a", "1": "b"}, "label2id": {"a": 1, "b": 0}}"#,
        #"{"id2label": {"0": "a", "1": "b"}, "label2id": {"a": 0, "b": 1, "c": 2}}"#,
        #"{"id2label": {"0": "a", "1": "b"}, "num_labels": 3}"#,
        #"{"id2label": {"0": "a", "1": "b"}, "problem_type": "regression"}"#,
        #"{"id2label": {"0": "a"}, "problem_type": "single_label_classification"}"#,
        #"{"id2label": {"0": "a", "1": "b"}, "problem_type": "ranking"}"#,
    ])
    func labelsThatDisagreeAreRefused(_ json: String) throws {
        let folder = try ModelTaskTests().written(json)
        #expect(throws: InputError.self) { try ModelDirectory.task(of: folder, isPair: false) }
    }

    /// What config.json counts is what the classifier has, where it is used.
    @Test(arguments: [
        #"{"num_labels": 3}"#, #"{"id2label": {"0": "a", "1": "b", "2": "c"}}"#, #"{"problem_type": "regression"}"#,
    ])
    func labelsOfAnotherNumberAreRefused(_ json: String) throws {
        let folder = try ModelTaskTests().written(json)
        #expect(throws: InputError.self) { try ModelDirectory.requireLabels(folder, outputs: 2) }
        #expect(throws: InputError.self) { try ModelDirectory.requireLabelOrder(folder, of: .rte) }
        try ModelDirectory.requireLabels(try ModelTaskTests().written(#"{"num_labels": 2}"#), outputs: 2)
    }

    @Test(arguments: [
        (#"{"label2id": {"no": 0, "yes": 1}}"#, ["no", "yes"]),
        (#"{"id2label": {"0": 0, "1": 1}}"#, ["0", "1"]),
        (#"{"id2label": {"0": "no", "1": "yes"}, "label2id": {"LABEL_0": 0, "LABEL_1": 1}}"#, ["no", "yes"]),
    ])
    func labelsAreReadAsOthersWriteThem(_ json: String, _ names: [String]) throws {
        let folder = try ModelTaskTests().written(json)
        #expect(try ModelDirectory.task(of: folder, isPair: false)?.labelNames == names)
    }

    /// The class that wrote the file keeps its head when transformers converts it.
    @Test func theConversionKeepsTheHead() throws {
        let copy = try CheckpointFieldTests.edited("checkpoints/three-labels") { _ in }
        try FileManager.default.moveItem(
            at: copy.appending(path: "model.safetensors"), to: copy.appending(path: "pytorch_model.bin"))
        let text = refusal { _ = try SequenceClassifier(directory: copy, seed: 1) }
        #expect(
            text.contains("import BertForSequenceClassification as Model")
                && text.contains("from_pretrained(\"\(copy.path)\")"), "\(text)")
    }
}
