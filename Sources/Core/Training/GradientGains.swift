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
        let model = try SequenceClassifier(directory: directory, classes: task.classes, seed: seed)
        let decomposing = WorkProgress.begin("matrices decomposed", of: model.targets.count)
        let bases = try Parallel.map(model.targets.count, threads: threads) { i in
            defer { decomposing.advance() }
            try model.targets[i].base.requireRowNorms(model.targets[i].name + ".weight")
            return Basis(try .truncated(direction(model.targets[i].base), rank: count), sigmaSide: .input)
        }
        decomposing.end()
        let work = WorkProgress.begin("batches of gradients", of: batches)
        defer { work.end() }
        let gradients = try WholeGradients(model: directory, task: task, seed: seed, threads: threads)
        let batchSize = gradients.batchSize
        let examples = try gradients.examples(
            batches * batchSize, of: task.rows(.train, in: data), of: directory, seed: seed)
        var gains = bases.map { _ in [Double](repeating: 0, count: count) }
        for start in stride(from: 0, to: examples.count, by: batchSize) {
            defer { work.advance() }
            let batch = Array(examples[start ..< min(start + batchSize, examples.count)])
            for (i, G) in try gradients.mean(over: batch).enumerated() {
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
}
