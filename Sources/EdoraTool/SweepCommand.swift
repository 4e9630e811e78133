import ArgumentParser
import Core
import Experiments
import Foundation
import Terminal

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Train the runs behind the chapters' tables.",
        discussion: """
            EXAMPLES
              edora sweep run --chapter 3 --jobs 2
              edora sweep plan --chapter 3 --output out/chapter3.jsonl
              edora sweep status --chapter 3

            A plan has one run a line, as JSON. Finished runs are records under data/runs; only what has none is \
            trained. Ctrl-C ends after
            the current step, and the same command goes on from there. Several workers, on one machine or on several \
            with a shared folder, never
            train the same run.
            """,
        subcommands: [SweepPlan.self, SweepRun.self, SweepStatus.self, SweepSubmit.self])
}

struct SweepPlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Write the runs of a chapter or comparison, one a line.")

    @Option(help: "The chapter: \(Plan.names.joined(separator: ", ")).") var chapter: String?
    @Option(help: "In place of a chapter: the folder of a comparison, --output of edora compare.")
    var compare: PathArgument?
    @Option(help: "The backbone, for \(Plan.namesOfGLUE.joined(separator: ", ")): \(Checkpoint.choice).")
    var model: String?
    @Option(help: "The file to write. (default: standard output)") var output: String?

    func run() throws {
        let source = PlanSource(chapter: chapter, model: model, compare: compare), plan = try source.runs()
        let text = plan.map { $0.line + "\n" }.joined()
        if let output {
            let file = URL(fileURLWithPath: output)
            try OwnFiles.requireDistinct(
                [("--output", output)], inputs: compare.map { [$0.url.appending(path: OwnComparison.fileName)] } ?? [])
            try AtomicFile.makeDirectory(file.deletingLastPathComponent())
            try AtomicFile.write(Data(text.utf8), to: file)
        } else {
            Swift.print(text, terminator: "")
        }
        let missing = try RunStore().missing(plan)
        note(
            """
            \(plan.count) runs, \(missing.count) of them without a record, about \
            \(duration(Estimate.seconds(missing))) on two recent cores
            """
        )
        if let waiting = try source.waiting() { note(waiting + " Plan again then.") }
    }
}

struct SweepStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say which runs of a plan, chapter or comparison are done, running, failed or missing.",
        discussion: """
            EXAMPLES
              edora sweep status out/chapter3.jsonl
              edora sweep status --chapter 5
              edora sweep status --compare out/compare
            """)

    @OptionGroup var source: PlanSource

    func run() throws {
        let runs = PlannedRun.distinct(try source.runs()), store = RunStore()
        var counts = (done: 0, running: 0, failed: 0), left: [PlannedRun] = [], seconds = 0.0
        for run in runs {
            if try store.record(of: run) != nil { counts.done += 1; continue }
            left.append(run)
            let steps = Sweep.steps(of: run), at = steps.map { " (step \($0.done) of \($0.total))" } ?? ""
            seconds += Estimate.seconds(run) * (steps.map { 1 - Double($0.done) / Double($0.total) } ?? 1)
            if RunLease.looksHeld(run) {
                counts.running += 1
                print("running  \(run.name)\(at)")
            } else if let reason = Sweep.failure(of: run) {
                counts.failed += 1
                print("failed   \(run.name): \(reason)")
            } else {
                print("missing  \(run.name)\(at)")
            }
        }
        print(
            "\(runs.count) runs: \(counts.done) done, \(counts.running) running, \(counts.failed) failed, "
                + "\(left.count - counts.running - counts.failed) missing; about \(duration(seconds)) left on two "
                + "recent cores"
        )
        if let waiting = try source.waiting() { note(waiting) }
    }
}
