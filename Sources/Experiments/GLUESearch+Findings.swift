import Core

extension GLUESearch {
    /// The rates at which a model gave every held-out sentence of CoLA one answer: a correlation of exactly zero.
    public var ratesThatLearnNothing: [Double] {
        guard let cola = tasks.firstIndex(of: .cola) else { return [] }
        return zip(rates, scores).filter { $1[cola] == 0 }.map(\.0)
    }

    /// Whether at the next rate above the chosen one nothing was learned of CoLA. The search has one seed, so another
    /// might choose otherwise, or fail at the chosen rate.
    public var isFragile: Bool {
        guard let best, let next = rates.first(where: { $0 > best }) else { return false }
        return ratesThatLearnNothing.contains(next)
    }

    /// For each task, how far its scores lie apart: the largest less the smallest of the rates tried; nil while runs
    /// are missing. A rate that diverged has no score to count.
    public var spreads: [Double?] {
        tasks.indices.map { task in
            let each = scores.map { $0[task] }, known = each.compactMap { $0 }.filter(\.isFinite)
            guard !each.contains(nil), let low = known.min(), let high = known.max() else { return nil }
            return high - low
        }
    }
}

extension Ablation {
    /// The search that a setting's rate comes from, this chapter's or chapter 5's.
    public func search(_ setting: Setting) -> GLUESearch? { searches[setting] ?? grid.searches[setting] }

    /// Those of some settings whose searched rate has a neighbour above it that learned nothing of CoLA.
    public func fragileSearches(_ settings: [Setting]) -> [Setting] {
        settings.filter { search($0)?.isFragile == true }
    }
}
