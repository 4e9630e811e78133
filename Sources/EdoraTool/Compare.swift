import ArgumentParser
import Core
import Experiments
import Foundation
import Notebook
import Terminal

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare methods on your own rows: search rates, train over seeds, write a page with the answer.",
        discussion: """
            EXAMPLES
              edora compare --data reviews.csv --text review --label sentiment --methods edora,lora --rank 8 --seeds 5 \
            --output out/compare
              edora compare --data a.csv --data b.csv --data c.csv --jobs 2 --output out/three
              edora compare --task RTE --data data/glue --methods lora --rank 4,16 --output out/ranks
              edora sweep status --compare out/compare

            Each method's rate is searched on a tenth of the training rows that is held out; the rows that evaluate \
            take no part in it. Then every method trains with each seed, and OUTPUT/README.md says how they differ, \
            with intervals. Ctrl-C ends after the current step; the same command goes on from there, and trains \
            nothing twice. On a Slurm cluster: the command with --no-train, then `edora sweep submit --compare \
            out/compare`, again once searches have ended; then the command with --no-train again for the page.
            """)

    @OptionGroup var rows: ComparedDataOptions
    @OptionGroup var question: CompareOptions
    @Option(help: "Folder of the page, its figures and the records.") var output: PathArgument
    @Option(help: "Runs at a time; the cores are divided among them.") var jobs = 1
    @Option(help: "Threads in all; the numbers do not depend on it. (default: all cores)") var threads: Int?
    @Flag(help: "Say what would be trained and how long it takes; write nothing.") var dryRun = false
    @Flag(help: "Train nothing: write the page from the records that there are.") var noTrain = false

    func validate() throws {
        if dryRun && noTrain { throw ValidationError("--no-train writes, and --dry-run does not: give one of them") }
    }

    func run() throws {
        StopOnSignal.ignoreClosedPipes()
        let threads = threads ?? Machine.cores
        try Machine.requireThreads(threads)
        guard (1 ... 256).contains(jobs) else { throw InputError("--jobs", expected: "1 to 256", found: "\(jobs)") }
        if let choice = OpenBLAS.slowChoice { note(choice) }
        let sources = try rows.sources()
        try requireApart(sources)
        let folder = output.url.relativePath
        let comparison = try question.comparison(
            sources, command: CommandLine.arguments.dropFirst().filter { $0 != "--no-train" }, folder: folder
        ).settled()
        let store = RunStore(), plan = try OwnPlan(comparison, in: store)
        try announce(comparison, plan, store)
        if dryRun { return }
        try StandaloneFigure.requireProgram()
        try comparison.write()
        try ComparePage.write(comparison)
        if !noTrain { try train(comparison, threads) }
        print("The page is \(folder)/README.md")
    }

    /// A second run's files must not come among the rows, nor into a model.
    private func requireApart(_ sources: [DataOptions.Source]) throws {
        let place = output.url.absoluteURL.standardizedFileURL.path + "/"
        for source in sources {
            guard case .folder(let folder) = source.data else { continue }
            guard !place.hasPrefix(folder.absoluteURL.standardizedFileURL.path + "/") else {
                throw InputError(
                    "--output", expected: "a folder outside the data, \(folder.relativePath)", found: "\(output)")
            }
        }
        try OutputFolder.requireNoModel(output.url)
        try OutputFolder.requireNoAdapter(output.url)
    }

    /// The first lines: how much there is to do.
    private func announce(_ comparison: OwnComparison, _ plan: OwnPlan, _ store: RunStore) throws {
        let missing = try store.missing(plan.all()), waiting = try plan.waiting()
        guard missing.count + waiting.count > 0 else { return note("Every run has its record.") }
        let more = plan.unsearched.isEmpty ? "" : " or more, since searches may go on,"
        note(
            "\(missing.count + waiting.count) runs\(more) to train: "
                + "about \(duration(Estimate.seconds(missing + waiting))) on two recent cores")
        for data in comparison.data {
            let facts = data.facts
            note(
                "\(data.name): \(facts.trainRows) rows train, \(facts.devRows) evaluate; "
                    + (data.epochs == 1 ? "one epoch" : "\(data.epochs) epochs"))
        }
        if dryRun { missing.forEach { note("  \($0.name)") } }
    }
}
