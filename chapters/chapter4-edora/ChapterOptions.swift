import ArgumentParser
import ChapterSupport
import Core
import Experiments
import Foundation

/// The chapter on other input. Any option that changes the page's numbers makes a draft.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter4-edora",
        abstract: "Chapter 4: EDoRA, step by step and trained on a small task.",
        discussion: """
            Without options it makes the published page, chapters/chapter4-edora/README.md. With any of --task, --rank,
            --epochs, --model or --data it makes a draft in .build/notebook/chapter4-edora and leaves the page alone.

            EXAMPLES
              swift run chapter4-edora
              swift run chapter4-edora --task RTE --data data/glue --rank 32
              swift run chapter4-edora --train      (first trains the runs of its tables that have no record yet)
            """)

    @Option(help: "Task of the live run.") var task: String?
    @Option(help: "Rank r.") var rank: Int?
    @Option(help: "Epochs of the live run.") var epochs: Int?
    @Option(help: "A Hugging Face checkpoint folder, or minilm.") var model: String?
    @Option(help: "Folder with TASK/train.tsv and TASK/dev.tsv for the live run.") var data: String?
    @Flag(help: "Train the missing runs of the tables; those on real GLUE need data/glue.") var train = false

    /// - Throws: `InputError` for a rank that the matrix does not have.
    static func requireRank(_ rank: Int, fits W0: Matrix) throws {
        let largest = min(W0.rows, W0.columns)
        guard rank >= 1, rank <= largest else {
            throw InputError("--rank", expected: "1 to \(largest)", found: "\(rank)")
        }
    }

    var isDraft: Bool { task != nil || rank != nil || epochs != nil || model != nil || data != nil }

    /// - Throws: `InputError` for a name that is no task.
    func liveTask() throws -> TextTask {
        guard let task else { return Plan.miniTask }
        guard let known = GLUE.task(named: task) else {
            throw InputError("--task", expected: GLUE.tasks.map(\.name).joined(separator: ", "), found: task)
        }
        return known
    }
}
