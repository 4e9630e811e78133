/// A difference of scores that a claim is judged by, for a picture of verdicts; shares, so 0.01 is a point.
public struct ClaimEffect: Sendable {
    /// Its terms: "rank 32 − rank 4".
    public let title: String
    /// The difference with the three intervals that the rule judges.
    public let found: ThreeIntervals
    /// What the intervals must reach.
    public let limit: Double
    /// The paper's own size, where it states one.
    public let claimed: Double?

    /// - Parameter differences: for each task, seed by seed.
    /// - Returns: nil where there are not the three intervals.
    init?(_ title: String, _ differences: [[Double]], limit: Double = 0, claimed: Double? = nil) {
        guard let found = ThreeIntervals(differences) else { return nil }
        (self.title, self.found, self.limit, self.claimed) = (title, found, limit, claimed)
    }
}
