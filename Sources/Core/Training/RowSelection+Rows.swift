/// From the choice of rows to rows.
extension RowSelection {
    /// The rows that train and those that evaluate.
    ///
    /// - Parameters:
    ///   - task: says how they are read.
    ///   - data: where they are.
    ///   - seed: the run's, by which `trainShare` is drawn.
    /// - Throws: `InputError` with file and line for a missing file or column, a wrong column count, an empty text of a
    ///   table, an unknown label.
    public func rows(of task: TextTask, in data: TaskData, seed: UInt64) throws
        -> (train: [TextTask.Row], evaluation: [TextTask.Row])
    {
        let all: (train: [TextTask.Row], evaluation: [TextTask.Row])
        switch (data, division) {
        case (.folder(let folder), _) where devShare != nil:
            throw InputError(
                folder.path, expected: "a table, of whose rows a share evaluates", found: "a folder with dev rows")
        case (.folder(let folder), nil):
            let train = try task.rows(.train, in: folder, limit: trainLimit)
            all = (train, try task.rows(.dev, in: folder, limit: devLimit))
        case (.folder(let folder), let division?): all = division.divide(try task.rows(division.split, in: folder))
        case (.tables(let train, let dev), _): all = try tableRows(task, train, dev)
        }
        guard !all.train.isEmpty, !all.evaluation.isEmpty else {
            throw InputError(
                data.files(task, division).train.path,
                expected: "rows to train and rows to evaluate"
                    + (division.map { " under the division \($0.rawValue)" } ?? ""),
                found: "\(all.train.count) and \(all.evaluation.count)")
        }
        let train = Array(all.train.prefix(trainLimit ?? .max))
        return (drawn(train, seed), Array(all.evaluation.prefix(devLimit ?? .max)))
    }

    /// Of tables: the share that evaluates is taken off first, so that a division never touches it.
    private func tableRows(_ task: TextTask, _ train: TaskData.TableFile, _ dev: TaskData.TableFile?) throws
        -> (train: [TextTask.Row], evaluation: [TextTask.Row])
    {
        guard division != .devByQuestion else {
            throw InputError(
                train.path, expected: "a folder of a task for the division \(Division.devByQuestion.rawValue)",
                found: "a table")
        }
        let own = try task.rows(of: train.read()), parts: (train: [TextTask.Row], evaluation: [TextTask.Row])
        switch (dev, devShare) {
        case (let dev?, nil): parts = (own, division == nil ? try task.rows(of: dev.read()) : [])
        case (nil, let share?): parts = share.divide(own)
        case (nil, nil) where division != nil: parts = (own, [])
        default:
            throw InputError(
                train.path, expected: "either a table of dev rows or a share of the rows for that",
                found: dev == nil ? "neither" : "both")
        }
        return division?.divide(parts.train) ?? parts
    }

    private func drawn(_ all: [TextTask.Row], _ seed: UInt64) -> [TextTask.Row] {
        guard let share = trainShare else { return all }
        var random = Random(seed: seed, purpose: "training rows")
        let count = max(1, Int((share * Double(all.count)).rounded()))
        return random.permutation(all.count).prefix(count).sorted().map { all[$0] }
    }
}
