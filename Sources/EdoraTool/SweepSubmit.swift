import ArgumentParser
import Core
import Experiments
import Foundation
import Terminal
import TextFormat

struct SweepSubmit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Write a Slurm job array for the runs of a plan or comparison that have no record, and submit it.",
        discussion: """
            EXAMPLES
              edora sweep submit out/chapter5.jsonl --dry-run
              edora sweep submit out/chapter5.jsonl --cpus 4 --at-once 16 --partition short
              edora sweep submit --compare out/compare       and again once its searches have ended

            The script is written beside the plan and says what it does. The folder must be shared by the nodes. A \
            task that is requeued goes on from
            its checkpoint; `edora sweep status` tells how far all are.
            """)

    @Argument(help: "The plan's file.") var plan: String?
    @Option(help: "In place of a plan: the folder of a comparison.") var compare: PathArgument?
    @Option(help: "Cores of each task; a run uses as many threads.") var cpus = 2
    @Option(help: "Tasks of an array at a time. (default: as many as Slurm starts)") var atOnce: Int?
    @Option(
        help: """
            The cluster's MaxArraySize: more runs than that are cut into several arrays. (default: what `scontrol \
            show config` says, or Slurm's own 1001)
            """)
    var maxArraySize: Int?
    @Option(help: "Minutes that a task may take. (default: four times the estimate of the longest run, and ten more)")
    var minutes: Int?
    @Option(help: "Slurm's partition. (default: the cluster's)") var partition: String?
    @Flag(help: "Compute runs in bfloat16 without the processor's instructions for it, on any node.") var emulate =
        false
    @Flag(help: "Print the script and submit nothing.") var dryRun = false

    func run() throws {
        let source = PlanSource(plan: plan, compare: compare), runs = PlannedRun.distinct(try source.runs()),
            store = RunStore()
        guard cpus >= 1 else { throw InputError("--cpus", expected: "at least 1", found: "\(cpus)") }
        guard atOnce.map({ $0 >= 1 }) ?? true else {
            throw InputError("--at-once", expected: "at least 1", found: "\(atOnce ?? 0)")
        }
        guard minutes.map({ $0 >= 1 }) ?? true else {
            throw InputError("--minutes", expected: "at least 1", found: "\(minutes ?? 0)")
        }
        guard partition.map({ $0.wholeMatch(of: /[A-Za-z0-9._,-]+/) != nil }) ?? true else {
            throw InputError(
                "--partition", expected: "a name of letters, digits, dots, commas and hyphens", found: partition ?? "")
        }
        guard maxArraySize.map({ $0 >= 2 }) ?? true else {
            throw InputError("--max-array-size", expected: "at least 2", found: "\(maxArraySize ?? 0)")
        }
        try requireLines()
        let missing = try runs.filter { try store.record(of: $0) == nil }
        guard !missing.isEmpty else { return note("Every run of \(name) has its record.") }
        if emulate && !missing.contains(where: { $0.configuration.precision != .float32 }) {
            throw InputError(
                "--emulate", expected: "a plan with runs in bfloat16 that have no record",
                found: "\(missing.count) in float32")
        }
        // Tasks name runs by their line, and a plan may be written anew while they wait: they read a copy of those that
        // are missing, which is named after what it holds.
        let copy = URL(fileURLWithPath: name + "." + PlannedRun.id(of: missing))
        let arrays = SlurmArray.cut(missing.count, size: maxArraySize ?? SlurmArray.clustersSize ?? 1001)
        let longest = missing.map { Estimate.seconds($0) }.max() ?? 0
        let scripts = arrays.map { array in
            (place: URL(fileURLWithPath: name + array.suffix + ".sbatch"), text: script(array, of: copy, longest))
        }
        if dryRun {
            note("Nothing is written; without --dry-run \(copy.path) is, the plan's part that the script reads.")
            return Swift.print(scripts.map(\.text).joined(separator: "\n"), terminator: "")
        }
        try AtomicFile.write(Data(missing.map { $0.line + "\n" }.joined().utf8), to: copy)
        for (place, text) in scripts { try AtomicFile.write(Data(text.utf8), to: place) }
        try AtomicFile.makeDirectory(logs)
        for (number, script) in scripts.enumerated() {
            let place = script.place.path
            let rest = scripts[number...].map { "sbatch \(shellQuoted($0.place.path))" }.joined(separator: "; ")
            try runProgram(
                ["sbatch", place], expected: "a cluster that takes the job",
                advice: number == 0
                    ? """
                    Without Slurm, run `edora sweep run \(arguments) --jobs 2` here. Where it refuses the array or its \
                    time, try a smaller --max-array-size or --minutes. The script is \(place).
                    """
                    : "\(number) of \(scripts.count) arrays are submitted. For the others: \(rest)"
            )
        }
        if let waiting = try source.waiting() { note(waiting + " Submit again then.") }
    }

    /// What the files beside the plan begin with; a comparison's lie in its folder.
    private var name: String { plan ?? compare.map { "\($0)/plan.jsonl" } ?? "" }
    private var logs: URL { URL(fileURLWithPath: name + ".logs") }
    /// For other commands of a sweep.
    private var arguments: String {
        PlanSource(plan: plan, compare: compare).arguments.map(shellQuoted).joined(separator: " ")
    }
    private var folder: String { FileManager.default.currentDirectoryPath }
    private var tool: String { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path }

    /// Slurm reads the script by lines, and a comment ends with its line: a name with a line end would write into it.
    ///
    /// - Throws: `InputError` for a name that no line can hold, or by which Slurm would not name the logs.
    private func requireLines() throws {
        let option = plan == nil ? "--compare" : "the plan"
        for (place, path) in [(option, name), ("the folder that this runs in", folder), ("edora", tool)]
        where escapingControls(path) != path {
            throw InputError(
                place, expected: "a path without line ends and control characters, as it stands in Slurm's script",
                found: path, advice: "Rename it, or move what it holds.")
        }
        guard !logs.path.contains("\\") else {
            throw InputError(
                "the logs' folder", expected: "a path without backslashes, which Slurm takes for itself",
                found: logs.path, advice: "Rename the folder or the plan.")
        }
    }

    private func script(_ array: SlurmArray, of copy: URL, _ longest: Double) -> String {
        let limit = minutes ?? Int(min(4 * longest * 2 / Double(cpus) / 60, 1e6).rounded(.up)) + 10
        // In the names of Slurm's files %a is the index, and %% a percent sign.
        let log = logs.path.replacingScalars(["%": "%%"]) + "/\(array.logPrefix)%a.log"
        return """
            #!/usr/bin/env bash
            # Trains \(array.count) runs of \(name) that had no record when this was written, one a task.
            # Submit it with sbatch; look at it with: edora sweep status \(arguments)
            #SBATCH --job-name=edora
            #SBATCH --array=0-\(array.count - 1)\(atOnce.map { "%\($0)" } ?? "")
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task=\(cpus)
            #SBATCH --time=\(limit)
            #SBATCH --requeue
            #SBATCH --open-mode=append
            #SBATCH --output=\(shellQuoted(log))
            \(partition.map { "#SBATCH --partition=\($0)\n" } ?? "")set -euo pipefail
            cd \(shellQuoted(folder))
            # A task that is stopped or requeued leaves its checkpoint, and its next start goes on from there.
            exec \(shellQuoted(tool)) sweep run \(shellQuoted(copy.path)) \
            --index "\(array.index)" --threads "$SLURM_CPUS_PER_TASK"\(emulate ? " --emulate" : "")

            """
    }
}
