import Core
import TextFormat

/// The task's metric after each epoch, over the seeds of one setting: mean, lowest and highest.
public struct LearningCurve {
    public var epochs: [Double] = [], means: [Double] = [], lowest: [Double] = [], highest: [Double] = []

    /// - Parameter shift: moves the curve sideways, so that its bars do not cover another's.
    public init(_ records: [RunRecord], shift: Double = 0) {
        guard let metric = records.first?.configuration.task.metric.rawValue else { return }
        for epoch in 0 ..< (records.map(\.epochs.count).min() ?? 0) {
            let scores = Sample(records.map { $0.epochs[epoch].metrics[metric] ?? 0 })
            epochs.append(Double(epoch + 1) + shift)
            means.append(roundedToSignificant(scores.mean, digits: 4))
            lowest.append(scores.values.min() ?? 0)
            highest.append(scores.values.max() ?? 0)
        }
    }
}
