import Foundation

extension Classifier {
    /// Trains an adapter on texts with the names of their classes.
    ///
    /// - Parameters:
    ///   - rows: at least two classes; those that occur are the classes, in the order of `TextTask.ordered`.
    ///   - dev: rows that are scored after each epoch, and of no other use; none where nobody looks at the scores.
    ///   - base: the checkpoint: a folder, or a name for `ModelDirectory.locate`.
    ///   - adapter: the method with its settings, at its customary rates.
    ///   - epochs: passes over the rows; by default five, and more where these would be less than a hundred steps.
    ///   - maxLength: tokens that are read of a text.
    ///   - seed: of everything random.
    ///   - threads: the numbers do not depend on it.
    ///   - report: called after each step and epoch.
    /// - Throws: `InputError` for an empty text, a single class, dev rows of a class that no training row has, and
    ///   where there is no such checkpoint; `Trainer.Diverged`.
    public static func train(
        _ rows: [(text: String, label: String)], dev: [(text: String, label: String)] = [],
        model base: String = Checkpoint.all[0].name,
        adapter: AdapterConfiguration = .standard(.standard, rank: 16), epochs: Int? = nil, maxLength: Int = 128,
        seed: UInt64 = 1, threads: Int = Machine.cores,
        report: (Trainer.Event) -> Void = { _ in }
    ) throws -> Classifier {
        let labels = TextTask.ordered(Array(Set(rows.map(\.label))))
        guard labels.count >= 2 else {
            throw InputError("rows", expected: "two classes or more", found: labels.first ?? "no rows")
        }
        let task = TextTask(name: "own-texts", labels: labels)
        let directory = try ModelDirectory.locate(base), tokenizer = try loadTokenizer(directory)
        let model = try SequenceClassifier(
            directory: directory, classes: task.classes, pooling: adapter.pooling, seed: seed)
        try model.requireFit(tokenizer, maxLength: maxLength, isPair: false)
        if model.hasPretrainedHead { try ModelDirectory.requireLabelOrder(directory, of: task) }
        let train = try examples(rows, "rows", labels, tokenizer, maxLength),
            evaluation = try examples(dev, "dev", labels, tokenizer, maxLength)
        let perEpoch = StepPlan(epochs: 1).perEpoch(rows: rows.count)
        let configuration = TrainingConfiguration(
            adapter: adapter, task: task, rows: RowSelection(maxLength: maxLength),
            steps: StepPlan(epochs: epochs ?? max(5, (100 + perEpoch - 1) / perEpoch)),
            rates: .standard(adapter.method, task), regularisation: Regularisation(weightDecay: 0.01), seed: seed)
        _ = try model.adapt(for: configuration, rows: train, threads: threads)
        let trainer = try Trainer(
            model, configuration, key: task.name, train: train, dev: evaluation, threads: threads)
        _ = try trainer.run(report: report)
        let description = try AdapterDirectory(
            of: model, task: task, maxLength: maxLength,
            baseDigest: try ModelWeights.digest(of: directory), run: task.name, seed: seed,
            base: base)
        return try Classifier(model, description, tokenizer, threads: threads)
    }

    private static func examples(
        _ rows: [(text: String, label: String)], _ name: String, _ labels: [String], _ tokenizer: any Tokenizer,
        _ maxLength: Int
    ) throws -> [Example] {
        try rows.enumerated().map { number, row in
            guard row.text.contains(where: { !$0.isWhitespace }) else {
                throw InputError("\(name)[\(number)]", expected: "a text", found: "an empty one")
            }
            guard let label = labels.firstIndex(of: row.label) else {
                throw InputError(
                    "\(name)[\(number)]", expected: "a label of \(labels.joined(separator: ", "))", found: row.label)
            }
            return Example(encoding: tokenizer.encode(row.text, nil, maxLength: maxLength), target: .label(label))
        }
    }
}
