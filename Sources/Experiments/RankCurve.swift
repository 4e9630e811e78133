import Core

/// The proposed method's average score against its rank, on chapter 6's tasks.
public struct RankCurve {
    private let results: GLUEResults
    private let settings = Ablation.allRanks, tasks = Ablation.tasks

    public init(_ results: GLUEResults) { self.results = results }

    private func mean(_ setting: Setting) -> Double? {
        let average = results.average(setting, over: tasks)
        return average.count > 0 ? average.mean : nil
    }

    /// The smallest rank whose average is within one point of the best rank's; nil while a rank lacks runs. Where
    /// that is the largest rank the curve has no knee.
    public var knee: Int? {
        let means = settings.compactMap(mean)
        guard means.count == settings.count, let best = means.max() else { return nil }
        return zip(settings, means).first { $1 >= best - 0.01 }?.0.rank
    }

    /// The ranks that lie on that side of another setting on these tasks; those without all their runs lie nowhere.
    public func ranks(_ relation: Relation, to other: Setting) -> [Int] {
        settings.filter { $0 != other && results.comparison($0, with: other, on: tasks)?.here == relation }.map(\.rank)
    }

    /// Ranks below rank 16 on these tasks though a smaller one is not to be told apart from it and scores more: the
    /// curve dips, which no effect of the rank would make it do.
    public var dips: [Int] {
        let reference = Setting(.proposed), alike = ranks(.notToldApart, to: reference)
        return ranks(.below, to: reference).filter { rank in
            guard let low = mean(Setting(.proposed, rank: rank)) else { return false }
            return alike.contains { $0 < rank && mean(Setting(.proposed, rank: $0)).map { $0 > low } == true }
        }
    }
}
