import TextFormat

/// The three 95 % intervals of a mean over tasks, by which every claim about scores is judged. Each counts something
/// else as chance, and none is the right one alone.
///
/// The first adds up the tasks' own variances, as if a seed's luck on one task said nothing of another. The second
/// takes each seed's average over the tasks, so luck that a seed has everywhere is in it, by few degrees of freedom.
/// The third counts the tasks, too, as drawn at random.
public struct ThreeIntervals: Sendable, Equatable {
    /// The mean over tasks of the mean over seeds, in the unit of the values.
    public let mean: Double
    /// On these tasks: Welch's, see `Sample.interval(onTheseTasks:)`.
    public let onTheseTasks: ClosedRange<Double>
    /// Student's, of the seeds' averages over the tasks.
    public let ofSeedsAverages: ClosedRange<Double>
    /// The bootstrap's, see `Bootstrap.interval`.
    public let onTasksLikeThese: ClosedRange<Double>

    /// - Parameter tasks: for each task, seed by seed, what two settings differ by.
    /// - Returns: nil for fewer than `Bootstrap.fewestTasks`, fewer than two seeds, or tasks with different numbers of
    ///   seeds.
    public init?(_ tasks: [[Double]]) {
        guard let seeds = tasks.first?.count, tasks.allSatisfy({ $0.count == seeds }),
            let here = Sample.interval(onTheseTasks: tasks), let beyond = Bootstrap.interval(tasks),
            let averages = Sample((0 ..< seeds).map { seed in Sample(tasks.map { $0[seed] }).mean }).interval
        else { return nil }
        (mean, onTheseTasks, ofSeedsAverages, onTasksLikeThese) = (Points.mean(tasks), here, averages, beyond)
    }

    /// In the order of `text`.
    public var all: [ClosedRange<Double>] { [onTheseTasks, ofSeedsAverages, onTasksLikeThese] }

    /// How many of the three stand so to zero.
    public func count(_ relation: Relation) -> Int { all.count { Relation($0) == relation } }

    /// "-1.7 (-2.5 to -0.8; -3.1 to -0.2; -3.6 to -0.1)", in points, in the order of `text`.
    var cell: String { "\(Points.text(mean)) (\(all.map { Points.text($0) }.joined(separator: "; ")))" }

    /// What the order is, for a page with such cells.
    public static let text = """
        Differences stand with three 95 % intervals: on these tasks, where seeds alone are chance and tasks have their \
        luck apart; of the seeds' averages over the tasks; and on tasks like these, the bootstrap's. A verdict is what \
        all three say; where they differ it is *inconclusive*.
        """
}

extension Verdict {
    /// The verdict on which the three intervals of differences, for each task, seed by seed, agree; inconclusive
    /// without them.
    static func byThreeIntervals(
        _ differences: [[Double]], _ judge: (ClosedRange<Double>) -> Verdict
    ) -> Verdict { ThreeIntervals(differences).map { .agreed($0.all.map(judge)) } ?? .inconclusive }

    /// What several judgements of one thing have in common: the same, the weaker of *reproduced* and *direction only*,
    /// or nothing.
    static func agreed(_ verdicts: [Verdict]) -> Verdict {
        let found = Set(verdicts)
        if found.count == 1, let one = found.first { return one }
        return found == [.reproduced, .directionOnly] ? .directionOnly : .inconclusive
    }
}
