import Core

/// The search for one setting's learning rate on real GLUE, as far as it has records: `LadderSearch` on the mean of two
/// tasks.
///
/// One seed, scored on a tenth of the training rows that is held out. The rate that is found is used for every task of
/// the grid. No dev row takes part.
public struct GLUESearch: Sendable {
    public static let standardTasks: [TextTask] = [.cola, .mrpc]
    public static let ladder = LadderSearch.ladder

    public let setting: Setting
    public let tasks: [TextTask]
    private let search: LadderSearch

    /// - Parameters:
    ///   - around: tries this rate and its neighbours first, in place of the four that are customary for the method.
    ///   - ranks: a rank for each matrix, where the setting has one.
    ///   - epochs: of its runs; nil for chapter 5's.
    ///   - score: the score of a run on its held-out rows, nil where it has no record, −∞ where it diverged.
    public init(
        _ setting: Setting, backbone: String, tasks: [TextTask] = standardTasks, around: Double? = nil,
        ranks: [String: Int]? = nil, epochs: Int? = nil,
        score: (PlannedRun) throws -> Double?
    ) rethrows {
        func runs(_ rate: Double) -> [PlannedRun] {
            tasks.map {
                .glue(
                    $0, setting, rate: rate, seed: 1, division: .heldOut, backbone: backbone, ranks: ranks,
                    epochs: epochs)
            }
        }
        (self.setting, self.tasks) = (setting, tasks)
        search = try LadderSearch(
            from: around.flatMap(LadderSearch.neighbours) ?? LadderSearch.start(setting.method), runs: runs,
            score: score)
    }

    /// The rates tried, or to be tried next, ascending.
    public var rates: [Double] { search.rates }
    /// The score of each task of `tasks` for each rate; nil where the run has no record, −∞ where it diverged.
    public var scores: [[Double?]] { search.scores }
    /// The rate that was found; nil while runs are missing.
    public var best: Double? { search.best }
    /// The runs of `rates`, on every task.
    public var runs: [PlannedRun] { search.runs }
    /// The mean over the tasks for each rate; nil where a run is missing, −∞ where one diverged.
    public var means: [Double?] { search.means }
    /// Whether the best rate is an end of the ladder, so that a better one may lie beyond.
    public var endsLadder: Bool { search.endsLadder }

    /// The rate that the first task would choose alone among those tried; nil while runs are missing.
    public var bestOfFirstTask: Double? { LadderSearch.best(scores.map { Array($0.prefix(1)) }).map { rates[$0] } }

    /// Each rate with its mean and its scores, which link to their records from a chapter's page.
    public func cell(in store: RunStore) throws -> String { try search.cell(link: store.link) }
}
