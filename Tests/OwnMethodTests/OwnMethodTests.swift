import AdapterLaws
import Core
import Foundation
import Testing

/// Methods that nothing under `Sources` knows: defined in this folder, registered, and used by the tool like the
/// project's own.
@Suite(.serialized, .timeLimit(.minutes(10))) struct OwnMethodTests {
    static let methods: [AdapterMethod] = [.loraFA, .tinyLoRA, .milora]
    /// Once in a process: an id is registered but once.
    static let registration = Result { try methods.forEach(AdapterMethod.register) }
    let tiny: TinyModel

    init() throws {
        try Self.registration.get()
        tiny = try TinyModel()
    }

    @Test(arguments: methods) func theLawsHold(_ method: AdapterMethod) throws {
        // MiLoRA's W₀ is the sum of two parts.
        #expect(try method.brokenLaws(startTolerance: method == .milora ? 1e-5 : 0) == [])
    }

    @Test func anIdIsRegisteredOnce() throws {
        for method in [AdapterMethod.loraFA, .lora] {
            #expect(throws: InputError.self) { try AdapterMethod.register(method) }
        }
        #expect(
            AdapterMethod.all == AdapterMethod.builtIn + Self.methods && AdapterMethod.named("tiny-lora") == .tinyLoRA)
    }

    @Test func aMethodThatNobodyRegisteredIsRefusedWithAllNames() throws {
        let refusal = tiny.refusal(["train", "--task", "RTE", "--method", "lora-fb"])
        #expect(refusal.contains("'lora-fb' is invalid"), "\(refusal)")
        for method in AdapterMethod.all { #expect(refusal.contains("- \(method.id)\n"), "\(method): \(refusal)") }
    }

    /// The same losses bit for bit, whether a run was stopped or not.
    @Test(arguments: methods) func aRunThatWasStoppedGoesOn(_ method: AdapterMethod) throws {
        try tiny.train(method, ["--output", tiny.path("out"), "--record", tiny.path("whole.json")])
        try tiny.stop(method, afterStep: 3, to: "resumed")
        try tiny.train(method, ["--output", tiny.path("resumed"), "--resume", "--record", tiny.path("resumed.json")])
        let whole = try tiny.record("whole.json"), resumed = try tiny.record("resumed.json")
        #expect(whole.losses.count == 6 && Set(whole.losses).count == 6)
        #expect(whole.losses == resumed.losses && whole.epochs == resumed.epochs)
        for name in ["out", "resumed"] { try tiny.predict(name, adapter: name) }
        #expect(try tiny.logits("out") == tiny.logits("resumed"))
    }

    @Test(arguments: methods) func mergingChangesNoLogit(_ method: AdapterMethod) throws {
        try tiny.train(method, ["--output", tiny.path("out")])
        try tiny.edora(["merge", "--model", tiny.model, "--adapter", tiny.path("out"), "--output", tiny.path("merged")])
        try tiny.predict("unmerged", adapter: "out")
        try tiny.predict("merged", model: tiny.path("merged"), adapter: nil)
        #expect(try tiny.logits("unmerged").count == 16 && tiny.logits("unmerged") == tiny.logits("merged"))
    }

    /// Eight matrices with 32 outputs, at rank 2: 8·2·32 values, 8·2, and 6·2·(32 + 32) + 2·2·(32 + 64).
    @Test(arguments: zip(methods, ["512", "16", "1,152"]))
    func infoShowsWhatTrained(_ method: AdapterMethod, _ count: String) throws {
        try tiny.train(method, ["--output", tiny.path("out")])
        let told = try tiny.output(["info", tiny.path("out")])
        #expect(told.contains("adapter: \(method.title), rank 2"), "\(told)")
        #expect(told.contains("trained: \(count) values"), "\(told)")
        let counted = try tiny.output(["info", "--model", tiny.model, "--method", method.id, "--rank", "2"])
        #expect(counted.contains("\(method.id): \(count) without head"), "\(counted)")
    }

    /// PEFT's form holds A, too. Without our own file beside it, it is LoRA's, as to PEFT.
    @Test func loraFAGoesToPEFTAndComesBack() throws {
        try tiny.train(.loraFA, ["--output", tiny.path("out")])
        for (format, source) in [("native", "out"), ("peft", "native")] {
            try tiny.edora([
                "export", "--format", format, "--model", tiny.model, "--adapter", tiny.path(source),
                "--output", tiny.path(format),
            ])
        }
        let folder = tiny.folder.appending(path: "peft")
        #expect(try AdapterDirectory.read(folder).adapter.method == .loraFA)
        let layer = "base_model.model.bert.encoder.layer.0.attention.self.query"
        let tensors = try Safetensors(contentsOf: folder.appending(path: AdapterDirectory.tensorsName)).entries
        #expect(tensors[layer + ".lora_A.weight"]?.shape == [2, 32])
        #expect(tensors[layer + ".lora_B.weight"]?.shape == [32, 2])

        try FileManager.default.removeItem(at: folder.appending(path: AdapterDirectory.configurationName))
        try tiny.edora([
            "import", "--model", tiny.model, "--adapter", folder.path, "--task", "RTE", "--max-length", "24",
            "--output", tiny.path("imported"),
        ])
        #expect(try AdapterDirectory.read(tiny.folder.appending(path: "imported")).adapter.method == .lora)
        for name in ["out", "native", "imported"] { try tiny.predict(name, adapter: name) }
        let logits = try tiny.logits("out")
        #expect(try logits == tiny.logits("native"))
        #expect(try logits == tiny.logits("imported"))
    }

    @Test func tinyLoRAHasNoFormInPEFT() throws {
        try tiny.train(.tinyLoRA, ["--output", tiny.path("out")])
        #expect(try tiny.output(["info", tiny.path("out")]).contains("TinyLoRA has no form in PEFT"))
        let export = ["export", "--model", tiny.model, "--adapter", tiny.path("out"), "--output", tiny.path("other")]
        let refusal = tiny.refusal(export + ["--format", "peft"])
        #expect(refusal.contains("TinyLoRA, which has none") && refusal.contains("--format native"), "\(refusal)")
        #expect(!FileManager.default.fileExists(atPath: tiny.path("other/\(AdapterDirectory.tensorsName)")))

        try tiny.edora(export + ["--format", "native"])
        for name in ["out", "other"] { try tiny.predict(name, adapter: name) }
        #expect(try tiny.logits("out") == tiny.logits("other"))
    }

    /// The difference of two products of rank 2 is one of rank 4; writing checks that it is W(θ).
    @Test func miloraGoesToPEFTWithTwiceItsRank() throws {
        try tiny.train(.milora, ["--output", tiny.path("out")])
        let folder = tiny.folder.appending(path: "out")
        let settings = try String(contentsOf: folder.appending(path: "adapter_config.json"), encoding: .utf8)
        #expect(settings.contains(#""r" : 4"#) && settings.contains(#""lora_alpha" : 4"#), "\(settings)")
        let layer = "base_model.model.bert.encoder.layer.0.attention.self.query"
        let tensors = try Safetensors(contentsOf: folder.appending(path: AdapterDirectory.tensorsName)).entries
        #expect(tensors[layer + ".lora_A.weight"]?.shape == [4, 32])
        #expect(tensors[layer + ".lora_B.weight"]?.shape == [32, 4])
    }

    @Test func theGuidesCodeIsThatOfTheseFiles() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let sources = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }
        let place = folder.appending(path: "../../Sources/Core/Core.docc/WritingAnAdapter.md").standardizedFileURL
        let parts = try String(contentsOf: place, encoding: .utf8).components(separatedBy: "```")
        let listings = parts.filter { $0.hasPrefix("swift\n") }.map { $0.dropFirst("swift\n".count) }
        #expect(listings.count == 7 && parts.count == 15)
        for listing in listings { #expect(sources.contains { $0.contains(listing) }, "\(listing)") }
    }
}
