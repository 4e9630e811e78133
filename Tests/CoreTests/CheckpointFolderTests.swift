import Foundation
import Testing

@testable import Core

/// Checkpoint folders that mean something else than they seem to, and memory that is kept.
@Suite struct CheckpointFolderTests {
    /// A copy of a fixture's folder.
    func copy(_ name: String) throws -> URL {
        let folder = try Fixtures.temporary().appending(path: name)
        try FileManager.default.copyItem(at: Fixtures.directory.appending(path: name), to: folder)
        return folder
    }

    func edit(_ file: URL, _ old: String, _ new: String) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old), "\(old)")
        try Data(text.replacing(old, with: new).utf8).write(to: file)
    }

    func refusal(_ body: () throws -> Void) -> String {
        #expect(throws: InputError.self, performing: body)?.description ?? ""
    }

    @Test func aDecoderIsRefused() throws {
        let folder = try copy("tiny-roberta")
        try edit(folder.appending(path: "config.json"), "\"is_decoder\": false", "\"is_decoder\": true")
        #expect(refusal { _ = try SequenceClassifier(directory: folder, seed: 1) }.contains("is_decoder"))
    }

    @Test func weightsInAnotherFileAreNamed() throws {
        let folder = try copy("tiny-bert"), weights = folder.appending(path: "model.safetensors")
        try FileManager.default.moveItem(at: weights, to: folder.appending(path: "pytorch_model.bin"))
        let text = refusal { _ = try SequenceClassifier(directory: folder, seed: 1) }
        #expect(text.contains("found pytorch_model.bin") && text.contains("save_pretrained"), "\(text)")
    }

    /// A head whose row 0 is what the task calls 1 would train and score inverted.
    @Test func aClassifierWithLabelsInAnotherOrderIsRefused() throws {
        let folder = try copy("tiny-bert"), config = folder.appending(path: "config.json")
        func set(_ labels: [String]) throws {
            var json = try JSONFile(config).object
            json["id2label"] = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ("\($0)", $1) })
            try JSONSerialization.data(withJSONObject: json).write(to: config)
        }
        try set(
            ["not_entailment", "entailment"].reversed() == TextTask.rte.labelNames
                ? ["not_entailment", "entailment"] : ["entailment", "not_entailment"])
        #expect(refusal { try ModelDirectory.requireLabelOrder(folder, of: .rte) }.contains("id2label"))
        for labels in [TextTask.rte.labelNames, ["LABEL_1", "LABEL_0"]] {
            try set(labels)
            try ModelDirectory.requireLabelOrder(folder, of: .rte)
        }
    }

    /// Under RoBERTa a lone `classifier` is the head of another kind of task: a new one is made, as in transformers.
    @Test func anotherTasksHeadIsLeftAside() throws {
        let folder = try copy("tiny-roberta"), file = folder.appending(path: "model.safetensors"),
            base = try Safetensors(contentsOf: file)
        var tensors = try base.names.filter { !$0.hasPrefix("classifier.") }.map { name -> Safetensors.Output in
            let shape = try #require(base.entries[name]).shape
            return .init(
                name, try base.matrix(name, shape.count == 2 ? shape[0] : 1, shape.last ?? 1),
                isVector: shape.count == 1)
        }
        tensors += [
            .init("classifier.weight", Matrix(7, 32), isVector: false),
            .init("classifier.bias", Matrix(1, 7), isVector: true),
        ]
        try FileManager.default.removeItem(at: file)
        try Safetensors.write(tensors, to: file)
        let model = try SequenceClassifier(directory: folder, seed: 1)
        #expect(
            !model.hasPretrainedHead && model.classes == 2
                && model.unusedTensors == ["classifier.bias", "classifier.weight"])
    }

    @Test func aMergedModelSaysItsOwnPrecision() throws {
        let folder = try copy("tiny-bert"), output = try Fixtures.temporary()
        var json = try JSONFile(folder.appending(path: "config.json")).object
        (json["dtype"], json["torch_dtype"]) = ("float16", "float16")
        try JSONSerialization.data(withJSONObject: json).write(to: folder.appending(path: "config.json"))
        try ModelDirectory.write(
            try SequenceClassifier(directory: folder, classes: 2, seed: 1), task: .rte, base: folder, to: output)
        let written = try JSONFile(output.appending(path: "config.json")).object
        #expect(written["dtype"] as? String == "float32" && written["torch_dtype"] == nil)
    }

    /// transformers obeys tokenizer_config.json; a folder whose files disagree means two tokenizers.
    @Test func tokenizerFilesThatDisagreeAreRefused() throws {
        let folder = try Fixtures.temporary(), settings = folder.appending(path: "tokenizer_config.json")
        try FileManager.default.copyItem(
            at: Fixtures.minilm.resolvingSymlinksInPath().appending(path: "tokenizer.json"),
            to: folder.appending(path: "tokenizer.json"))
        try Data(#"{"do_lower_case": true, "strip_accents": null}"#.utf8).write(to: settings)
        _ = try loadTokenizer(folder)
        try Data(#"{"do_lower_case": false}"#.utf8).write(to: settings)
        #expect(refusal { _ = try loadTokenizer(folder) }.contains("do_lower_case"))
        // What is not said is transformers' standard, not tokenizer.json's: it has cases and accents of its own.
        let json = folder.appending(path: "tokenizer.json"), lower = try String(contentsOf: json, encoding: .utf8)
        let cased = lower.replacing(/"lowercase":\s*true/, with: "\"lowercase\": false")
        try #require(cased != lower)
        for (tokenizer, said, key) in [
            (lower, #"{"strip_accents": false}"#, "strip_accents"), (cased, "{}", "do_lower_case"),
            (cased, nil, "do_lower_case"),
            (cased, #"{"do_lower_case": false, "strip_accents": true}"#, "strip_accents"),
            (lower, "{}", nil), (cased, #"{"do_lower_case": false}"#, nil),
            (cased, #"{"tokenizer_class": "PreTrainedTokenizerFast"}"#, nil),
        ] as [(String, String?, String?)] {
            try Data(tokenizer.utf8).write(to: json)
            try? FileManager.default.removeItem(at: settings)
            try said.map { try Data($0.utf8).write(to: settings) }
            if let key {
                #expect(refusal { _ = try loadTokenizer(folder) }.contains("\"\(key)\""))
            } else {
                _ = try loadTokenizer(folder)
            }
        }
        try FileManager.default.removeItem(at: json)
        try Data("[UNK]\n[CLS]\n[SEP]\nun\n".utf8).write(to: folder.appending(path: "vocab.txt"))
        try Data(#"{"do_lower_case": false}"#.utf8).write(to: settings)
        let digest = try tokenizerDigest(folder)
        try Data(#"{"do_lower_case": true}"#.utf8).write(to: settings)
        _ = try loadTokenizer(folder)
        #expect(try tokenizerDigest(folder) != digest, "the case changes the ids")
        let added = folder.appending(path: "added_tokens.json")
        try Data("{\"x\": 4}".utf8).write(to: added)
        #expect(try loadTokenizer(folder).encode("un x", maxLength: 8).ids == [1, 3, 4, 2])
        try Data("{\"x\": 5}".utf8).write(to: added)
        #expect(refusal { _ = try loadTokenizer(folder) }.contains("added_tokens.json"))
    }

    /// Lengths that grow from step to step must not leave a set of blocks behind each time.
    @Test func memoryIsKeptWhereSizesGrow() {
        let arena = Arena(blockCount: 1024)
        for size in 1 ... 100 {
            arena.reset()
            for _ in 0 ..< 4 { arena.matrix(size, 32).fill(1) }
        }
        #expect(
            arena.capacity <= 4 * 100 * 32 + 4 * 1024, "\(arena.capacity) floats for at most \(4 * 100 * 32) at a time")
    }
}
