/// What a 95 % interval of differences says of two settings: on which side of zero it lies.
public enum Relation: Sendable, CaseIterable {
    case below, above
    /// The interval holds zero.
    case notToldApart

    /// - Parameter interval: of the first setting's scores less the second's.
    public init(_ interval: ClosedRange<Double>) {
        self = interval.lowerBound > 0 ? .above : interval.upperBound < 0 ? .below : .notToldApart
    }
}

/// What both 95 % intervals of the differences over several tasks say: the one on these very tasks, where seeds alone
/// are chance, and the bootstrap's on tasks like these, where the tasks are, too.
public struct Comparison: Sendable, Equatable {
    /// The mean over tasks of the mean over seeds, a share: 0.01 is a point.
    public let mean: Double
    public let onTheseTasks, onTasksLikeThese: ClosedRange<Double>

    /// - Parameter tasks: for each task, seed by seed, the first setting's score less the second's.
    /// - Returns: nil where one of the intervals is missing: for fewer than `Bootstrap.fewestTasks`, or two seeds.
    public init?(tasks: [[Double]]) {
        guard let here = Sample.interval(onTheseTasks: tasks), let beyond = Bootstrap.interval(tasks) else {
            return nil
        }
        (mean, onTheseTasks, onTasksLikeThese) = (Points.mean(tasks), here, beyond)
    }

    /// The relation on these tasks, and that on tasks like these.
    public var here: Relation { Relation(onTheseTasks) }
    public var beyond: Relation { Relation(onTasksLikeThese) }

    /// Whether both intervals say this.
    public func isSurely(_ relation: Relation) -> Bool { here == relation && beyond == relation }
}
