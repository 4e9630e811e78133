extension Competitive {
    /// The means of a difference beyond which the rule would decide, if the tasks differed as they do: not reproduced
    /// below the first, reproduced from the second on.
    ///
    /// - Parameter differences: the method's scores less another's, for each task, seed by seed.
    /// - Returns: nil where there is no interval.
    public func decidingMeans(_ differences: [[Double]]) -> (below: Double, above: Double)? {
        Bootstrap.interval(differences).map { interval in
            let mean = Points.mean(differences)
            return (limit + mean - interval.upperBound, limit + mean - interval.lowerBound)
        }
    }
}
