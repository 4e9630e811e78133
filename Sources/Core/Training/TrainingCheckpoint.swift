import Foundation

/// Everything of a run in progress: parameters, moments, step, losses and scores so far.
///
/// Rows' order and dropout masks follow from the seed and the step, so there is no generator to save. A run
/// that is killed at any moment and resumed from its last checkpoint ends with the same bits.
///
/// Since version 2 the digest of all bytes stands at the file's end, and losses are a tensor. Files of before, which
/// name no version, have neither: they are gone on from as they are, if every tensor and field is one of theirs.
struct TrainingCheckpoint {
    struct Progress: Codable {
        var step = 0
        var epochLossSum = 0.0
        /// In the header of files of before version 2; since then a tensor, as a header holds 100 MB at most.
        var losses: [Double] = []
        var epochs: [RunRecord.Epoch] = []
        var trainingSeconds = 0.0
        var evaluationSeconds = 0.0
    }

    private static let version = "2", lossesName = "losses"
    private static let advice = "The checkpoint is damaged: delete it to start anew."

    /// Writes through a temporary file and a rename. `best` are the values of the best epoch so far, where they are
    /// kept.
    static func write(
        _ progress: Progress, _ optimiser: Optimiser, best: KeptValues?, key: String, total: Int, to file: URL,
        beforeReplacing: () throws -> Void = {}
    ) throws {
        var tensors = optimiser.parameters.map { Safetensors.Output("value." + $0.name, $0.value, isVector: false) }
        tensors.append(Safetensors.Output("first_moments", optimiser.adamW.firstMoments))
        tensors.append(Safetensors.Output("second_moments", optimiser.adamW.secondMoments))
        tensors.append(Safetensors.Output(lossesName, progress.losses))
        tensors += best?.tensors(of: optimiser.parameters) ?? []
        var rest = progress
        rest.losses = []
        let json = String(decoding: try JSONEncoder().encode(rest), as: UTF8.self)
        let metadata = ["format": "pt", "version": version, "progress": json, "steps": "\(total)", "key": key]
        try Safetensors.write(
            tensors, metadata: metadata, isSealed: true, to: file, beforeReplacing: beforeReplacing)
    }

    /// How far the run of a checkpoint is; nil where the file cannot be read as one.
    static func steps(_ file: URL) -> (done: Int, total: Int)? {
        guard let source = try? Safetensors(contentsOf: file), let progress = progress(source),
            let total = source.metadata["steps"].flatMap({ Int($0) }),
            progress.step >= 0, progress.step <= total, total > 0
        else { return nil }
        return (progress.step, total)
    }

    private static func progress(_ source: Safetensors) -> Progress? {
        source.metadata["progress"].flatMap { try? JSONDecoder().decode(Progress.self, from: Data($0.utf8)) }
    }

    /// Puts a checkpoint's state into the optimiser's parameters and moments; returns the values of the best epoch
    /// besides, where a run keeps them and has come so far.
    ///
    /// - Throws: `InputError` when the file is damaged or belongs to a run with another configuration or other inputs.
    static func restore(
        _ file: URL, into optimiser: Optimiser, keepsBest: Bool, key: String, total: Int, perEpoch: Int
    ) throws -> (Progress, best: KeptValues?) {
        let source = try Safetensors(contentsOf: file), known = progress(source), version = source.metadata["version"]
        if version != nil { try requireSeal(source, step: known?.step) }
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
        guard var progress = known else {
            throw InputError(file.path, expected: "the progress of a run", found: "none", advice: advice)
        }
        if version == nil {
            try requireFirstVersion(source, optimiser)
        } else {
            progress.losses = try source.doubles(lossesName)
        }
        // The last epoch may be cut short; it is evaluated all the same.
        let epochs = progress.step == total ? (total + perEpoch - 1) / perEpoch : progress.step / perEpoch
        guard progress.step >= 0, progress.step <= total, progress.losses.count == progress.step,
            progress.epochs.count == epochs
        else {
            throw InputError(
                file.path, expected: "a step up to \(total) with its losses and epochs",
                found: "step \(progress.step), \(progress.losses.count) losses, \(progress.epochs.count) epochs",
                advice: advice)
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

    /// A bit that changed on the disk would be other weights from then on.
    private static func requireSeal(_ source: Safetensors, step: Int?) throws {
        let state = step.map { "the state of step \($0)" } ?? "a state"
        guard source.metadata["version"] == version else {
            throw InputError(
                "\(source.path): \"version\"", expected: version, found: "another",
                advice: "A newer version of this project wrote it, or it is damaged: delete it to start anew.")
        }
        try source.requireSeal(
            state,
            advice: "The file was damaged after it was written. Put a copy of it in its place, if there is one, or "
                + "delete it to train \(step.map { "the \($0) steps" } ?? "its steps") again.")
    }

    /// A file of today whose version cannot be read has a tensor that those of before had not.
    private static func requireFirstVersion(_ source: Safetensors, _ optimiser: Optimiser) throws {
        let names = optimiser.parameters.map(\.name), fields: Set = ["format", "progress", "steps", "key"]
        var known = Set(["first_moments", "second_moments"] + names.map { "value." + $0 })
        if names.contains(where: { source.entries[KeptValues.tensorName($0)] != nil }) {
            known.formUnion(names.map(KeptValues.tensorName))
        }
        guard Set(source.entries.keys) == known, fields.isSuperset(of: source.metadata.keys) else {
            throw InputError(
                source.path, expected: "the tensors and fields of a checkpoint of before version \(version)",
                found: "others", advice: advice)
        }
    }
}
