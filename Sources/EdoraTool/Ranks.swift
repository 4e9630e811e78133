import ArgumentParser
import Core
import Foundation
import TextFormat

extension RankAllocation.Rule: ExpressibleByArgument {}

struct Ranks: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Allot a rank to each matrix under the budget of one common rank.",
        discussion: """
            EXAMPLES
              edora ranks --rule energy --rank 16 --output out/ranks.json
              edora ranks --rule gradient --task MRPC --data data/glue --rank 16 --output out/ranks.json
              edora train --task MRPC --data data/glue --rank-pattern out/ranks.json --output out/mrpc

            energy looks at the singular values of the directions, gradient at the gradient of R over 256 training \
            rows of a task, drawn at random. The squares of the
            ranks sum to at most those of the common rank, so R has no more values in all.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Where a rank's gain comes from.") var rule: RankAllocation.Rule
    @Option(help: "The common rank whose budget is shared.") var rank = 16
    @Option(help: "Task of the gradients.") var task: TextTask?
    @Option(help: "Folder with TASK/train.tsv, for gradients. (default: data/mini-glue)") var data: String?
    @Option(help: "File to write.") var output: PathArgument

    func run() throws {
        if data != nil, rule != .gradient {
            throw InputError(
                "--data", expected: "--rule gradient beside it: singular values are no task's",
                found: "--rule \(rule.rawValue)")
        }
        let directory = try model.directory(), rows = URL(fileURLWithPath: data ?? "data/mini-glue")
        try OwnFiles.requireDistinct(
            [("--output", output.description)], inputs: task.map(TaskData.folder(rows).inputs) ?? [],
            models: [directory])
        // Made before the work, so that a place that cannot be written is told first; it goes again where that fails.
        let folder = try OutputFolder(output.url.deletingLastPathComponent())
        defer { folder.removeIfEmpty() }
        try AtomicFile.requireWritable(output.url)
        let pattern = try RankPattern(
            rule, rank: rank, model: directory, data: rows, task: task, threads: model.threadCount())
        try pattern.write(to: output.url)
        for (path, rank) in pattern.ranks.sorted(by: { $0.key.localizedStandardCompare($1.key) == .orderedAscending }) {
            print("\(rank)  \(path)")
        }
        let values = pattern.ranks.values.reduce(0) { $0 + $1 * $1 }
        print(
            """
            \(groupedDigits(values)) values of R, of a budget of \
            \(groupedDigits(pattern.ranks.count * rank * rank)); written to \(output)
            """
        )
    }
}
