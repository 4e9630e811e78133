import ArgumentParser
import Core
import Experiments
import Foundation

/// Where the runs of a sweep come from: a plan's file, or a chapter, whose plan follows from the records there are.
struct PlanSource: ParsableArguments {
    @Argument(help: "The plan's file.") var plan: String?
    @Option(help: "In place of a plan: the chapter, \(Plan.names.joined(separator: ", ")).") var chapter: String?
    @Option(
        help: """
            With --chapter glue-search, 5 or 6: \(Checkpoint.choice). (default: \(Checkpoint.all[0].name))
            """)
    var model: String?

    /// The plan as it is now.
    ///
    /// - Throws: `InputError` unless there is either a plan or a chapter.
    func runs() throws -> [PlannedRun] {
        switch (plan, chapter) {
        case (let plan?, nil):
            guard model == nil else {
                throw InputError(
                    "--model", expected: "--chapter beside it, since a plan names its model", found: "a plan")
            }
            return try PlannedRun.readPlan(URL(fileURLWithPath: plan))
        case (nil, let chapter?): return try Plan.named(chapter, backbone: model ?? Checkpoint.all[0].name)
        default:
            throw InputError(
                "edora sweep", expected: "a plan's file or --chapter", found: plan == nil ? "neither" : "both")
        }
    }

    /// The same, for another process.
    var arguments: [String] {
        (plan.map { [$0] } ?? []) + (chapter.map { ["--chapter", $0] } ?? []) + (model.map { ["--model", $0] } ?? [])
    }

    /// What a chapter's plan still waits for, as a sentence; nil where nothing is searched any more.
    static func waiting(chapter: String, backbone: String) throws -> String? {
        guard ["glue-search", "5", "6"].contains(chapter) else { return nil }
        let settings =
            try chapter == "6" ? Ablation(backbone: backbone).unsearched : GLUEGrid(backbone: backbone).unsearched
        return settings.isEmpty
            ? nil
            : """
            Rates are still searched for \(settings.map(\.title).joined(separator: "; ")); their other runs \
            follow from these.
            """
    }
}
