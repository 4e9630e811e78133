import Core

/// Intervals for differences between two methods over several tasks, which are no sample of a normal distribution.
public enum Bootstrap {
    private static let draws = 10_000

    /// The 95 % interval of the mean over tasks of the mean over seeds, by the percentile bootstrap in two levels: tasks are drawn with
    /// replacement, then seeds within each task drawn, ten thousand times over.
    ///
    /// Two levels, since seeds of one task resemble each other: to draw from all values alike would count a task three times. The draws are seeded, so
    /// that a page comes out alike each time. nil for fewer than two tasks: nothing could be said of another one. (Davison and Hinkley, Bootstrap Methods and Their
    /// Application, 1997, section 3.8.)
    ///
    /// - Parameter tasks: the values of each task, at least one each.
    public static func interval(_ tasks: [[Double]]) -> ClosedRange<Double>? {
        guard tasks.count > 1, tasks.allSatisfy({ !$0.isEmpty }) else { return nil }
        var random = Random(seed: 0, purpose: "bootstrap")
        let means = (0 ..< draws).map { _ in
            (0 ..< tasks.count).reduce(0) { sum, _ in
                let values = tasks[random.below(tasks.count)]
                return sum + values.indices.reduce(0) { sum, _ in sum + values[random.below(values.count)] } / Double(values.count)
            } / Double(tasks.count)
        }.sorted()
        return means[draws / 40 - 1] ... means[draws - draws / 40 - 1]
    }
}
