import Core

/// What records of settings on tasks say: scores, averages over tasks, and differences paired by task and seed; of
/// GLUE's tasks, or of data of one's own.
public struct GLUEResults {
    public let tasks: [TextTask]
    /// Tasks whose rows are not the benchmark's own.
    private let divided: [TextTask]
    /// What every cell has a run of.
    public let seeds: [UInt64]
    /// By seed, in the order of `seeds`; nil where a run has no record.
    private let found: [Setting: [TextTask: [RunRecord?]]]

    /// - Parameters:
    ///   - settings: those that will be asked for.
    ///   - divided: tasks whose rows are not the benchmark's own; averages leave them out.
    ///   - runs: the runs of a cell, one a seed; none where they are not known.
    /// - Throws: `InputError` for a file in the folder of records that is not one.
    public init(
        _ settings: [Setting], tasks: [TextTask], divided: [TextTask] = [], seeds: [UInt64] = Plan.seeds,
        in store: RunStore, runs: (Setting, TextTask) -> [PlannedRun]
    ) throws {
        (self.tasks, self.divided, self.seeds) = (tasks, divided, seeds)
        found = try Dictionary(
            uniqueKeysWithValues: settings.map { setting in
                (
                    setting,
                    try Dictionary(
                        uniqueKeysWithValues: tasks.map { task in
                            (task, try runs(setting, task).map { try store.record(of: $0) })
                        })
                )
            })
    }

    init(
        tasks: [TextTask], divided: [TextTask] = [], seeds: [UInt64] = Plan.seeds,
        found: [Setting: [TextTask: [RunRecord?]]]
    ) {
        (self.tasks, self.divided, self.seeds, self.found) = (tasks, divided, seeds, found)
    }

    /// Chapter 5's.
    public init(_ grid: GLUEGrid, in store: RunStore) throws {
        try self.init(
            GLUEGrid.settings, tasks: GLUEGrid.tasks, divided: GLUEGrid.tasks.filter { grid.division($0) != nil },
            in: store, runs: grid.runs)
    }

    /// The records of a cell, by seed; empty where the setting's rate is not known.
    public func records(_ setting: Setting, _ task: TextTask) -> [RunRecord?] { found[setting]?[task] ?? [] }

    /// The scores of a cell, after the last epoch or after the best.
    public func sample(_ setting: Setting, _ task: TextTask, best: Bool = false) -> Sample {
        Sample(records(setting, task).compactMap { best ? $0?.bestScore : $0?.lastScore })
    }

    public func isComplete(_ setting: Setting, _ task: TextTask) -> Bool {
        let records = records(setting, task)
        return records.count == seeds.count && records.allSatisfy { $0?.lastScore != nil }
    }

    /// "EDoRA, r = 64 diverged on CoLA and MRPC": which of some settings have runs that diverged; nil where none has.
    /// They have no score, so no average either.
    public func divergence(_ settings: [Setting], on tasks: [TextTask]) -> String? {
        let found = settings.compactMap { setting -> String? in
            let tasks = tasks.filter { records(setting, $0).contains { $0?.divergedAtStep != nil } }
            return tasks.isEmpty ? nil : "\(setting.title) diverged on \(enumeration(tasks.map(\.name)))"
        }
        return found.isEmpty ? nil : enumeration(found)
    }

    /// The tasks that all of some settings have with every seed.
    public func tasks(completeFor settings: [Setting]) -> [TextTask] {
        tasks.filter { task in settings.allSatisfy { isComplete($0, task) } }
    }

    /// The tasks of the averages: those of which the paper's three methods at rank 16 have a record with every seed, if
    /// there are two. A divided QNLI stands apart. A run that diverged has no score, so its method has no average then:
    /// a task is not left out because one fails on it.
    public var averaged: [TextTask] {
        let tasks = tasks.filter { task in
            !divided.contains(task)
                && GLUEGrid.groups[0].allSatisfy { setting in
                    let found = records(setting, task)
                    return found.count == seeds.count && found.allSatisfy { $0 != nil }
                }
        }
        return tasks.count > 1 ? tasks : []
    }

    /// What a setting scores above another on the averaged tasks; empty unless both have them all.
    public func averagedDifferences(_ setting: Setting, from other: Setting) -> [[Double]] {
        wholeDifferences(setting, from: other, on: averaged)
    }

    /// For each task, seed by seed, what a setting scores above another; empty unless both have every seed of every
    /// task.
    public func wholeDifferences(_ setting: Setting, from other: Setting, on tasks: [TextTask]) -> [[Double]] {
        tasks.allSatisfy { isComplete(setting, $0) && isComplete(other, $0) }
            ? differences(setting, from: other, on: tasks) : []
    }

    /// What a setting scores higher on training rows than on the dev rows, for each task, seed by seed; empty unless
    /// every seed of every task has both.
    public func gaps(_ setting: Setting, on tasks: [TextTask]) -> [[Double]] {
        let known = tasks.map { task in
            records(setting, task).compactMap { record -> Double? in
                guard let train = record?.trainingScores?[task.metric.rawValue], let dev = record?.lastScore else {
                    return nil
                }
                return train - dev
            }
        }
        return known.allSatisfy { $0.count == seeds.count } ? known : []
    }

    /// The gap of a setting less that of another, for each task, seed by seed; empty unless both have all.
    public func gapDifferences(_ setting: Setting, from other: Setting, on tasks: [TextTask]) -> [[Double]] {
        zip(gaps(setting, on: tasks), gaps(other, on: tasks)).map { zip($0, $1).map { $0 - $1 } }
    }

    /// For each seed the mean score over the tasks; empty unless the setting has them all.
    public func average(_ setting: Setting, over tasks: [TextTask], best: Bool = false) -> Sample {
        guard !tasks.isEmpty, tasks.allSatisfy({ isComplete(setting, $0) }) else { return Sample([]) }
        return Sample(
            seeds.indices.map { seed in
                tasks.reduce(0) { $0 + sample(setting, $1, best: best).values[seed] } / Double(tasks.count)
            })
    }

    /// For each task, seed by seed, what a setting scores above another; seeds that one of them lacks are left out.
    public func differences(_ setting: Setting, from other: Setting, on tasks: [TextTask]) -> [[Double]] {
        tasks.map { task in
            zip(records(setting, task), records(other, task)).compactMap { a, b in
                guard let a = a?.lastScore, let b = b?.lastScore else { return nil }
                return a - b
            }
        }
    }
}

extension RunRecord {
    /// The task's metric after the best epoch.
    public var bestScore: Double? { divergedAtStep != nil ? nil : best?.metrics[configuration.task.metric.rawValue] }
}
