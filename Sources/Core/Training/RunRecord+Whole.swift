/// A record counts only if its run came to the end that its settings foresee.
extension RunRecord {
    /// Epochs and losses must be those of the whole run, or of its part up to where it diverged, or up to where it had
    /// gone on for long enough without a better score.
    ///
    /// - Throws: `InputError` naming what is missing.
    func requireWhole(_ place: String) throws {
        func require(_ condition: Bool, _ key: String, _ expected: String, _ found: String) throws {
            if !condition { throw InputError("\(place): \"\(key)\"", expected: expected, found: found) }
        }
        do { try configuration.validate() } catch let fault as InputError {
            throw InputError(
                "\(place): \(fault.place)", expected: fault.expected, found: fault.found, advice: fault.advice)
        }
        let steps = configuration.steps, rows = inputs.trainRows, counts = 1 ... 1 << 40
        try require(counts.contains(rows), "trainRows", "1 to 2^40", "\(rows)")
        let total = steps.total(rows: rows), perEpoch = steps.perEpoch(rows: rows)
        for (number, epoch) in epochs.enumerated() {
            let last = min((number + 1) * perEpoch, total)
            try require(
                epoch.epoch == number + 1 && epoch.step == last, "epochs",
                "epoch \(number + 1) up to step \(last) in its place", "epoch \(epoch.epoch) up to step \(epoch.step)")
            try require(
                inputs.devRows == 0 || epoch.metrics[configuration.task.metric.rawValue] != nil, "metrics",
                "the score that \(configuration.task.name) is for, \(configuration.task.metric.rawValue)",
                "none of epoch \(epoch.epoch)")
        }
        try devPredictions?.requireFit(
            configuration.task, rows: inputs.devRows, place: "\(place): \"devPredictions\"")
        let done = epochs.last?.step ?? 0
        if let divergedAtStep {
            // The step that failed has a loss if it was what came after it that was not finite.
            try require(
                (1 ... total).contains(divergedAtStep) && (0 ... 1).contains(divergedAtStep - losses.count)
                    && (0 ... perEpoch).contains(losses.count - done), "divergedAtStep",
                "the step after \(losses.count) losses and \(epochs.count) epochs of \(perEpoch) steps",
                "\(divergedAtStep)")
            return
        }
        try require(
            done == total || epochs.exhaust(patience: steps.patience, by: configuration.task.metric), "epochs",
            "\((total + perEpoch - 1) / perEpoch), up to step \(total), as its settings say",
            "\(epochs.count), up to step \(done)")
        try require(losses.count == done, "losses", "one for each of \(done) steps", "\(losses.count)")
    }
}
