extension SequenceClassifier {
    /// Rows whose gradients a method starts from, where there are so many.
    public static let firstRows = 256

    /// Puts a run's adapters on the model and returns the reasons for matrices that were left out.
    ///
    /// A method that starts from gradients gets −η·sign(Σ G) of each matrix, what a first step of Adam would add under
    /// full fine-tuning: G = ∂L/∂W at W₀ over the run's first `firstRows` rows, without dropout, and η the rate of its
    /// first step that moves, the peak rate of the adapters over the steps of the warm-up. (LoRA-SB's authors: two rows
    /// for GLUE, 170 elsewhere.) That costs as much as so many rows under full fine-tuning.
    /// - Parameters:
    ///   - run: the settings.
    ///   - rows: that train.
    ///   - threads: the numbers do not depend on it.
    /// - Throws: `InputError` or `SVDError`, the model is then unchanged.
    func adapt(for run: TrainingConfiguration, rows: [Example], threads: Int) throws -> [String] {
        let isNeeded = run.adapter.method.traits.contains(.firstGradients)
        return try adapt(
            run.adapter, seed: run.seed, threads: threads,
            firstUpdates: isNeeded ? try firstUpdates(run, rows, threads: threads) : [:])
    }

    private func firstUpdates(
        _ run: TrainingConfiguration, _ rows: [Example], threads: Int
    ) throws -> [String: Matrix] {
        guard !rows.isEmpty, adapterConfiguration == nil else {
            throw InputError(
                "the first gradients", expected: "rows, and a model without adapters",
                found: rows.isEmpty ? "no rows" : "a model with adapters")
        }
        let work = WorkProgress.begin("first gradients")
        defer { work.end() }
        let layers = try layers(of: run.adapter), weights = layers.map { TrainedWeight($0.base, name: $0.name) }
        for (layer, weight) in zip(layers, weights) { layer.adapt(with: weight) }
        defer { for layer in layers { layer.adapt(with: nil) } }
        let optimiser = Optimiser(
            self, run, threads: threads,
            classWeights: try run.classWeights?.values(for: run.task, targets: rows.map(\.target)),
            parameters: weights.map(\.W))
        defer { for weight in weights { weight.W.offset = nil } }
        let first = run.rowOrder(of: rows.count, epoch: 0).prefix(Self.firstRows).map { rows[$0] }
        let (loss, norm) = optimiser.accumulate(first, dropout: nil)
        guard loss.isFinite, norm.isFinite else {
            throw InputError("the first gradients", expected: "finite numbers", found: "others")
        }
        let total = run.steps.total(rows: rows.count)
        let share = max(run.steps.rateShare(step: 0, total: total), run.steps.rateShare(step: 1, total: total))
        let rate = Float(share * run.rates.adapter)
        return Dictionary(
            uniqueKeysWithValues: weights.compactMap { weight in
                optimiser.gradient(weight.W).map { G in
                    let update = Matrix(G.rows, G.columns) { i, j in
                        G[i, j] > 0 ? -rate : G[i, j] < 0 ? rate : 0
                    }
                    return (String(weight.W.name.dropLast(".weight".count)), update)
                }
            })
    }
}
