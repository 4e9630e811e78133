import Core

extension GLUEResults {
    /// What both intervals say of one setting beside another; nil unless both have every seed of every task.
    public func comparison(_ setting: Setting, with other: Setting, on tasks: [TextTask]) -> Comparison? {
        Comparison(tasks: wholeDifferences(setting, from: other, on: tasks))
    }

    /// What one setting scores above another over some tasks, with the three intervals of `ThreeIntervals`; "–"
    /// without them.
    public func threeIntervals(_ setting: Setting, from other: Setting, on tasks: [TextTask]) -> String {
        ThreeIntervals(wholeDifferences(setting, from: other, on: tasks))?.cell ?? "–"
    }

    /// The tasks on which one setting lies on that side of another, by Student's interval of the paired differences;
    /// tasks that one of them lacks are left out.
    public func tasks(where setting: Setting, is relation: Relation, to other: Setting) -> [TextTask] {
        tasks(completeFor: [setting, other]).filter { task in
            Sample(differences(setting, from: other, on: [task])[0]).interval.map { Relation($0) } == relation
        }
    }

    /// The variance of one seed's difference between two settings, in squared points, summed over tasks.
    ///
    /// - Returns: that of the differences paired by seed, and what it would be if the seeds of the two settings had
    ///   nothing in common, the sum of both settings' own; nil unless both have every seed of every task.
    public func variances(
        _ setting: Setting, from other: Setting, on tasks: [TextTask]
    ) -> (paired: Double, apart: Double)? {
        let differences = wholeDifferences(setting, from: other, on: tasks)
        guard !differences.isEmpty else { return nil }
        func sum(_ samples: [Sample]) -> Double { samples.reduce(0) { $0 + 1e4 * $1.deviation * $1.deviation } }
        return (sum(differences.map { Sample($0) }), sum(tasks.flatMap { [sample(setting, $0), sample(other, $0)] }))
    }

    /// The standard deviation over seeds that the average over tasks would have by its tasks' own, if a seed's luck on
    /// one task said nothing of another: √(Σ SD²) / n. Beside it the average's own may be small by luck.
    public func expectedDeviation(_ setting: Setting, over tasks: [TextTask]) -> Double {
        tasks.reduce(0) { $0 + sample(setting, $1).deviation * sample(setting, $1).deviation }.squareRoot()
            / Double(tasks.count)
    }

    /// How many runs of a cell ended with a score of exactly zero: on CoLA, one answer for every sentence.
    public func collapsedRuns(_ setting: Setting, _ task: TextTask) -> Int {
        sample(setting, task).values.count { $0 == 0 }
    }
}

extension Points {
    /// The tasks that a difference hangs on: without one of them the interval on the other tasks holds zero, and the
    /// mean is less than half as large. Their numbers; none where the interval holds zero with all.
    public static func hinges(_ differences: [[Double]]) -> [Int] {
        neededOnTheseTasks(differences).filter { task in
            abs(mean(without(task, differences))) < abs(mean(differences)) / 2
        }
    }

    /// The tasks without any one of which the interval on the others holds zero, where it leaves zero out with all.
    public static func neededOnTheseTasks(_ differences: [[Double]]) -> [Int] {
        needed(differences) { Sample.interval(onTheseTasks: $0) }
    }
}
