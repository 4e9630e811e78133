import ArgumentParser
import Core
import Experiments
import Foundation

/// Where the runs of a sweep come from: a plan's file, or a chapter or comparison, whose plan follows from the records
/// there are.
struct PlanSource: ParsableArguments {
    @Argument(help: "The plan's file.") var plan: String?
    @Option(help: "In place of a plan: the chapter, \(Plan.names.joined(separator: ", ")).") var chapter: String?
    @Option(
        help: """
            With --chapter \(Plan.namesOfGLUE.joined(separator: ", ")): \(Checkpoint.choice). (default: \
            \(Checkpoint.all[0].name))
            """)
    var model: String?
    @Option(help: "In place of a plan: the folder of a comparison, --output of edora compare.") var compare:
        PathArgument?

    /// The plan as it is now.
    ///
    /// - Throws: `InputError` unless there is one plan, chapter or comparison.
    func runs() throws -> [PlannedRun] {
        if let compare {
            guard plan == nil, chapter == nil, model == nil else {
                throw InputError(
                    "--compare", expected: "neither a plan nor --chapter or --model beside it", found: "one of them")
            }
            return try OwnPlan(OwnComparison.read(below: compare.url), in: RunStore()).all()
        }
        switch (plan, chapter) {
        case (let plan?, nil):
            guard model == nil else {
                throw InputError(
                    "--model", expected: "--chapter beside it, since a plan names its model", found: "a plan")
            }
            return try PlannedRun.readPlan(URL(fileURLWithPath: plan))
        case (nil, let chapter?): return try Plan.named(chapter, backbone: model)
        default:
            throw InputError(
                "edora sweep", expected: "a plan's file, --chapter or --compare",
                found: plan == nil ? "neither" : "both")
        }
    }

    /// The same, for another process. A plan whose name begins with a dash is no option there.
    var arguments: [String] {
        (plan.map { [$0.hasPrefix("-") ? "./" + $0 : $0] } ?? [])
            + (chapter.map { ["--chapter", $0] } ?? []) + (model.map { ["--model", $0] } ?? [])
            + (compare.map { ["--compare", $0.description] } ?? [])
    }

    /// Whether the plan grows with the records.
    var isGrowing: Bool { chapter != nil || compare != nil }

    /// Plans anew whenever it is asked, and what waits for searches to end.
    func replanning() throws -> (runs: () throws -> [PlannedRun], expected: () throws -> [PlannedRun]) {
        guard let compare else { return (runs, { [] }) }
        let comparison = try OwnComparison.read(below: compare.url), store = RunStore()
        func plan() throws -> OwnPlan {
            store.refresh()
            return try OwnPlan(comparison, in: store)
        }
        return ({ try plan().all() }, { try plan().waiting() })
    }

    /// What the plan still waits for, as a sentence; nil where nothing is searched any more.
    func waiting() throws -> String? {
        if let chapter { return try Self.waiting(chapter: chapter, backbone: model ?? Plan.usualBackbone(chapter)) }
        return try compare.flatMap {
            Self.waiting(for: try OwnPlan(OwnComparison.read(below: $0.url), in: RunStore()).unsearched)
        }
    }

    /// What a chapter's plan still waits for, as a sentence; nil where nothing is searched any more.
    static func waiting(chapter: String, backbone: String) throws -> String? {
        let settings: [Setting]
        switch chapter {
        case "glue-search", "5": settings = try GLUEGrid(backbone: backbone).unsearched
        case "6": settings = try Ablation(backbone: backbone).unsearched
        case Plan.nameOfDecoder: settings = try DecoderGrid().unsearched
        case Plan.nameOfRelatives: settings = try RelativesGrid().unsearched
        default: return nil
        }
        return waiting(for: settings.map(\.title))
    }

    private static func waiting(for settings: [String]) -> String? {
        settings.isEmpty
            ? nil
            : """
            Rates are still searched for \(settings.joined(separator: "; ")); their other runs follow from these.
            """
    }
}

extension PlanSource {
    /// One that another command asks for.
    init(plan: String? = nil, chapter: String? = nil, model: String? = nil, compare: PathArgument? = nil) {
        self.init()
        (self.plan, self.chapter, self.model, self.compare) = (plan, chapter, model, compare)
    }
}
