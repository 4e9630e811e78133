import Foundation
import Testing

@testable import Core

/// What PEFT reads and what we read describe one model.
extension AdapterFolderTests {
    /// PEFT computes by adapter_config.json and lora_B; we must not compute something else from the same folder.
    @Test func whatPEFTReadsMustAgreeWithWhatWeRead() throws {
        let folder = try Fixtures.temporary()
        func edited(_ file: String, _ old: String, _ new: String) throws -> String {
            try write(adapted(.edora), to: folder)
            let place = folder.appending(path: file), text = try String(contentsOf: place, encoding: .utf8)
            try #require(text.contains(old), "\(text)")
            try Data(text.replacing(old, with: new).utf8).write(to: place)
            return try refusal(folder)
        }
        #expect(
            try edited("adapter_config.json", "\"lora_alpha\" : 2", "\"lora_alpha\" : 8").contains("\"lora_alpha\""))
        #expect(
            try edited("adapter_config.json", "\"use_dora\" : true", "\"use_dora\" : false").contains("\"use_dora\""))
        #expect(try edited("adapter_config.json", "\"r\" : 2", "\"r\" : 3").contains("\"r\""))
        #expect(try edited("adapter_config.json", "\"query\",", "").contains("\"target_modules\""))
        #expect(
            try edited("adapter_config.json", "\"query\",", "\"query\", \"intermediate.dense\",").contains(
                "\"target_modules\""))
        #expect(
            try edited("adapter_config.json", "\"rank_pattern\" : {", "\"rank_pattern\" : { \"a\": 1").contains(
                "\"rank_pattern\""))
        #expect(try edited("edora_config.json", "\"maxLength\" : 24", "\"maxLength\" : 0").contains("maxLength"))
        #expect(try edited("edora_config.json", "\"not_entailment\"", "\"no\"").contains("\"labels\""))
        #expect(try edited("edora_config.json", "\"edora\"", "\"full\"").contains("one that has a form in PEFT"))
        for method in [AdapterMethod.edora, .directions, .loraXS, .magnitude] {
            try write(adapted(method), to: folder)
            let file = folder.appending(path: "adapter_model.safetensors"), source = try Safetensors(contentsOf: file)
            let tensors = try source.names.map { name -> Safetensors.Output in
                let shape = try #require(source.entries[name]).shape,
                    value = try source.matrix(name, shape.count == 2 ? shape[0] : 1, shape.last ?? 1)
                if name.hasSuffix("lora_B.weight") || method == .magnitude && name.hasSuffix("lora_A.weight") {
                    value[0, 0] += 0.01
                }
                return .init(name, value, isVector: shape.count == 1)
            }
            try FileManager.default.removeItem(at: file)
            try Safetensors.write(tensors, to: file)
            #expect(try refusal(folder).contains("the tensors of this adapter"), "\(method)")
            try forgetTensorsDigest(folder, AdapterDirectory.configurationName)
            #expect(try refusal(folder).contains("lora_B.weight"), "\(method)")
        }
    }

    /// PEFT saves the head whole, under the name that the model gives it.
    @Test func theHeadAloneIsSavedBesideTheAdapter() throws {
        let folder = try Fixtures.temporary(), model = try adapted(.lora)
        try write(model, to: folder)
        try FileManager.default.removeItem(at: folder.appending(path: AdapterDirectory.configurationName))
        let file = folder.appending(path: "adapter_config.json"), text = try String(contentsOf: file, encoding: .utf8)
        let saved = /"modules_to_save" : \[\s*"classifier"\s*\]/
        #expect(text.contains(saved))
        for (modules, isRead) in [
            (#"["classifier"]"#, true), (#"["classifier", "score"]"#, true), ("null", true), (#"["score"]"#, true),
            (#"["classifier", "pooler"]"#, false), (#"["classifier", "LayerNorm"]"#, false),
        ] {
            try Data(text.replacing(saved, with: "\"modules_to_save\" : \(modules)").utf8).write(to: file)
            let base = try SequenceClassifier(
                directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1)
            var refusal: String?
            do { try PEFTAdapter(directory: folder).install(on: base) } catch { refusal = "\(error)" }
            #expect(
                isRead
                    ? refusal == nil
                    : refusal?.contains(modules.contains("pooler") ? "pooler.dense.weight" : "modules_to_save") == true,
                "\(modules): \(refusal ?? "")")
        }
    }

    @Test func numbersAndTextMustBeJSON() throws {
        #expect(throws: InputError.self) { try JSONReader.read(Array("{\"r\": 06}".utf8), place: "test") }
        #expect(throws: InputError.self) { try JSONReader.read([0x22, 0xFF, 0x22], place: "test") }
        for text in ["-0", "0.5", "1e-3", "12E+4"] {
            #expect(throws: Never.self, "\(text)") { try JSONReader.read(Array(text.utf8), place: "test") }
        }
        for text in ["+1", ".5", "1.", "1e", "--1", "0x1"] {
            #expect(throws: InputError.self, "\(text)") { try JSONReader.read(Array(text.utf8), place: "test") }
        }
    }
}
