import Core
import Foundation

/// A training step to be timed: a model, a method, and batches with the lengths of a task's real rows.
///
/// Speed depends on lengths and not on words, so the token ids are random: nobody needs GLUE to measure.
public struct Workload: Codable, Sendable {
    /// Whose rows give the lengths, and whose classes the head.
    public var task: TextTask
    /// With the settings of `AdapterConfiguration.standard`, and the randomised SVD.
    public var method: AdapterMethod
    /// Rank r; without effect where the method has none.
    public var rank: Int
    /// Sequences of a step.
    public var batchSize: Int
    /// The name of a `Checkpoint`, or a model folder.
    public var backbone: String
    /// Draws the weights, N(0, 0.02²), and needs no files: for a `Checkpoint`'s shape, with BERT's head.
    public var hasRandomWeights: Bool
    /// Threads of a step, each with single-threaded products.
    public var threads: Int
    /// Cuts every sequence to this length or, with `fillsLength`, gives every sequence exactly this length.
    public var maxLength: Int
    /// Whether every sequence has `maxLength` tokens, whatever the task's rows have.
    public var fillsLength: Bool
    /// What the head reads; nil for the first token's state.
    public var pooling: Pooling?
    /// In which number format states and weights enter their products.
    public var precision: Precision
    /// Whether bfloat16 is computed without the processor's instructions for it.
    public var isEmulated: Bool

    /// With real lengths, cut at 128 tokens, unless stated otherwise.
    public init(
        task: TextTask, method: AdapterMethod, rank: Int, batchSize: Int, backbone: String, hasRandomWeights: Bool,
        threads: Int,
        maxLength: Int = 128, fillsLength: Bool = false, pooling: Pooling? = nil, precision: Precision = .float32,
        isEmulated: Bool = false
    ) {
        (self.task, self.method, self.rank, self.batchSize) = (task, method, rank, batchSize)
        (self.backbone, self.hasRandomWeights, self.threads) = (backbone, hasRandomWeights, threads)
        (self.maxLength, self.fillsLength, self.pooling) = (maxLength, fillsLength, pooling)
        (self.precision, self.isEmulated) = (precision, isEmulated)
    }

    /// The adapted model.
    ///
    /// - Throws: `InputError` for an unknown backbone, a missing checkpoint, a rank that does not fit, and a precision
    ///   that the processor lacks.
    func model() throws -> SequenceClassifier {
        let seed: UInt64 = 1
        let model: SequenceClassifier
        if hasRandomWeights {
            guard let checkpoint = Checkpoint.named(backbone) else {
                throw InputError(
                    "backbone", expected: "\(Checkpoint.choice) with `hasRandomWeights`", found: backbone)
            }
            model = try SequenceClassifier(
                randomWeightsOf: checkpoint.configuration.pooled(by: pooling), classes: task.classes, seed: seed)
        } else {
            model = try SequenceClassifier(
                directory: ModelDirectory.locate(backbone), classes: task.classes, pooling: pooling, seed: seed)
        }
        try model.compute(in: precision, emulated: isEmulated)
        var adapter = AdapterConfiguration.standard(method, rank: rank)
        adapter.pooling = pooling
        adapter.svdAlgorithm = .randomised  // set-up only, and its result does not change the speed
        var random = Random(seed: seed, purpose: "bench"), updates: [String: Matrix] = [:]
        if method.traits.contains(.firstGradients) {  // likewise: any numbers will do
            for layer in model.targets {
                let (rows, columns) = (layer.base.rows, layer.base.columns)
                updates[layer.name] = .normal(rows, columns, deviation: 1e-3, using: &random)
            }
        }
        _ = try model.adapt(adapter, seed: seed, threads: threads, firstUpdates: updates)
        return model
    }

    /// Batch `number`: the next `batchSize` of the committed lengths, from the start again after the last.
    func batch(_ number: Int, lengths: [Int], vocabulary: Int, random: inout Random) -> [Example] {
        (0 ..< batchSize).map { i in
            let real = lengths[(number * batchSize + i) % lengths.count]
            let length = fillsLength ? maxLength : min(real, maxLength)
            let half = Double(vocabulary / 2), first = Int32(min(1000, vocabulary / 2))
            let ids = (0 ..< length).map { _ in first + Int32(random.uniform() * half) }
            let label = Int(random.uniform() * 2)
            return Example(
                encoding: Encoding(ids: ids),
                target: task.classes == 1 ? .score(Float(label)) : .label(label))
        }
    }

    func lengths(from file: URL) throws -> [Int] { try Self.lengths(of: task, from: file) }

    /// The token counts of a task's rows, from the file that scripts/make_bench_lengths.py wrote.
    ///
    /// - Throws: `InputError` for a missing or damaged file.
    public static func lengths(of task: TextTask, from file: URL) throws -> [Int] {
        let table: [String: [Int]]
        do {
            table = try JSONDecoder().decode([String: [Int]].self, from: Data(contentsOf: file))
        } catch {
            throw InputError(
                file.path, expected: "token counts of each task as JSON", found: plainReason(of: error),
                advice: "Run from the repository's root, or pass `lengths`.")
        }
        guard let lengths = table[task.name], !lengths.isEmpty, lengths.allSatisfy({ (3 ... 512).contains($0) })
        else {
            throw InputError(file.path, expected: "token counts from 3 to 512 for \(task.name)", found: "none")
        }
        return lengths
    }
}
