import ArgumentParser
import Core
import Experiments
import Foundation

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Train the runs behind the chapters' tables.",
        discussion: """
            EXAMPLES
              edora sweep run --chapter 3 --jobs 2
              edora sweep plan --chapter 3 --output out/chapter3.jsonl
              edora sweep status out/chapter3.jsonl

            A plan has one run a line, as JSON. Finished runs are records under data/runs; only what has none is trained. Ctrl-C ends after
            the current step, and the same command goes on from there. Several workers, on one machine or on several with a shared folder, never
            train the same run.
            """,
        subcommands: [SweepPlan.self, SweepRun.self, SweepStatus.self, SweepSubmit.self])
}

struct SweepPlan: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "plan", abstract: "Write the runs of a chapter, one a line.")

    @Option(help: "The chapter: \(Plan.names.joined(separator: ", ")).") var chapter: String
    @Option(help: "The backbone, for glue-search, 5 and 6: minilm or roberta-base.") var model = "minilm"
    @Option(help: "The file to write. (default: standard output)") var output: String?

    func run() throws {
        let plan = try Plan.named(chapter, backbone: model)
        let text = plan.map { $0.line + "\n" }.joined()
        if let output {
            let file = URL(fileURLWithPath: output)
            try AtomicFile.makeDirectory(file.deletingLastPathComponent())
            try AtomicFile.write(Data(text.utf8), to: file)
        } else { print(text, terminator: "") }
        let missing = try RunStore().missing(plan)
        note("\(plan.count) runs, \(missing.count) of them without a record, about \(duration(Estimate.seconds(missing))) on two recent cores")
        if ["glue-search", "5", "6"].contains(chapter) {
            let unsearched = try (chapter == "6" ? Ablation(backbone: model).unsearched : GLUEGrid(backbone: model).unsearched).map(\.title)
            if !unsearched.isEmpty { note("Rates are still searched for \(unsearched.joined(separator: "; ")): plan again when these runs are done.") }
        }
    }
}

struct SweepStatus: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Say which runs of a plan are done, running, failed or missing.")

    @Argument(help: "The plan's file.") var plan: String

    func run() throws {
        let runs = try PlannedRun.readPlan(URL(fileURLWithPath: plan)), store = RunStore()
        var counts = (done: 0, running: 0, failed: 0), left: [PlannedRun] = []
        for run in runs {
            if try store.record(of: run) != nil { counts.done += 1; continue }
            left.append(run)
            if Claim.isHeld(run) {
                counts.running += 1
                print("running  \(run.name)")
            } else if let reason = Sweep.failure(of: run) {
                counts.failed += 1
                print("failed   \(run.name): \(reason)")
            } else { print("missing  \(run.name)") }
        }
        print("\(runs.count) runs: \(counts.done) done, \(counts.running) running, \(counts.failed) failed, "
            + "\(left.count - counts.running - counts.failed) missing; about \(duration(Estimate.seconds(left))) left on two recent cores")
    }
}
