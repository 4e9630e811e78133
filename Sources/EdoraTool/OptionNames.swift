import Core
import Foundation
import TextFormat

/// Core speaks of properties, a person at a terminal of options: this is the one place that knows both.
private let options = [
    "adapter.rank": "--rank", "adapter.scaling": "--scaling", "adapter.deviation": "--sigma",
    "adapter.thetaLength": "--theta-length",
    "adapter.targets": "--target", "adapter.trainsPooler": "--train-pooler", "adapter.pooling": "--pooling",
    "rows.maxLength": "--max-length", "rows.trainLimit": "--limit", "rows.trainShare": "--train-share",
    "rows.devLimit": "--limit-dev", "rows.devShare": "--dev-share", "rows.division": "--division",
    "steps.batchSize": "--batch-size", "steps.epochs": "--epochs", "steps.maxSteps": "--max-steps",
    "steps.warmup": "--warmup", "steps.accumulation": "--accumulate", "steps.patience": "--early-stop",
    "steps.keepsBest": "--keep", "classWeights": "--class-weights", "precision": "--precision",
    "rates.adapter": "--lr", "rates.head": "--head-lr", "rates.magnitudes": "--magnitude-lr",
    "regularisation.weightDecay": "--weight-decay", "regularisation.clip": "--clip",
    "regularisation.dropout": "--dropout",
    "hasQuotes": "--no-quotes", "format": "--format", "isRegression": "--regression",
    // Parameters of the library's functions.
    "model": "--model", "threads": "--threads", "task": "--task", "rank": "--rank", "rule": "--rule",
    "maxLength": "--max-length", "limit": "--limit", "allowBaseMismatch": "--allow-base-mismatch",
    "emulated": "--emulate",
    "ignoresMismatchedHead": "`edora train --ignore-mismatched-head`", "the output folder": "--output",
    "backbone": "--model",
    "hasRandomWeights": "--random-weights",
    "lengths": "--lengths",
    // What the library does, and the command that does it.
    "AdapterFolder.read": "`edora predict --adapter DIR`", "FineTuning.write": "`edora train --output DIR`",
    "FineTuning.resume": "--resume", "NativeAdapter.write": "`edora export --format native`",
]

/// An error of the library in the words of the command line: options in place of the properties that are its place or
/// stand in backticks. Other errors stay as they are.
public func namingOptions(_ error: any Error) -> any Error {
    switch error {
    case let fault as InputError:
        return InputError(
            optionPlace(fault.place), expected: optionText(fault.expected), found: optionText(fault.found),
            adviceLines: fault.adviceLines.map(optionText))
    case let foreign as ForeignAdapter: return foreign.namingImport
    case let diverged as Trainer.Diverged: return Told(description: optionText(diverged.description))
    default: return error
    }
}

extension ForeignAdapter {
    /// The command that makes an adapter of this project of it.
    fileprivate var namingImport: InputError {
        let isHere = FileManager.default.fileExists(atPath: base + "/config.json")
        let checkpoint = base.isEmpty || isHere ? "" : " (\(base))", folder = shellQuoted(directory.relativePath)
        return InputError(
            fault.place, expected: fault.expected, found: fault.found,
            adviceLines: [
                "Import it, with the checkpoint that it was trained on\(checkpoint) and its task:",
                "  edora import --model \(isHere ? shellQuoted(base) : "MODEL") --adapter \(folder) --task TASK "
                    + "--output \(shellQuoted(directory.relativePath + "-edora"))",
                "Classes of your own: --class NAME for each, in the order of the outputs, in place of --task.",
            ])
    }
}

/// `model out/merged` is `--model out/merged`.
private func optionPlace(_ place: String) -> String {
    guard let (name, option) = options.first(where: { place == $0.key || place.hasPrefix($0.key + " ") }) else {
        return optionText(place)
    }
    return option + place.dropFirst(name.count)
}

private func optionText(_ text: String) -> String {
    text.replacing(/`([A-Za-z.]+)`/) { options[String($0.1)] ?? String($0.0) }
}

private struct Told: Error, CustomStringConvertible {
    let description: String
}
