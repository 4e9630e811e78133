import ArgumentParser
import Core
import Experiments
import Foundation
import Terminal
import TextFormat

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fine-tune a model on your own rows, or on a task of GLUE.",
        discussion: """
            EXAMPLES
              edora train --data reviews.csv --text review --label sentiment --output out/reviews
              edora train --data pairs.jsonl --text question --text-pair answer --label score --regression \
            --output out/pairs
              edora train --task RTE --output out/rte
              edora train --task MRPC --data data/glue --method lora --lr 5e-4 --epochs 4 --output out/mrpc
              edora train --task RTE --output out/rte --resume      (after Ctrl-C, a crash or a reboot)

            The output is an adapter folder, in PEFT's form where the method has one; under --method full it is a \
            whole model folder, under --method head a classifier in the same layout as an adapter, which PEFT does \
            not read. With --pooling neither PEFT nor transformers reads it. A finished adapter in --output, or model \
            of edora's, is replaced; a model of others, and a folder that another training writes to, are refused.
            """)

    @OptionGroup var model: ModelOptions
    @OptionGroup var adapter: AdapterOptions
    @OptionGroup var rows: DataOptions
    @Option(help: "Peak learning rate of the adapters. (default: one that suits the method)") var lr: Double?
    @Option(help: "Peak learning rate of the magnitudes. (default: that of the adapters)") var magnitudeLr: Double?
    @Option(help: "Peak learning rate of the classifier. (default: one that suits the method)") var headLr: Double?
    @Option(help: "AdamW's weight decay.") var weightDecay = 0.01
    @Flag(help: "Decay magnitude vectors too, as the released code does.") var decayMagnitude = false
    @Option(help: "Rows in a batch.") var batchSize = 32
    @Option(help: "Passes over the training rows.") var epochs = 5
    @Option(help: "Train so many steps in all, fewer or more than --epochs asks for.") var maxSteps: Int?
    @Option(help: "Longest sequence in tokens.") var maxLength = 128
    @Option(help: "Learning rate after warm-up.") var schedule: StepPlan.Schedule = .linear
    @Option(help: "Warm-up as a share of all steps.") var warmup = 0.06
    @Option(help: "Largest gradient norm; 0 turns clipping off.") var clip = 1.0
    @Option(help: "Override every dropout probability of the checkpoint.") var dropout: Double?
    @Flag(help: "Take the training rows in file order.") var noShuffle = false
    @OptionGroup var numbers: PrecisionOptions
    @OptionGroup var fitting: FittingOptions
    @Flag(help: "Start with a new classifier where the checkpoint's has another number of outputs.")
    var ignoreMismatchedHead = false
    @Option(help: "Seed of everything random.") var seed: UInt64 = 1
    @Option(help: "Use the first N training rows.") var limit: Int?
    @Option(help: "Use a share of the training rows, drawn by the seed.") var trainShare: Double?
    @Option(help: "Use the first N dev rows.") var limitDev: Int?
    @Option(
        help:
            """
            Rows that train and evaluate: held-out (a tenth of train.tsv evaluates) or dev-by-question (questions \
            of dev.tsv with a fifth of its rows evaluate). (default: train.tsv and dev.tsv)
            """
    )
    var division: Division?
    @Option(
        help: "Write the run record, with the loss of every step, to this file; in a folder it gets a name of its own.")
    var record: String?
    @Option(help: "Folder for the trained adapter and, while training, its checkpoint.") var output: PathArgument?
    @OptionGroup var logging: LogOptions
    @OptionGroup var baseName: BaseNameOption
    @Option(help: "Seconds between training checkpoints.") var checkpointEvery = 20.0
    @Flag(help: "Go on from the checkpoint in --output, if there is one.") var resume = false

    /// An option that would do nothing is refused.
    func validate() throws {
        try adapter.require(
            .magnitudes, of: [("--magnitude-lr", magnitudeLr != nil), ("--decay-magnitude", decayMagnitude)])
        let method = adapter.method
        if lr != nil && method.scope == .headOnly {
            throw ValidationError("--lr has no effect under --method \(method.id); --head-lr is the head's rate")
        }
        if baseName.baseName != nil && (method.scope != .adaptedMatrices || output == nil) {
            throw ValidationError("--base-name has no effect without --output and a method with adapters")
        }
    }

    func run() throws {
        StopOnSignal.ignoreClosedPipes()
        let threads = try model.threadCount()
        if let choice = OpenBLAS.slowChoice { note(choice) }
        let base = try model.directory()
        if output == nil && record == nil {
            note("Nothing of this run is kept: --output DIR keeps what it trains, --record FILE its scores and losses.")
        }
        let outputDirectory = output?.url
        let held = try outputDirectory.map { try holdOutput($0) }
        let stop = StopOnSignal { held?.removeIfEmpty() }
        defer {
            stop.end()
            held?.removeIfEmpty()
        }
        let checkpoint = try outputDirectory.map { try prepare($0, base) }
        if resume && output == nil {
            throw InputError("--resume", expected: "--output DIR with the checkpoint", found: "no --output")
        }
        if let record {
            try AtomicFile.requireWritable(
                isFolder(record) ? URL(fileURLWithPath: record).appending(path: "record") : URL(fileURLWithPath: record)
            )
        }
        guard checkpointEvery >= 0, checkpointEvery.isFinite else {
            throw InputError("--checkpoint-every", expected: "0 seconds or more", found: "\(checkpointEvery)")
        }
        if checkpointEvery != 20 && output == nil {
            throw InputError("--checkpoint-every", expected: "--output DIR for the checkpoints", found: "no --output")
        }

        let source = try rows.source(), task = source.task
        if let division, case .tables(_, let dev?) = source.data {
            throw InputError(
                "--dev \(dev.path)", expected: "no --division beside it, whose rows all come from the training table",
                found: "--division \(division.rawValue)")
        }
        try OwnFiles.requireDistinct(
            [("--record", record.flatMap { isFolder($0) ? nil : $0 }), ("--output", output?.description)],
            inputs: source.data.inputs(task) + (adapter.rankPattern.map { [URL(fileURLWithPath: $0)] } ?? []))
        // A record in the folder of the output is customary, but not under the names of its own files.
        try OwnFiles.requireDistinct([("--record", record)], models: [base], output: outputDirectory)
        let run = try FineTuning(
            model: base, data: source.data, configuration: try trainingConfiguration(source),
            ignoresMismatchedHead: ignoreMismatchedHead, emulated: numbers.emulate, threads: threads)
        if adapter.rank != nil, let pattern = run.model.adapterConfiguration?.rankPattern,
            pattern.count == run.model.adaptedLayers.count
        {
            throw InputError(
                "--rank", expected: "a matrix that --rank-pattern does not name", found: "all \(pattern.count) named")
        }
        let recordFile = record.map { recordPlace($0, run) }
        if resume, let outputDirectory, let checkpoint, !FileManager.default.fileExists(atPath: checkpoint.path),
            try FinishedRun.isAt(outputDirectory, key: run.key, adapter.method, record: recordFile)
        {
            return note("This run is finished: \(outputDirectory.path)")
        }
        if resume, let outputDirectory, let checkpoint, !FileManager.default.fileExists(atPath: checkpoint.path),
            AdapterFolder.isAt(outputDirectory) || ModelDirectory.run(of: outputDirectory) != nil
        {
            throw InputError(
                outputDirectory.path, expected: "the checkpoint of this run", found: "what another run has finished",
                advice: "Without --resume it is replaced; another --output keeps both.")
        }
        run.skipped.forEach { note("warning: " + $0) }
        run.model.startNotes.forEach { note($0) }
        if !run.model.unusedTensors.isEmpty {
            let names = shownText(run.model.unusedTensors.joined(separator: ", "), limit: 2000)
            note("the checkpoint's \(names) are not used")
        }
        let about = TrainingNotes(run, source)
        about.start()

        let log = try logging.log(of: run, resumes: resume)
        stop.stepsBegin()
        var notes = StepNotes(
            metric: task.metric, constantAnswer: run.constantAnswer.flatMap { $0.scores[task.metric] })
        let result: RunRecord
        do {
            result = try run.run(checkpoint: checkpoint, interval: checkpointEvery, stop: stop.flag) { event in
                notes.show(event)
                log(event)
            }
        } catch let stopped as Trainer.Stopped {
            note("Stopped after step \(stopped.step). " + whatIsKept(checkpoint))
            throw ExitCode(stop.exitStatus)
        }
        ProgressDisplay.standard.show("")
        // While a person is asked where to put the results, Ctrl-C ends that.
        stop.end()
        summarise(result)
        try about.end(result)
        let keeper = ResultKeeper(run: run, checkpoint: checkpoint)
        if let outputDirectory {
            let place = try keeper.keep("What was trained", at: outputDirectory) { place in
                let folder = try place == outputDirectory ? held ?? holdOutput(place) : holdOutput(place)
                // The folder of --output stays for the checkpoint, and for another try.
                defer { if folder !== held { folder.removeIfEmpty() } }
                if adapter.method.scope == .wholeModel { try OutputFolder.requireNoAdapter(place) }
                try run.write(to: folder, base: base, baseName: baseName.baseName)
            }
            print("written to \(place == outputDirectory ? output?.description ?? "" : place.path)")
        }
        if let recordFile {
            _ = try keeper.keep("The run record", at: recordFile, write: { try result.write(to: $0) }) {
                try AtomicFile.makeDirectory($0)
                return $0.appending(path: result.fileName)
            }
        }
        if let checkpoint { try? FileManager.default.removeItem(at: checkpoint) }
    }

    private func whatIsKept(_ checkpoint: URL?) -> String {
        guard let checkpoint else { return "Nothing is kept: there was no --output." }
        guard let steps = FineTuning.steps(inCheckpoint: checkpoint) else {
            return "Nothing is kept: no checkpoint could be written."
        }
        return "Repeat the command with --resume to go on from the checkpoint of step \(steps.done)."
    }

    private func trainingConfiguration(_ source: DataOptions.Source) throws -> TrainingConfiguration {
        let task = source.task, rates = LearningRates.standard(adapter.method, task)
        var configuration = TrainingConfiguration(
            adapter: try adapter.configuration(), task: task,
            rows: RowSelection(
                maxLength: maxLength, shuffles: !noShuffle, trainLimit: limit, trainShare: trainShare,
                devLimit: limitDev,
                division: division, devShare: source.devShare),
            steps: StepPlan(
                batchSize: batchSize, epochs: epochs, maxSteps: maxSteps, schedule: schedule, warmup: warmup),
            rates: LearningRates(adapter: lr ?? rates.adapter, head: headLr ?? rates.head, magnitudes: magnitudeLr),
            regularisation: Regularisation(
                weightDecay: weightDecay, decaysMagnitude: decayMagnitude, clip: clip, dropout: dropout),
            seed: seed, precision: try numbers.ofTraining())
        fitting.apply(to: &configuration)
        return configuration
    }

    /// Returns the checkpoint's place in the output folder; refuses to trample an unfinished run.
    private func prepare(_ directory: URL, _ base: URL) throws -> URL {
        if adapter.method.scope == .wholeModel {
            try OutputFolder.require(directory, otherThan: base, "the base model's")
            try OutputFolder.requireRoomForModel(directory)
        } else {
            try OutputFolder.requireNoModel(directory)
        }
        let checkpoint = directory.appending(path: FineTuning.checkpointName)
        AtomicFile.removeLeftovers(of: checkpoint)
        try AtomicFile.requireWritable(checkpoint)
        guard resume || !FileManager.default.fileExists(atPath: checkpoint.path) else {
            throw InputError(
                directory.path, expected: "no unfinished run", found: "the checkpoint of one",
                advice: "Pass --resume to go on with it, or delete \(checkpoint.path) to start anew.")
        }
        return checkpoint
    }

    private func recordPlace(_ path: String, _ run: FineTuning) -> URL {
        let place = URL(fileURLWithPath: path)
        return isFolder(path) ? place.appending(path: RunRecord.fileName(run.configuration, key: run.key)) : place
    }

    private func summarise(_ result: RunRecord) {
        let task = result.configuration.task
        for (name, epoch) in [("last", result.last), ("best", result.best)] {
            guard let epoch else { continue }
            let scores = task.metrics.map { "\($0.title) \(decimalText(epoch.metrics[$0.rawValue] ?? 0, decimals: 4))" }
            print("\(name) epoch \(epoch.epoch): \(scores.joined(separator: ", "))")
        }
        if let kept = result.keptEpoch { print("kept: the weights after epoch \(kept)") }
        print("\(decimalText(result.circumstances.examplesPerSecond, decimals: 1)) examples/s in training")
    }
}
