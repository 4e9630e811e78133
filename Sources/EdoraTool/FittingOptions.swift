import ArgumentParser
import Core

/// How the loss is weighed and gathered, and which epoch is kept.
struct FittingOptions: ParsableArguments {
    @Option(
        help: "Batches of a step: N batches of K rows train as one of N·K, in the memory of K. (default: 1)")
    var accumulate: Int?
    @Option(
        help:
            """
            Weights of the classes in the loss: balanced, by their rows, or NAME=W,…; a class that is not named \
            weighs 1. (default: all alike)
            """)
    var classWeights: ClassWeights?
    @Option(
        help:
            """
            End after N epochs in a row without a better dev score. The learning rate follows the schedule of all \
            epochs. (default: no early end)
            """)
    var earlyStop: Int?
    @Option(help: "The epoch whose weights are written: the last, or the one with the best dev score.")
    var keep: KeptEpoch = .last

    /// What is not given leaves no trace in the configuration, so that a run's key is the one it had before there was
    /// a choice.
    func apply(to configuration: inout TrainingConfiguration) {
        configuration.steps.accumulation = accumulate == 1 ? nil : accumulate
        configuration.steps.patience = earlyStop
        configuration.steps.keepsBest = keep == .best ? true : nil
        configuration.classWeights = classWeights
    }
}

enum KeptEpoch: String, ExpressibleByArgument, CaseIterable {
    case last, best
}

/// `balanced`, or `spam=5,ham=1`.
extension ClassWeights: ExpressibleByArgument {
    public init?(argument: String) {
        guard argument != "balanced" else {
            self = .balanced
            return
        }
        var weights: [String: Double] = [:]
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let sign = part.lastIndex(of: "="), let weight = Double(part[part.index(after: sign)...]),
                weights.updateValue(weight, forKey: String(part[..<sign])) == nil
            else { return nil }
        }
        self = .byName(weights)
    }
}
