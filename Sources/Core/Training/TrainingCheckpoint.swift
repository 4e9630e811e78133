import Foundation

/// Everything of a run in progress: parameters, moments, step, losses and scores so far.
///
/// Rows' order and dropout masks follow from the seed and the step, so there is no generator to save. A run
/// that is killed at any moment and resumed from its last checkpoint ends with the same bits.
struct TrainingCheckpoint {
    struct Progress: Codable {
        var step = 0
        var epochLossSum = 0.0
        var losses: [Double] = []
        var epochs: [RunRecord.Epoch] = []
        var trainingSeconds = 0.0
        var evaluationSeconds = 0.0
    }

    /// Writes through a temporary file and a rename. `best` are the values of the best epoch so far, where they are
    /// kept.
    static func write(
        _ progress: Progress, _ optimiser: Optimiser, best: KeptValues?, key: String, total: Int, to file: URL
    ) throws {
        let json = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
        var tensors = optimiser.parameters.map { Safetensors.Output("value." + $0.name, $0.value, isVector: false) }
        tensors.append(Safetensors.Output("first_moments", optimiser.adamW.firstMoments))
        tensors.append(Safetensors.Output("second_moments", optimiser.adamW.secondMoments))
        tensors += best?.tensors(of: optimiser.parameters) ?? []
        try Safetensors.write(
            tensors, metadata: ["format": "pt", "progress": json, "steps": "\(total)", "key": key], to: file)
    }

    /// How far the run of a checkpoint is; nil where the file cannot be read as one.
    static func steps(_ file: URL) -> (done: Int, total: Int)? {
        guard let metadata = (try? Safetensors(contentsOf: file))?.metadata,
            let total = metadata["steps"].flatMap({ Int($0) }),
            let text = metadata["progress"],
            let progress = try? JSONDecoder().decode(Progress.self, from: Data(text.utf8)),
            progress.step >= 0, progress.step <= total, total > 0
        else { return nil }
        return (progress.step, total)
    }

    /// Puts a checkpoint's state into the optimiser's parameters and moments; returns the values of the best epoch
    /// besides, where a run keeps them and has come so far.
    ///
    /// - Throws: `InputError` when the file is damaged or belongs to a run with another configuration or other inputs.
    static func restore(
        _ file: URL, into optimiser: Optimiser, keepsBest: Bool, key: String, total: Int, perEpoch: Int
    ) throws -> (Progress, best: KeptValues?) {
        let source = try Safetensors(contentsOf: file)
        guard source.metadata["key"] == key else {
            throw InputError(
                file.path, expected: "a checkpoint of this run (key \(key))",
                found: "one of run \(source.metadata["key"] ?? "?")",
                advice:
                    """
                    Repeat the settings of the run that was interrupted, choose another folder, or delete the \
                    file to start anew.
                    """
            )
        }
        guard let text = source.metadata["progress"],
            let progress = try? JSONDecoder().decode(Progress.self, from: Data(text.utf8))
        else { throw InputError(file.path, expected: "the progress of a run", found: "none") }
        // The last epoch may be cut short; it is evaluated all the same.
        let epochs = progress.step == total ? (total + perEpoch - 1) / perEpoch : progress.step / perEpoch
        guard progress.step >= 0, progress.step <= total, progress.losses.count == progress.step,
            progress.epochs.count == epochs
        else {
            throw InputError(
                file.path, expected: "a step up to \(total) with its losses and epochs",
                found: "step \(progress.step), \(progress.losses.count) losses, \(progress.epochs.count) epochs",
                advice: "The checkpoint is damaged: delete it to start anew.")
        }
        // Read all before changing anything.
        let values = try optimiser.parameters.map {
            try source.matrix("value." + $0.name, $0.value.rows, $0.value.columns)
        }
        let best = keepsBest && !progress.epochs.isEmpty ? try KeptValues(of: optimiser.parameters, in: source) : nil
        let count = optimiser.adamW.firstMoments.count
        let first = try source.matrix("first_moments", 1, count), second = try source.matrix("second_moments", 1, count)
        for (parameter, value) in zip(optimiser.parameters, values) { parameter.value.assign(value) }
        optimiser.adamW.firstMoments.assign(first)
        optimiser.adamW.secondMoments.assign(second)
        optimiser.model.refresh(threads: optimiser.threads)
        return (progress, best)
    }
}
