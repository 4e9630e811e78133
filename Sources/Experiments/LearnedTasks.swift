import Core
import Foundation

/// What was learned at all: a method that learned nothing has no gap between training and dev rows, and no merit in it.
extension GLUEResults {
    /// One answer for every row, and a point more: that answer's share of the rows, or no correlation.
    private func limit(_ task: TextTask, _ share: KeyPath<GLUEFacts, Double?>) -> Double {
        (task.metric == .accuracy ? GLUEFacts.of[task]?[keyPath: share] ?? 0 : 0) + 0.01
    }

    /// The tasks whose mean dev score is at least a point above one answer for every row.
    public func learnedTasks(_ setting: Setting) -> [TextTask] {
        tasks.filter { sample(setting, $0).count > 0 && sample(setting, $0).mean >= limit($0, \.mostFrequentShare) }
    }

    /// The tasks whose mean score on *training* rows is; of settings that have those scores.
    public func fittedTasks(_ setting: Setting) -> [TextTask] {
        tasks.filter { task in
            let gap = gaps(setting, on: [task])
            guard !gap.isEmpty else { return false }
            return sample(setting, task).mean + Points.mean(gap) >= limit(task, \.mostFrequentShareInTraining)
        }
    }

    /// Whether a setting's gap, training score minus dev score, is surely above zero on these tasks.
    public func overfits(_ setting: Setting, on tasks: [TextTask]) -> Bool {
        Sample.interval(onTheseTasks: gaps(setting, on: tasks)).map { Relation($0) } == .above
    }

    /// On which side of another setting's gap this one's lies, on these tasks; nil where training scores are missing.
    public func gapRelation(_ setting: Setting, to other: Setting, on tasks: [TextTask]) -> Relation? {
        Sample.interval(onTheseTasks: gapDifferences(setting, from: other, on: tasks)).map { Relation($0) }
    }
}

extension GLUEFacts {
    /// The loss of a model that gives every row the training rows' share p of each of two answers, −Σ p·log p; nil
    /// where the share is not known.
    public var constantLoss: Double? {
        mostFrequentInTraining.map { frequent in
            let share = Double(frequent) / Double(train)
            return -share * log(share) - (1 - share) * log(1 - share)
        }
    }
}

extension LearningCurve {
    /// Whether the last epoch's mean is the highest, or as high as the highest; not of a constant curve.
    public var endsAtItsBest: Bool { means.last == means.max() && means.max() != means.min() }
}
