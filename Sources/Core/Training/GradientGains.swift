import Foundation

extension RankAllocation {
    /// For each adapted matrix, the squared gradient of the entries of R that each further direction brings, summed
    /// over batches.
    ///
    /// With G = ∂L/∂W at the pretrained weights, ∂L/∂R = Bᵀ·G·Aᵀ; direction k brings row k and column k of it up to the
    /// diagonal. Dropout is off; the head and the rows are the seed's.
    ///
    /// - Parameters:
    ///   - directory: the checkpoint.
    ///   - data: the folder with TASK/train.tsv.
    ///   - task: whose rows and loss.
    ///   - batches: of 32 rows, drawn by the seed from all, since some files are sorted by source.
    ///   - seed: of the rows and of the head.
    ///   - count: directions of each matrix.
    ///   - threads: for the decompositions and the passes.
    /// - Returns: for each adapted matrix, in the model's order, its name and `count` gains.
    /// - Throws: `InputError` and `SVDError`.
    public static func gradientGains(
        model directory: URL, data: URL, task: TextTask, batches: Int = 8, seed: UInt64 = 1, count: Int,
        threads: Int = Machine.cores
    ) throws -> [(layer: String, gains: [Double])] {
        try Machine.requireThreads(threads)
        OpenBLAS.useOneThreadPerCall()
        let tokenizer = try loadTokenizer(directory),
            model = try SequenceClassifier(directory: directory, classes: task.classes, seed: seed)
        let decomposing = WorkProgress.begin("matrices decomposed", of: model.targets.count)
        let bases = try Parallel.map(model.targets.count, threads: threads) { i in
            defer { decomposing.advance() }
            try model.targets[i].base.requireRowNorms(model.targets[i].name + ".weight")
            return Basis(try .truncated(direction(model.targets[i].base), rank: count), sigmaSide: .input)
        }
        decomposing.end()
        let work = WorkProgress.begin("batches of gradients", of: batches)
        defer { work.end() }
        guard let whole = AdapterMethod.all.first(where: { $0.scope == .wholeModel }) else {
            preconditionFailure("no method gives the whole gradient")
        }
        var configuration = TrainingConfiguration(
            adapter: .standard(whole, rank: 1), task: task, epochs: 1, rates: .init(adapter: 1e-5, head: 1e-5),
            weightDecay: 0,
            seed: seed)
        configuration.regularisation.dropout = 0
        let maxLength = min(configuration.rows.maxLength, model.configuration.maxTokens),
            batchSize = configuration.steps.batchSize
        try model.requireFit(tokenizer, maxLength: maxLength, isPair: task.isPair)
        let rows = drawn(batches * batchSize, from: try task.rows(.train, in: data), seed: seed)
        let examples = FineTuning.encode(rows, tokenizer, maxLength, threads: threads)
        _ = try model.adapt(configuration.adapter, seed: seed, threads: threads)
        let optimiser = Optimiser(model, configuration, threads: threads)
        var gains = bases.map { _ in [Double](repeating: 0, count: count) }
        for start in stride(from: 0, to: examples.count, by: batchSize) {
            defer { work.advance() }
            _ = optimiser.accumulate(Array(examples[start ..< min(start + batchSize, examples.count)]), dropout: nil)
            for (i, layer) in model.targets.enumerated() {
                guard let parameter = layer.adapter?.parameters.first, let G = optimiser.gradient(parameter) else {
                    throw InputError(layer.name, expected: "a gradient of the whole matrix", found: "none")
                }
                let dR = bases[i].B.T * G * bases[i].A.T
                for k in 0 ..< count {
                    gains[i][k] += (0 ... k).reduce(0) {
                        $0 + Double(dR[$1, k]) * Double(dR[$1, k])
                            + ($1 < k ? Double(dR[k, $1]) * Double(dR[k, $1]) : 0)
                    }
                }
            }
        }
        return zip(model.targets, gains).map { ($0.name, $1) }
    }

    static func drawn(_ count: Int, from rows: [TextTask.Row], seed: UInt64) -> [TextTask.Row] {
        var random = Random(seed: seed, purpose: "rows of the gradient gains")
        return random.permutation(rows.count).prefix(count).map { rows[$0] }
    }
}
