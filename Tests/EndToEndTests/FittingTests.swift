import Core
import Foundation
import Testing

/// Gathered batches, weighted classes, an early end and the best epoch, from the command line.
@Suite(.timeLimit(.minutes(10))) struct FittingTests {
    func train(_ options: [String]) throws -> Tool.Result {
        try Tool.run(
            "edora",
            [
                "train", "--task", "RTE", "--method", "head", "--limit", "64", "--limit-dev", "32", "--head-lr",
                "0.1",
            ] + options)
    }

    @Test func aRunKeepsItsBestEpochAndEndsEarly() throws {
        let folder = try Tool.temporary(), record = folder.appending(path: "record.json"),
            output = folder.appending(path: "adapter").path
        let options = [
            "--batch-size", "8", "--accumulate", "2", "--class-weights", "balanced", "--early-stop", "2", "--keep",
            "best", "--epochs", "30",
        ]
        let trained = try train(options + ["--record", record.path, "--output", output])
        #expect(trained.status == 0, "\(trained.errors)")
        let run = try RunRecord.read(record), steps = run.configuration.steps
        #expect(steps.accumulation == 2 && steps.patience == 2 && steps.keepsBest == true)
        #expect(run.configuration.classWeights == .balanced)
        #expect(run.keptEpoch == run.bestEpoch && run.epochs.count == run.bestEpoch + 2 && run.epochs.count < 30)
        #expect(run.losses.count == 4 * run.epochs.count, "64 rows are four steps of 16")
        #expect(trained.output.contains("kept: the weights after epoch \(run.bestEpoch)"), "\(trained.output)")

        // What was written scores what the best epoch scored.
        let predicted = try Tool.edora("predict", "--adapter", output, "--split", "dev", "--limit", "32")
        let score = try #require(run.best?.metrics["accuracy"])
        #expect(predicted.output.contains(String(format: "accuracy %.4f", score)), "\(predicted.output)")
        let again = try train(options + ["--record", record.path, "--output", output, "--resume"])
        #expect(again.status == 0 && again.errors.contains("This run is finished"), "\(again.errors)")
    }

    @Test func whatMakesNoSenseIsToldByItsOption() throws {
        for (options, word) in [
            (["--accumulate", "0"], "--accumulate: expected 1 to"),
            (["--early-stop", "0"], "--early-stop: expected 1 to"),
            (["--class-weights", "yes=2"], "--class-weights: expected names of"),
            (["--class-weights", "entailment=0"], "--class-weights: expected a positive number for entailment"),
        ] {
            let result = try train(options)
            #expect(result.status == 1 && result.errors.contains(word), "\(options): \(result.errors)")
        }
        for options in [["--class-weights", "entailment"], ["--keep", "first"]] {
            #expect(try train(options).status != 0, "\(options)")
        }
    }
}
