import Foundation

/// G = ∂L/∂W [out, in] of every adapted matrix, each as a whole: the way that full fine-tuning would take from where
/// the weights are. L is the mean loss of some rows, without dropout.
package final class WholeGradients {
    private let model: SequenceClassifier
    private let configuration: TrainingConfiguration
    private let optimiser: Optimiser
    /// The matrices' paths, in the model's order.
    package let layers: [String]

    /// - Parameters:
    ///   - directory: the checkpoint.
    ///   - trained: a model of that checkpoint whose W(θ), head, norms and tables are taken; nil for the checkpoint's
    ///     own, with a head of the seed.
    ///   - task: whose loss.
    ///   - seed: of the head.
    ///   - threads: for the passes.
    /// - Throws: `InputError` for a checkpoint that cannot be read, and for a trained model that is another one.
    package init(
        model directory: URL, weightsOf trained: SequenceClassifier? = nil, task: TextTask, seed: UInt64,
        threads: Int = Machine.cores
    ) throws {
        try Machine.requireThreads(threads)
        OpenBLAS.useOneThreadPerCall()
        guard let whole = AdapterMethod.all.first(where: { $0.scope == .wholeModel }) else {
            preconditionFailure("no method gives the whole gradient")
        }
        model = try SequenceClassifier(directory: directory, classes: task.classes, seed: seed)
        if let trained { try model.take(numbersOf: trained) }
        layers = model.targets.map(\.name)
        configuration = TrainingConfiguration(
            adapter: .standard(whole, rank: 1), task: task, epochs: 1, rates: .init(adapter: 1e-5, head: 1e-5),
            weightDecay: 0, seed: seed)
        _ = try model.adapt(configuration.adapter, seed: seed, threads: threads)
        optimiser = Optimiser(model, configuration, threads: threads)
    }

    /// Rows of one pass; a mean over more goes in parts.
    package var batchSize: Int { configuration.steps.batchSize }

    /// Some rows of a task, drawn by the seed from all, since some files are sorted by source.
    ///
    /// - Parameters:
    ///   - count: how many; all where there are no more.
    ///   - rows: the task's.
    ///   - directory: the checkpoint, for its tokenizer.
    ///   - seed: of the draw.
    /// - Throws: `InputError` for a tokenizer that is missing or does not fit the model.
    package func examples(_ count: Int, of rows: [TextTask.Row], of directory: URL, seed: UInt64) throws -> [Example] {
        let tokenizer = try loadTokenizer(directory)
        let maxLength = min(configuration.rows.maxLength, model.configuration.maxTokens)
        try model.requireFit(tokenizer, maxLength: maxLength, isPair: configuration.task.isPair)
        let drawn = Self.drawn(count, from: rows, seed: seed)
        return FineTuning.encode(drawn, tokenizer, maxLength, threads: optimiser.threads)
    }

    static func drawn(_ count: Int, from rows: [TextTask.Row], seed: UInt64) -> [TextTask.Row] {
        var random = Random(seed: seed, purpose: "rows of the gradient gains")
        return random.permutation(rows.count).prefix(count).map { rows[$0] }
    }

    /// W of every matrix, in the order of `layers`.
    package var weights: [Matrix] { model.targets.map(\.weight) }

    /// G of every matrix, in the order of `layers`; its memory is used again by the next call.
    ///
    /// - Throws: `InputError` for a matrix that has no gradient.
    package func mean(over rows: [Example]) throws -> [Matrix] {
        _ = optimiser.accumulate(rows, dropout: nil)
        return try model.targets.map { layer in
            guard let parameter = layer.adapter?.parameters.first, let G = optimiser.gradient(parameter) else {
                throw InputError(layer.name, expected: "a gradient of the whole matrix", found: "none")
            }
            return G
        }
    }
}

extension SequenceClassifier {
    /// Takes every number of another model of the same shape, its adapters merged.
    ///
    /// - Throws: `InputError` for one of other shapes; this one is then unchanged.
    func take(numbersOf other: SequenceClassifier) throws {
        func layers(_ model: SequenceClassifier) -> [Linear] {
            model.linears + model.backbone.frozenHead + model.backbone.trainedHead
        }
        func parameters(_ model: SequenceClassifier) -> [Parameter] { model.backbone.norms + model.backbone.tables }
        let (own, others) = (layers(self), layers(other)), (values, otherValues) = (parameters(self), parameters(other))
        guard own.map(\.name) == others.map(\.name), values.map(\.name) == otherValues.map(\.name),
            zip(own, others).allSatisfy({ $0.weight.shape == $1.weight.shape }),
            zip(values, otherValues).allSatisfy({ $0.value.shape == $1.value.shape })
        else {
            throw InputError("the trained model", expected: configuration.summary, found: other.configuration.summary)
        }
        for (layer, other) in zip(own, others) { layer.assign(weight: other.weight, bias: other.bias.value) }
        for (parameter, other) in zip(values, otherValues) { parameter.value.assign(other.value) }
    }
}
