extension Competitive {
    /// The means of a difference beyond which the rule would decide, if the tasks differed as they do: not reproduced
    /// below the first, reproduced from the second on.
    ///
    /// - Parameter differences: the method's scores less another's, for each task, seed by seed.
    /// - Returns: nil where there is no interval.
    public func decidingMeans(_ differences: [[Double]]) -> (below: Double, above: Double)? {
        ThreeIntervals(differences).map { found in
            let ends = found.all.flatMap { [$0.lowerBound, $0.upperBound] }
            return (limit + found.mean - (ends.max() ?? 0), limit + found.mean - (ends.min() ?? 0))
        }
    }
}
