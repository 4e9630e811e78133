import CVectorKernels

/// The trainable parameters of a model with their gradients and moments: one optimisation step at a time.
///
/// Making one gives every trainable parameter its place in the flat gradient, and so unfreezes it.
package final class Optimiser: @unchecked Sendable {
    let model: SequenceClassifier
    let parameters: [Parameter]
    let adamW: AdamW
    let threads: Int
    private let configuration: TrainingConfiguration
    /// Of each class in the loss; nil where all count alike.
    private let classWeights: [Double]?
    private let total: Gradients
    /// Where the present rows are cut, and for each shard its rows and its gradients without the embedding tables.
    private var plan = ShardPlan()
    private(set) var packed: [PackedBatch] = []
    private var perShard: [Gradients] = []
    private var lengths: [Int] = []
    private let shardLosses: DoubleSlots
    private let shardCount: Int
    private let perShardCount: Int
    private var arenas: [Arena]
    package let timing: StepTiming
    private let epsilon = 1e-6  // as in torch.nn.utils.clip_grad_norm_

    package init(
        _ model: SequenceClassifier, _ configuration: TrainingConfiguration, threads: Int,
        classWeights: [Double]? = nil, parameters: [Parameter]? = nil
    ) {
        self.model = model
        self.classWeights = classWeights
        self.configuration = configuration
        self.threads = threads
        let parameters = parameters ?? model.trainableParameters
        self.parameters = parameters
        var count = 0
        for parameter in parameters {
            parameter.offset = count
            count += parameter.value.count
        }
        let tables = model.backbone.tables.filter(\.isTrainable).reduce(0) { $0 + $1.value.count }
        perShardCount = count - tables
        model.backbone.prepareForBackward()
        total = Gradients(count: count)
        shardCount = ShardPlan.most(gradient: perShardCount)
        shardLosses = DoubleSlots(shardCount)
        arenas = (0 ..< threads).map { _ in Arena() }
        timing = StepTiming(arenas.map(\.clock))
        adamW = AdamW(
            parameters.map {
                let spared = $0.isMagnitude && !configuration.regularisation.decaysMagnitude
                return AdamW.Slot(parameter: $0, decay: spared ? 0 : configuration.regularisation.weightDecay)
            }, count: count)
    }

    /// The values of trainable parameters of a group.
    func count(_ group: Parameter.Group) -> Int {
        parameters.filter { $0.group == group }.reduce(0) { $0 + $1.value.count }
    }

    /// One step on its rows, `batchSize` at a time; `step` counts from 0. Returns the mean loss and the gradient's norm
    /// before clipping.
    package func step(_ batch: [Example], step: Int, of totalSteps: Int) -> (loss: Double, gradientNorm: Double) {
        let (loss, norm) = accumulate(batch, dropout: dropout(step: step))
        let clip = configuration.regularisation.clip
        let scale = clip > 0 ? min(1, clip / (norm + epsilon)) : 1
        let share = configuration.steps.rateShare(step: step, total: totalSteps)
        // A step whose loss or gradient is not finite must not touch the parameters, nor one whose squares would be
        // infinite as a Float.
        guard loss.isFinite, norm * scale < 1e18 else {
            return (loss, norm.isFinite && loss.isFinite ? .infinity : norm)
        }
        let clock = Stopwatch()
        adamW.update(total, step: step + 1, scale: Float(scale), threads: threads) { parameter in
            share * configuration.rates.peak(parameter)
        }
        timing.optimiser += clock.seconds
        let mergeClock = Stopwatch()
        model.refresh(threads: threads)
        timing.merge += mergeClock.seconds
        return (loss, norm)
    }

    /// The masks of a step; nil where nothing is dropped.
    func dropout(step: Int) -> Dropout? {
        let own = model.configuration.dropout, given = configuration.regularisation.dropout
        let dropout = Dropout(
            hidden: given ?? own.hidden, attention: given ?? own.attention, pooled: given ?? own.classifier,
            seed: configuration.seed, step: step)
        return max(dropout.hidden, dropout.attention, dropout.pooled) > 0 ? dropout : nil
    }

    /// Forward and backward over the rows of a step, `batchSize` of them at a time; afterwards `total` holds the
    /// gradient of their mean loss.
    ///
    /// Each part is divided by what all rows of the step count, so that n batches of k rows train as one of n·k, and
    /// the activations of k rows are all that is held. (In transformers 5.23 `Trainer` divides by the rows of a part
    /// alone where it trains a classifier: with `gradient_accumulation_steps=4` its gradients are four times as large.)
    func accumulate(_ batch: [Example], dropout: Dropout?) -> (loss: Double, gradientNorm: Double) {
        let size = configuration.steps.batchSize, divisor = weight(of: batch)
        var loss = 0.0, squaredNorm = 0.0
        for start in stride(from: 0, to: batch.count, by: size) {
            let rows = start ..< min(start + size, batch.count)
            let part = pass(batch, rows, divisor: divisor, dropout: dropout)
            (loss, squaredNorm) = (loss + part.loss, part.squaredNorm)
        }
        return (loss, squaredNorm.squareRoot())
    }

    /// What the mean loss divides by: the rows, or the sum of their classes' weights.
    private func weight(of batch: [Example]) -> Double {
        guard let classWeights else { return Double(batch.count) }
        return batch.reduce(0) {
            guard case .label(let label)? = $1.target else { return $0 + 1 }
            return $0 + classWeights[label]
        }
    }

    /// Forward and backward over some rows of a step, in shards; their gradient takes the place of what `total` held,
    /// or is added to that of the rows before. The norm is that of `total` afterwards.
    private func pass(
        _ batch: [Example], _ rows: Range<Int>, divisor: Double, dropout: Dropout?
    ) -> (loss: Double, squaredNorm: Double) {
        let packingClock = Stopwatch()
        lengths.removeAll(keepingCapacity: true)
        for i in rows { lengths.append(batch[i].encoding.ids.count) }
        plan.cut(lengths, into: ShardPlan.count(lengths, most: shardCount), from: rows.lowerBound)
        let shards = plan.count
        while perShard.count < shards {
            perShard.append(Gradients(count: perShardCount))
            packed.append(PackedBatch(for: model.configuration))
        }
        for i in 0 ..< shards { packed[i].fill(plan[i]) { batch[$0].encoding } }
        let E = model.configuration.embeddingSize
        let needsTables = perShardCount < total.flat.count
        let sums = needsTables ? packed[..<shards].map { Matrix($0.tokens, E) } : []
        timing.packing += packingClock.seconds
        let passClock = Stopwatch()
        Parallel.run(shards, threads: threads) { [self] i, worker in
            let arena = arenas[worker]
            arena.clock.time(.pass) {
                let gradients = perShard[i]
                arena.reset()
                gradients.clear()
                let pass = model.backbone.forward(packed[i], dropout: dropout, in: arena)
                let dlogits = arena.matrix(pass.logits.rows, pass.logits.columns)
                shardLosses.values[i] = Loss.evaluate(
                    logits: pass.logits,
                    target: { row in
                        guard let target = batch[packed[i].numbers[row]].target else {
                            preconditionFailure("a training row without a label")
                        }
                        return target
                    }, weights: classWeights, divisor: divisor, dlogits: dlogits)
                let dsum = pass.backward(dlogits, gradients)
                if needsTables, let dsum { sums[i].assign(dsum) }
            }
        }
        timing.passes += passClock.seconds
        let reduceClock = Stopwatch()
        defer { timing.optimiser += reduceClock.seconds }
        let isFirst = rows.lowerBound == 0
        let shared = squaredNorm(0 ..< perShardCount) { [self] in addShards(shards, to: $0, replacing: isFirst) }
        if isFirst { total.flat.columns(perShardCount ..< total.flat.count).fill(0) }
        for (packed, sum) in zip(packed, sums) { model.backbone.scatter(sum, packed, into: total) }
        let tables = squaredNorm(perShardCount ..< total.flat.count) { _ in }
        return (shardLosses.values[..<shards].reduce(0, +), shared + tables)
    }

    private static let chunk = 1 << 16

    /// The squared norm of a part of `total`, each chunk of which `prepare` fills first, while it is in the cache.
    private func squaredNorm(_ part: Range<Int>, _ prepare: @Sendable (Range<Int>) -> Void) -> Double {
        let pieces = (part.count + Self.chunk - 1) / Self.chunk
        let sums = DoubleSlots(pieces)
        Parallel.run(pieces, threads: threads) { [self] i, _ in
            let start = part.lowerBound + i * Self.chunk
            let range = start ..< min(part.upperBound, start + Self.chunk)
            prepare(range)
            sums.values[i] = vk_squared_norm(total.flat.base + range.lowerBound, range.count)
        }
        return sums.values.reduce(0, +)
    }

    /// Adds the shards' gradients, in their order, into a chunk of `total`, or lets the first take its place.
    private func addShards(_ shards: Int, to range: Range<Int>, replacing: Bool) {
        let target = total.flat.base + range.lowerBound
        if replacing { target.update(from: perShard[0].flat.base + range.lowerBound, count: range.count) }
        for shard in (replacing ? 1 : 0) ..< shards {
            vk_add(perShard[shard].flat.base + range.lowerBound, target, range.count)
        }
    }

    /// The gradient of the last `accumulate`.
    func gradient(_ parameter: Parameter) -> Matrix? { total[parameter] }

    /// The name of the first parameter that holds an infinity or NaN.
    var firstNonFiniteParameter: String? { parameters.first { !$0.value.isFinite }?.name }

    /// The name of the first parameter whose gradient is not finite, for the message when training diverges.
    var firstNonFinite: String? {
        parameters.first { parameter in total[parameter].map { !$0.isFinite } ?? false }?.name
    }
}

/// One Double for each task; each writes its own.
final class DoubleSlots: @unchecked Sendable {
    let values: UnsafeMutableBufferPointer<Double>

    init(_ count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: 0)
    }

    deinit { values.deallocate() }
}
