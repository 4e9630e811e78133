import Core
import Foundation
import Testing

/// `--precision bfloat16` of train, predict, bench and sweeps, emulated, so that it runs on any machine.
@Suite(.timeLimit(.minutes(10))) struct PrecisionToolTests {
    private static let bfloat16 = ["--precision", "bfloat16", "--emulate"]

    private func train(_ folder: URL, _ name: String, _ more: [String]) throws -> RunRecord {
        let record = folder.appending(path: name + ".json")
        let result = try Tool.run(
            "edora",
            [
                "train", "--task", "RTE", "--limit", "24", "--limit-dev", "8", "--epochs", "1", "--batch-size", "8",
                "--rank", "2", "--svd", "randomised", "--output", folder.appending(path: name).path, "--record",
                record.path,
            ] + more)
        #expect(result.status == 0, "\(result.errors)")
        return try RunRecord.read(record)
    }

    @Test func trainingAndPredictingRoundWhereTheyAreAskedTo() throws {
        let folder = try Tool.temporary()
        let exact = try train(folder, "exact", []), narrow = try train(folder, "narrow", Self.bfloat16)
        #expect(exact.configuration.precision == .float32 && narrow.configuration.precision == .bfloat16)
        #expect(exact.key != narrow.key && exact.losses != narrow.losses)
        #expect(zip(exact.losses, narrow.losses).allSatisfy { abs($0 - $1) < 2e-2 })

        let adapter = folder.appending(path: "narrow")
        func logits(_ more: [String]) throws -> [[Double]] {
            let file = folder.appending(path: "logits.json")
            let result = try Tool.run(
                "edora",
                ["predict", "--adapter", adapter.path, "--logits", file.path, "--split", "dev"] + more)
            #expect(result.status == 0, "\(result.errors)")
            return try JSONDecoder().decode([[Double]].self, from: Data(contentsOf: file))
        }
        let wide = try logits([]), rounded = try logits(Self.bfloat16)
        #expect(wide != rounded && wide.count == rounded.count)
        #expect(zip(wide.joined(), rounded.joined()).allSatisfy { abs($0 - $1) < 2e-2 })
    }

    @Test func whatCannotBeDoneOrDoesNothingIsRefused() throws {
        for command in [["train", "--task", "RTE"], ["bench"], ["predict", "--adapter", "out/none", "A text."]] {
            let idle = try Tool.run("edora", command + ["--emulate"])
            #expect(idle.status == 64, "\(command)")
            #expect(idle.errors.contains("--emulate needs --precision bfloat16 beside it"), "\(idle.errors)")
            guard !Precision.bfloat16.isInHardware else { continue }
            let refused = try Tool.run("edora", command + ["--precision", "bfloat16"])
            #expect(refused.status == 1, "\(command)")
            #expect(
                refused.errors.contains("--precision: expected float32")
                    && refused.errors.contains("With --emulate its"), "\(command): \(refused.errors)")
        }
        let svd = try Tool.run("edora", ["bench", "--svd"] + Self.bfloat16)
        #expect(svd.status == 1 && svd.errors.contains("--precision: expected a training to measure"), "\(svd.errors)")
    }

    @Test func aTrainingThatMayChooseStaysWithFloat32AndSaysWhatBfloat16WouldBring() throws {
        let result = try Tool.run(
            "edora",
            ["train", "--task", "RTE", "--method", "head", "--max-steps", "1", "--limit", "8", "--limit-dev", "4"]
                + ["--precision", "auto"])
        #expect(result.status == 0 && result.errors.contains("float32: "), "\(result.errors)")
        #expect(
            result.errors.contains(
                Precision.bfloat16.isInHardware ? "times as fast" : "no AVX512-BF16, so bfloat16 would bring nothing"),
            "\(result.errors)")
    }

    @Test func theBenchmarkNamesThePrecision() throws {
        let result = try Tool.run(
            "edora", ["bench", "--task", "CoLA", "--batch-size", "2", "--steps", "1"] + Self.bfloat16)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("on minilm, bfloat16 emulated, CoLA lengths"), "\(result.output)")
        #expect(result.output.contains("product peak"))
    }
}
