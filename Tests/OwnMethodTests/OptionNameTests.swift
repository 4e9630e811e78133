import ArgumentParser
import Core
import EdoraTool
import Foundation
import Testing

/// The library names properties; the tool puts its options in their place.
@Suite struct OptionNameTests {
    private func message(_ error: any Error) -> String { Edora.fullMessage(for: namingOptions(error)) }

    /// Every property that a training checks.
    @Test func everySettingIsToldByItsOption() throws {
        let good = TrainingConfiguration(
            adapter: .standard(.edora, rank: 4), task: .rte, epochs: 1, rates: .standard(.edora, .rte), weightDecay: 0,
            seed: 1)
        let changes: [(String, (inout TrainingConfiguration) -> Void)] = [
            ("--rank", { $0.adapter.rank = 0 }), ("--scaling", { $0.adapter.scaling = .value(0) }),
            ("--sigma", { $0.adapter.deviation = -1 }), ("--theta-length", { $0.adapter.thetaLength = 0 }),
            ("--max-length", { $0.rows.maxLength = 2 }),
            ("--limit", { $0.rows.trainLimit = 0 }), ("--limit-dev", { $0.rows.devLimit = 0 }),
            ("--train-share", { $0.rows.trainShare = 2 }), ("--batch-size", { $0.steps.batchSize = 0 }),
            ("--accumulate", { $0.steps.accumulation = 0 }), ("--epochs", { $0.steps.epochs = 0 }),
            ("--max-steps", { $0.steps.maxSteps = 0 }), ("--warmup", { $0.steps.warmup = 2 }),
            ("--early-stop", { $0.steps.patience = 0 }), ("--lr", { $0.rates.adapter = .nan }),
            ("--head-lr", { $0.rates.head = 0 }), ("--magnitude-lr", { $0.rates.magnitudes = -1 }),
            ("--weight-decay", { $0.regularisation.weightDecay = -1 }), ("--clip", { $0.regularisation.clip = -1 }),
            ("--dropout", { $0.regularisation.dropout = 1 }),
            ("--class-weights", { $0.classWeights = .byName(["none": 1]) }),
        ]
        try good.validate()
        for (option, change) in changes {
            var configuration = good
            change(&configuration)
            let error = try #require(throws: InputError.self) { try configuration.validate() }
            #expect(message(error).hasPrefix("Error: \(option): expected"), "\(error)")
            #expect(!error.description.contains("--"), "\(error)")
        }
    }

    @Test func aForeignAdapterIsToldWithTheCommandThatImportsIt() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "foreign \(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let description = """
            {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["query"], "peft_version": "0.21.2",
             "base_model_name_or_path": "org/model"}
            """
        try Data(description.utf8).write(to: folder.appending(path: "adapter_config.json"))
        let error = try #require(throws: ForeignAdapter.self) { try AdapterFolder.read(folder) }
        #expect(!error.description.contains("--") && message(error).contains("found one that peft 0.21.2 wrote"))
        #expect(
            message(error).contains(
                "(org/model) and its task:\n  edora import --model MODEL --adapter '\(folder.path)' --task TASK "
                    + "--output '\(folder.path)-edora'"), "\(message(error))")
    }

    @Test func propertiesInPhrasesAndAdviceAreToldByOptions() {
        let fault = InputError(
            "task", expected: "`rule` gradient beside it", found: "`rule` energy",
            advice: "Or pass `allowBaseMismatch`.")
        #expect(
            message(fault) == "Error: --task: expected --rule gradient beside it, found --rule energy\n"
                + "  Or pass --allow-base-mismatch.")
        let diverged = message(Trainer.Diverged(step: 3, loss: .nan, notFinite: nil))
        #expect(diverged.contains("Try a lower --lr or --head-lr, a smaller --sigma, or --clip 1."))
        #expect(
            message(InputError("model out/x", expected: "a", found: "b")) == "Error: --model out/x: expected a, found b"
        )
        #expect(
            message(InputError("/data/rank", expected: "a", found: "`b`")) == "Error: /data/rank: expected a, found `b`"
        )
        #expect(message(InputError("the model", expected: "a", found: "b")) == "Error: the model: expected a, found b")
    }
}
