import Core

/// Rates for m and R apart: the rates that suit each alone and their neighbours, every pair of them.
///
/// Scored on a tenth of the training rows that is held out, one seed, as in every search; no dev row takes part.
public struct TwoRates: Sendable {
    /// Of the core R and of the magnitudes m, ascending.
    public let core: [Double], magnitudes: [Double]
    /// For each rate of m, for each of R, the score of each task on the held-out rows; nil without a record, and −∞
    /// where a run diverged.
    private let scores: [[[Double?]]]
    private let search: [[[PlannedRun]]]
    private let ablation: Ablation

    /// nil while the rates of the two alone are not known.
    ///
    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public init?(_ ablation: Ablation, in store: RunStore) throws {
        try self.init(ablation) { try store.record(of: $0)?.searchScore }
    }

    /// With the score of a run on its held-out rows: nil where it has no record, −∞ where it diverged.
    init?(_ ablation: Ablation, score: (PlannedRun) throws -> Double?) rethrows {
        guard let core = ablation.grid.searches[.coreAlone]?.best,
            let magnitudes = ablation.grid.searches[.magnitudesAlone]?.best,
            let coreRates = LadderSearch.neighbours(core), let magnitudeRates = LadderSearch.neighbours(magnitudes)
        else { return nil }
        self.ablation = ablation
        let cores = Array(LadderSearch.ladder[coreRates]), both = Array(LadderSearch.ladder[magnitudeRates])
        (self.core, self.magnitudes) = (cores, both)
        search = both.map { magnitude in
            cores.map { core in
                GLUESearch.standardTasks.map {
                    .glue(
                        $0, Ablation.twoRates(magnitude), rate: core, seed: 1, division: .heldOut,
                        backbone: ablation.grid.backbone)
                }
            }
        }
        scores = try search.map { try $0.map { try $0.map(score) } }
    }

    /// For each rate of m, for each of R, the mean score; nil without all records, −∞ where a run diverged.
    public var means: [[Double?]] { scores.map { $0.map(LadderSearch.mean) } }

    /// For each rate of m, for each of R, the score of the first task, CoLA.
    public var ofFirstTask: [[Double?]] { scores.map { $0.map { $0[0] } } }

    /// The best pair's mean; nil while runs are missing, or where all diverged.
    public var bestMean: Double? {
        let known = means.joined().compactMap { $0 }
        guard known.count == means.joined().count, let top = known.max(), top.isFinite else { return nil }
        return top
    }

    /// For each rate of m, for each of R, the mean and both scores, which link to their records from a chapter's page;
    /// the best pair's in bold.
    public func cells(in store: RunStore) throws -> [[String]] {
        let best = best
        return try magnitudes.indices.map { row in
            try core.indices.map { column in
                let cell = try LadderSearch.text(scores[row][column], of: search[row][column], link: store.link)
                let isBest = best.map { $0 == (magnitudes[row], core[column]) } == true
                return isBest ? "**\(cell)**" : cell
            }
        }
    }

    /// The pair with the best mean, the smaller rates where two tie; nil while runs are missing, or where all diverged.
    /// At an edge of the grid a better pair may lie beyond it.
    public var best: (magnitudes: Double, core: Double)? {
        guard let top = bestMean else { return nil }
        let means = means
        for (row, magnitude) in magnitudes.enumerated() {
            for (column, rate) in core.enumerated() where means[row][column] == top { return (magnitude, rate) }
        }
        return nil
    }

    /// The best pair as a setting; nil while it is not known.
    public var setting: Setting? { best.map { Ablation.twoRates($0.magnitudes) } }

    /// The runs of a cell at the best pair, one a seed.
    public func runs(_ task: TextTask) -> [PlannedRun] {
        guard let best, let setting else { return [] }
        return Plan.seeds.map {
            .glue(
                task, setting, rate: best.core, seed: $0, division: ablation.grid.division(task),
                backbone: ablation.grid.backbone)
        }
    }

    /// The search, and then the cells.
    var plan: [PlannedRun] { search.joined().flatMap { $0 } + Ablation.tasks.flatMap(runs) }
}
