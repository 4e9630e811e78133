import Foundation
import Testing

@testable import Core

/// What a decoder has beyond what encoders are tested for: the next token's logits, positions divided by a factor,
/// padding in a text, folders and GGUF files of one model (`scripts/make_gemma_fixture.py`,
/// `scripts/make_gemma_gguf_fixture.py`).
@Suite struct Gemma3Tests {
    static let folder = Fixtures.directory.appending(path: "tiny-gemma")
    static let ggufFolder = Fixtures.directory.appending(path: "tiny-gemma-gguf")

    private func decoder(_ model: SequenceClassifier) throws -> Gemma3 { try #require(model.backbone as? Gemma3) }

    private func texts(_ source: Safetensors) throws -> [[Int32]] {
        let ids = try source.integers("batch.ids")
        var start = 0
        return try source.integers("batch.lengths").map { length in
            defer { start += Int(length) }
            return Array(ids[start ..< start + Int(length)])
        }
    }

    /// The folder `linear` has a config.json for the same weights.
    private func linearFolder() throws -> URL {
        let copy = try Fixtures.temporary()
        for (from, name) in [("linear/config.json", "config.json"), ("model.safetensors", "model.safetensors")] {
            try FileManager.default.copyItem(at: Self.folder.appending(path: from), to: copy.appending(path: name))
        }
        return copy
    }

    @Test(arguments: [false, true])
    func theNextTokensLogitsAreThoseOfPyTorch(linear: Bool) throws {
        let model = try SequenceClassifier(directory: linear ? linearFolder() : Self.folder, seed: 1)
        let source = try Safetensors(
            contentsOf: Self.folder.appending(path: linear ? "linear/gradients.safetensors" : "gradients.safetensors"))
        let texts = try texts(source), expected = try source.matrix("next.logits", 53, 60)
        var start = 0
        for text in texts {
            let found = try decoder(model).nextTokenLogits(text, threads: 2)
            #expect(found.largestDifference(from: expected.rows(start ..< start + text.count)) < 2e-5)
            start += text.count
        }
    }

    @Test(arguments: ["lora", "edora"])
    func dividedPositionsGiveTheLogitsAndGradientsOfPyTorch(_ name: String) throws {
        let directory = try linearFolder()
        try FileManager.default.copyItem(
            at: Self.folder.appending(path: "linear/gradients.safetensors"),
            to: directory.appending(path: "gradients.safetensors"))
        let model = try SequenceClassifier(directory: directory, classes: 2, seed: 1)
        try EncoderParityTests().compare(
            model, name, Safetensors(contentsOf: directory.appending(path: "gradients.safetensors")), threads: 2)
    }

    /// `<pad>` in a text is attended to; the head reads the last token that is another.
    @Test func theLastTokenThatIsNoPaddingIsRead() throws {
        let model = try SequenceClassifier(directory: Self.folder, seed: 1)
        let source = try Safetensors(contentsOf: Self.folder.appending(path: "gradients.safetensors"))
        let ids = try source.matrix("padded.ids", 1, 6).values.map { Int32($0) }
        let expected = try source.matrix("padded.logits", 1, 2)
        let others = try texts(source)
        let rows = [ids, others[0], [0, 0]].map { Encoding(ids: $0) }
        let found = try Evaluator(model, threads: 1).logits(rows)
        #expect(found.rows(0 ..< 1).largestDifference(from: expected) < 2e-5)
        #expect(ids.last == 0 && PackedBatch(rows, for: model.configuration).bounds == [0, 4, 7, 8])
    }

    @Test func aGGUFFileGivesTheLogitsOfPyTorch() throws {
        let model = try SequenceClassifier(directory: Self.ggufFolder, classes: 2, seed: 1)
        let source = try Safetensors(contentsOf: Self.ggufFolder.appending(path: "logits.safetensors"))
        #expect(model.unusedTensors.isEmpty && !model.hasPretrainedHead)
        model.backbone.trainedHead[0].assign(weight: try source.matrix("score.weight", 2, 32), bias: nil)
        let texts = try texts(source)
        let logits = try Evaluator(model, threads: 2).logits(texts.map { Encoding(ids: $0) })
        #expect(logits.largestDifference(from: try source.matrix("logits", 4, 2)) < 5e-5)
        let next = try source.matrix("next.logits", 4, 1261)
        for (number, text) in texts.enumerated() {
            let found = try decoder(model).nextTokenLogits(text, threads: 1)
            let last = found.rows(text.count - 1 ..< text.count)
            #expect(last.largestDifference(from: next.rows(number ..< number + 1)) < 2e-4 * next.largest)
        }
    }

    /// Merged and read again, a GGUF file's model is the same, and so is one with adapters.
    @Test(arguments: [nil, AdapterMethod.lora, .edora])
    func aFolderMadeOfAGGUFFileIsTheSameModel(_ method: AdapterMethod?) throws {
        let model = try SequenceClassifier(directory: Self.ggufFolder, classes: 2, seed: 1)
        if let method {
            _ = try model.adapt(.standard(method, rank: 4), seed: 1, threads: 1)
            for parameter in model.trainableParameters {
                parameter.value.assign(
                    parameter.value + 0.01 * Matrix.sample(parameter.value.rows, parameter.value.columns, "change"))
            }
            model.refresh(threads: 1)
        }
        let folder = try Fixtures.temporary()
        try ModelDirectory.write(model, task: .rte, base: Self.ggufFolder, to: folder)
        let again = try SequenceClassifier(directory: folder, classes: 2, seed: 2)
        #expect(again.hasPretrainedHead && again.unusedTensors.isEmpty)
        let source = try Safetensors(contentsOf: Self.ggufFolder.appending(path: "logits.safetensors"))
        let rows = try texts(source).map { Encoding(ids: $0) }
        let found = try Evaluator(again, threads: 1).logits(rows)
        let expected = try Evaluator(model, threads: 1).logits(rows)
        #expect(found.largestDifference(from: expected) < 1e-5 * max(1, expected.largest))
    }

    /// The merged folder has a tokenizer, which cuts texts as the file's does.
    @Test func theTokenizerOfAGGUFFileTravelsAlong() throws {
        let model = try SequenceClassifier(directory: Self.ggufFolder, classes: 2, seed: 1)
        let folder = try Fixtures.temporary()
        try ModelDirectory.write(model, task: .rte, base: Self.ggufFolder, to: folder)
        let own = try loadTokenizer(Self.ggufFolder), written = try loadTokenizer(folder)
        #expect(own.vocabularySize == written.vocabularySize)
        for text in [
            "", "The shop  is open.", "a\n\n\nb", "<table><tr>x", "   ", "\u{1F600} \"quoted\" \\ \u{7}", "<pad>",
            "12,50", "\t\ttabs", String(repeating: " ", count: 33) + "end", "é e\u{301}",
        ] {
            for second in [nil, "and another."] {
                let expected = own.encode(text, second, maxLength: 64).ids
                #expect(written.encode(text, second, maxLength: 64).ids == expected, "\(text.debugDescription)")
            }
        }
    }

    /// config.json as it is made for a GGUF file says what its keys say.
    @Test func theDescriptionOfAGGUFFileIsReadAsItsKeys() throws {
        let file = try #require(try GGUF.file(in: Self.ggufFolder))
        let own = try Gemma3Configuration(GGUF(contentsOf: file))
        let read = try BackboneFamily.configuration(of: Self.ggufFolder)
        #expect(read as? Gemma3Configuration == own && own.globalFactor == 8 && own.window == 9)
    }

    /// Full fine-tuning makes floats of the embedding, of the same numbers; other methods leave it in blocks.
    @Test func theEmbeddingIsFloatsWhereItTrainsAlone() throws {
        let quantised = try SequenceClassifier(directory: Self.ggufFolder, classes: 2, seed: 1)
        _ = try quantised.adapt(.standard(.edora, rank: 4), seed: 1, threads: 1)
        #expect(quantised.backbone.tables.isEmpty && quantised.backbone.storedTables.count == 1)
        let full = try SequenceClassifier(directory: Self.ggufFolder, classes: 2, seed: 1)
        _ = try full.adapt(.standard(.full, rank: 4), seed: 1, threads: 1)
        let table = try #require(full.backbone.tables.first)
        #expect(full.startNotes.contains { $0.contains("1 MB as floats") } && quantised.startNotes.isEmpty)
        #expect(full.trainableParameters.last?.name == table.name)
        #expect(table.value.values == quantised.backbone.storedTables[0].values().values)
        let all = full.trainableParameters.reduce(0) { $0 + $1.value.count }
        #expect(all == full.configuration.totalCount(classes: 2))
    }

    @Test func dropoutIsRefused() throws {
        let model = try SequenceClassifier(directory: Self.folder, classes: 2, seed: 1)
        _ = try model.adapt(.standard(.lora, rank: 2), seed: 1, threads: 1)
        var training = TrainingConfiguration(
            adapter: try #require(model.adapterConfiguration), task: .rte, epochs: 1,
            rates: .init(adapter: 1e-3, head: 1e-3), weightDecay: 0, seed: 1)
        training.regularisation.dropout = 0.1
        let row = Example(encoding: Encoding(ids: [2, 5]), target: .label(1))
        let fault = #expect(throws: InputError.self) {
            try Trainer(model, training, key: "k", train: [row], dev: [])
        }
        #expect(fault?.place == "regularisation.dropout")
    }

