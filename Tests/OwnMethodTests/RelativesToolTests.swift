import Core
import Foundation
import Testing

/// The methods beside the paper's own, through the commands.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RelativesToolTests {
    static let methods: [AdapterMethod] = [.vera, .uniLoRA, .loraSB, .psoft, .psoftFree, .pissa, .mica]
    let tiny: TinyModel

    init() throws { tiny = try TinyModel() }

    /// The same losses bit for bit, whether a run was stopped or not; the gradients that a run starts from, too.
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

    @Test(arguments: methods) func everyFormIsTheSameModel(_ method: AdapterMethod) throws {
        try tiny.train(method, ["--output", tiny.path("out")])
        let export = ["export", "--model", tiny.model, "--adapter"]
        for (format, source) in [("native", "out"), ("peft", "native"), ("merged", "out")] {
            try tiny.edora(export + [tiny.path(source), "--format", format, "--output", tiny.path(format)])
        }
        try tiny.predict("merged", model: tiny.path("merged"), adapter: nil)
        for name in ["out", "native", "peft"] { try tiny.predict(name, adapter: name) }
        let logits = try tiny.logits("out")
        #expect(Set(logits.flatMap { $0 }).count > 16)
        for name in ["merged", "native", "peft"] { #expect(try tiny.logits(name) == logits, "\(name)") }
        #expect(try tiny.output(["info", tiny.path("out")]).contains("adapter: \(method.title), rank 2"))
    }

    /// Under a pooling nothing has a form in PEFT. What follows from the run's rows is in the native folder, too.
    /// At rank 1, too, where A has one row.
    @Test(arguments: [AdapterMethod.loraSB, .vera, .uniLoRA], [1, 2])
    func theNativeFormIsWhole(_ method: AdapterMethod, _ rank: Int) throws {
        try tiny.train(method, rank: rank, ["--output", tiny.path("out"), "--pooling", "mean"])
        let export = ["export", "--model", tiny.model, "--adapter", tiny.path("out"), "--format", "native"]
        try tiny.edora(export + ["--output", tiny.path("again")])
        let names = try Safetensors(contentsOf: tiny.folder.appending(path: "out/\(NativeAdapter.tensorsName)")).names
        #expect(names.contains { $0.hasSuffix("lora_A") } == (method == .loraSB), "\(names)")
        for name in ["out", "again"] { try tiny.predict(name, adapter: name) }
        #expect(try tiny.logits("out") == tiny.logits("again"))
    }

    @Test(arguments: [AdapterMethod.vera, .uniLoRA, .loraSB, .psoft])
    func aScaleWithoutEffectIsRefused(_ method: AdapterMethod) {
        for option in [["--scaling", "2"], ["--alpha", "8"]] {
            let refusal = tiny.refusal(["train", "--task", "RTE", "--method", method.id] + option)
            #expect(refusal.contains("whose update has no scale"), "\(refusal)")
        }
    }

    /// The length of the one vector is an option, a part of the run's key, and kept in every form.
    @Test func theVectorMayHaveAnotherLength() throws {
        try tiny.train(.uniLoRA, ["--output", tiny.path("usual"), "--record", tiny.path("usual.json")])
        try tiny.train(
            .uniLoRA, ["--theta-length", "99", "--output", tiny.path("out"), "--record", tiny.path("other.json")])
        let usual = try tiny.record("usual.json"), other = try tiny.record("other.json")
        #expect(usual.trainableValues.adapter == 288 && other.trainableValues.adapter == 99 && usual.key != other.key)
        let native = ["export", "--model", tiny.model, "--adapter", tiny.path("out"), "--format", "native"]
        try tiny.edora(native + ["--output", tiny.path("native")])
        for name in ["out", "native"] {
            #expect(try tiny.output(["info", tiny.path(name)]).contains("trained: 99 values"))
            try tiny.predict(name, adapter: name)
        }
        #expect(try tiny.logits("out") == tiny.logits("native"))
        let train = [
            "train", "--model", tiny.model, "--task", "RTE", "--rank", "2", "--max-length", "24", "--theta-length",
        ]
        #expect(
            tiny.refusal(train + ["9", "--method", "lora"]).contains("under those with one vector for all matrices"))
        #expect(tiny.refusal(train + ["9999", "--method", "uni-lora"]).contains("--theta-length: expected 1 to 1152"))
    }
}
