/// What a caller can get wrong, found out before anything is computed.
extension Trainer {
    /// - Throws: `InputError` for a configuration that makes no sense, a model that was not adapted by it, no training
    ///   rows, a row whose label or tokens do not fit the model, and a choice among epochs without dev rows.
    static func requireSense(
        _ model: SequenceClassifier, _ configuration: TrainingConfiguration, train: [Example], dev: [Example],
        scores: [OwnScore], threads: Int
    ) throws {
        try configuration.validate()
        try Machine.requireThreads(threads)
        try OwnScore.validate(scores)
        guard model.adapterConfiguration == configuration.adapter else {
            throw InputError(
                "the model", expected: "one that was adapted by the configuration's adapter",
                found: model.adapterConfiguration == nil ? "one without adapters" : "one adapted by another",
                advice: "Load the checkpoint and call `adapt` with that configuration.")
        }
        guard model.precision == configuration.precision else {
            throw InputError(
                "the model",
                expected: "one that computes in \(configuration.precision.rawValue), as the configuration says",
                found: "one that computes in \(model.precision.rawValue)",
                advice: "Call `compute(in:)` with that precision before the training.")
        }
        guard model.configuration.hasDropout || configuration.regularisation.dropout ?? 0 == 0 else {
            throw InputError(
                "regularisation.dropout", expected: "none, as \(model.configuration.modelType) has no dropout",
                found: "\(configuration.regularisation.dropout ?? 0)")
        }
        guard !train.isEmpty else { throw InputError("the training rows", expected: "at least one", found: "none") }
        for (rows, name) in [(train, "training"), (dev, "dev")] {
            for (i, row) in rows.enumerated() { try require(row, fits: model, "\(name) row \(i)") }
        }
        let steps = configuration.steps, task = configuration.task
        for (isAsked, property) in [(steps.patience != nil, "patience"), (steps.keepsBest == true, "keepsBest")]
        where isAsked && dev.isEmpty {
            throw InputError("steps.\(property)", expected: "dev rows to score each epoch on", found: "none")
        }
        guard configuration.classWeights == nil || task.classes == model.classes else {
            throw InputError(
                "classWeights", expected: "a model of the task's \(task.classes) classes", found: "\(model.classes)")
        }
    }

    private static func require(_ row: Example, fits model: SequenceClassifier, _ place: String) throws {
        guard row.target?.fits(classes: model.classes) ?? false else {
            throw InputError(
                place, expected: model.classes == 1 ? "a finite score" : "a label from 0 to \(model.classes - 1)",
                found: row.target.map { "\($0)" } ?? "none")
        }
        try model.configuration.requireFit(row.encoding, place: place)
    }
}