    /// A tensor that is missing, misshaped or of a layer too many, by its name.
    @Test(arguments: [
        "model.embed_tokens.weight", "model.norm.weight", "model.layers.1.self_attn.q_norm.weight",
        "model.layers.0.mlp.up_proj.weight",
    ])
    func damagedFoldersThrow(_ name: String) throws {
        let source = try Safetensors(contentsOf: Self.folder.appending(path: "model.safetensors"))
        func load(_ change: (String, [Int]) -> (name: String, shape: [Int])?) throws {
            let folder = try Fixtures.temporary()
            try FileManager.default.copyItem(
                at: Self.folder.appending(path: "config.json"), to: folder.appending(path: "config.json"))
            let tensors = try source.names.compactMap { own -> Safetensors.Output? in
                let shape = try #require(source.entries[own]).shape
                guard let (name, new) = change(own, shape) else { return nil }
                let matrix = Matrix.sample(new.count == 2 ? new[0] : 1, new[new.count - 1], own)
                return Safetensors.Output(name, matrix, isVector: new.count == 1)
            }
            try Safetensors.write(tensors, to: folder.appending(path: "model.safetensors"))
            _ = try SequenceClassifier(directory: folder, seed: 1)
        }
        try load { ($0, $1) }
        #expect(throws: InputError.self) { try load { $0 == name ? nil : ($0, $1) } }
        #expect(throws: InputError.self) {
            try load { $0 == name ? ($0, $1.dropLast() + [$1[$1.count - 1] + 1]) : ($0, $1) }
        }
        let more = #expect(throws: InputError.self) {
            try load { $0 == "score.weight" ? ("model.layers.2.mlp.up_proj.weight", $1) : ($0, $1) }
        }
        #expect(more?.found.contains("layers.2") == true)
    }
}
