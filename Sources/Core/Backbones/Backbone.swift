/// A pretrained network with a head, as the trainer knows it: an encoder or a decoder, whatever its norms, positions
/// and head.
///
/// A backbone is one folder: its configuration, its layers, this conformance, and a `BackboneFamily` that the registry
/// lists. Trainer, adapters, checkpoints and benchmarks ask this protocol alone.
protocol Backbone: AnyObject, Sendable {
    /// Its shape and dropout.
    var configuration: any BackboneConfiguration { get }
    /// All linear layers between embeddings and head, in the order of the checkpoint's layers.
    var linears: [Linear] { get }
    /// Those that adapters are put on where nobody says otherwise.
    var targets: [Linear] { get }
    /// The head's layers that train under every method, the last layer last.
    var trainedHead: [Linear] { get }
    /// The head's layers that train under full fine-tuning alone.
    var frozenHead: [Linear] { get }
    /// Gains and offsets, which full fine-tuning trains besides: those of the layers, then those of the embeddings.
    var norms: [Parameter] { get }
    /// Embedding tables that are floats, whose gradients are gathered over a whole batch and not a shard at a time.
    var tables: [Parameter] { get }
    /// All embedding tables, those among them that lie in memory in a file's blocks.
    var storedTables: [StoredTable] { get }
    /// Makes floats of tables that lie in a file's blocks: what trains must be floats. Returns what that takes, a line
    /// for people each.
    ///
    /// - Throws: `InputError` where there is no memory for them.
    func unpackTables(threads: Int) throws -> [String]
    /// Whether the classifier came from the checkpoint and not from the seed.
    var hasPretrainedHead: Bool { get }
    /// What of the checkpoint's head is not used, or is missing, and starts from the seed: a line for people each.
    var startNotes: [String] { get }
    /// Whether a layer of `trainedHead` is called by the network's names, with its prefix, in a checkpoint.
    func hasPrefix(_ layer: Linear) -> Bool

    /// To be called before the first backward pass, when it is settled what trains.
    func prepareForBackward()

    /// The pass of one shard, from ids to logits, in the arena's memory.
    func forward(_ batch: PackedBatch, dropout: Dropout?, in arena: Arena) -> ForwardPass

    /// Logits alone, [S, classes]; scratch memory is given back on the way.
    func logits(_ batch: PackedBatch, in arena: Arena) -> Matrix

    /// Adds the rows of a shard's embedding gradient to the tables' gradients; called for one shard after the other.
    func scatter(_ dsum: Matrix, _ batch: PackedBatch, into gradients: Gradients)
}

/// An embedding table by its name without prefix; `values` are floats that may be made for who asks.
struct StoredTable {
    let name: String
    let values: () -> Matrix
}

extension Backbone {
    var storedTables: [StoredTable] { tables.map { table in StoredTable(name: table.name) { table.value } } }
    func unpackTables(threads: Int) -> [String] { [] }
}

/// A forward pass, and what undoes it.
struct ForwardPass {
    /// [S, classes]
    let logits: Matrix
    /// From d(logits): adds all gradients of the shard but the tables', and returns the gradient of each row's
    /// embedding, [T, H], where the tables train.
    let backward: (_ dlogits: Matrix, _ gradients: Gradients) -> Matrix?
}

/// The shape of a backbone, from its config.json: what counts, tokenizers, adapters and estimates ask.
public protocol BackboneConfiguration: Sendable {
    /// config.json's `model_type`.
    var modelType: String { get }
    /// What stands before the names of tensors, but the head's: `bert.`.
    var tensorPrefix: String { get }
    /// The class of transformers that loads it for classifying: config.json's `architectures`; under a pooling a name
    /// that no class there has.
    var classifierArchitecture: String { get }
    /// One line for people: kind, layers, sizes.
    var summary: String { get }
    /// Transformer layers.
    var layerCount: Int { get }
    /// H, the width of a token's state.
    var hiddenSize: Int { get }
    /// E, the width of a row of the tables.
    var embeddingSize: Int { get }
    /// Rows of the word embeddings.
    var vocabularySize: Int { get }
    /// The longest sequence.
    var maxTokens: Int { get }
    /// The id of padding whose run at the end of a text is not read, as the head reads the last token before it; nil
    /// where every token is read.
    var endPadding: Int32? { get }
    /// Rows of the token type embeddings; 1 where there are none.
    var tokenTypes: Int { get }
    /// Whether the tokenizer's token types are looked at; otherwise every token has type 0.
    var readsTokenTypes: Bool { get }
    /// Which row of the position table each token takes.
    var positionRule: PositionRule { get }
    /// The checkpoint's own dropout.
    var dropout: DropoutRates { get }
    /// Whether the network has places where values are dropped.
    var hasDropout: Bool { get }
    /// What the head reads where that is not the family's own choice.
    var pooling: Pooling? { get }
    /// The same shape under a head that reads the states so; nil leaves it as it is.
    ///
    /// - Throws: `InputError` for a pooling that the family's head does not have.
    func pooled(by pooling: Pooling?) throws -> Self
    /// The matrices of each layer that receive adapters, as (path in the layer, outputs, inputs).
    var adapterTargets: [AdapterTarget] { get }
    /// Every matrix between embeddings and head, in the model's order, by its path in the model.
    var layerMatrices: [AdapterTarget] { get }
    /// The matrices of the head that train under full fine-tuning alone, or where they are asked for: BERT's pooler.
    var poolerMatrices: [AdapterTarget] { get }
    /// Trainable values of the head.
    func headCount(classes: Int) -> Int
    /// All values of the model with its head.
    func totalCount(classes: Int) -> Int
    /// Two operations for each multiply-add that a training step on sequences of these lengths cannot do without,
    /// forward and backward: the cost of its tokens.
    func stepOperations(lengths: [Int], _ method: AdapterMethod, rank: Int) -> Double
}

/// What a family's own code needs of its configuration, to make the network.
protocol BuildableConfiguration: BackboneConfiguration {
    /// What a GGUF file has for the tensors of a checkpoint, by their names there; none where no such file is read.
    var ggufPlaces: [String: GGUFWeights.Place] { get }
    /// The network with the checkpoint's weights; a head that the checkpoint lacks starts from the seed.
    ///
    /// - Throws: `InputError` for a missing or ill-shaped tensor.
    func build(_ source: TensorSource, _ start: HeadStart, seed: UInt64) throws -> any Backbone
    /// A network of this shape with random weights, for measuring speed.
    func buildWithRandomWeights(classes: Int, seed: UInt64) throws -> any Backbone
}

extension BuildableConfiguration {
    var ggufPlaces: [String: GGUFWeights.Place] { [:] }
}

/// What is asked of a checkpoint's head, and what its config.json says of it.
struct HeadStart {
    /// Outputs that the classifier must have; nil for its own, or 2 where there is none.
    var classes: Int?
    /// Whether a classifier with another number of outputs makes room for a new one.
    var ignoresMismatch = false
    /// What the head is for where that is not one class or score for a text: it is left aside. nil for a classifier's.
    var otherKind: String?
    /// Whether the head reads something else of the states than the checkpoint's own: a new one starts.
    var readsOtherwise = false
}

/// A matrix of each layer that may get an adapter.
public struct AdapterTarget: Sendable, Equatable {
    /// The path in the layer: `attention.self.query`.
    public let path: String
    /// The shape is [outputs, inputs].
    public let outputs, inputs: Int

    /// Of a matrix [outputs, inputs].
    public init(_ path: String, _ outputs: Int, _ inputs: Int) {
        (self.path, self.outputs, self.inputs) = (path, outputs, inputs)
    }

    /// Of a layer's matrix.
    init(_ layer: Linear) { self.init(layer.name, layer.outputs, layer.inputs) }
}

/// Probabilities of dropping a value while training, 0 ..< 1.
public struct DropoutRates: Sendable, Equatable {
    /// Of hidden states, of attention weights after the softmax, and of what goes into the classifier.
    public let hidden, attention, classifier: Double

    /// All three stated.
    public init(hidden: Double, attention: Double, classifier: Double) {
        (self.hidden, self.attention, self.classifier) = (hidden, attention, classifier)
    }
}

extension BackboneConfiguration {
    /// Every token is read, unless a family says something else.
    public var endPadding: Int32? { nil }
    /// As encoders have.
    public var hasDropout: Bool { true }

    /// Matrices that receive adapters.
    public var adaptedMatrixCount: Int { layerCount * adapterTargets.count }

    /// Trainable values of a method over all its matrices, head excluded, by the closed formulas.
    public func trainableCount(_ method: AdapterMethod, rank: Int, classes: Int = 2) -> Int {
        switch method.scope {
        case .wholeModel: totalCount(classes: classes) - headCount(classes: classes)
        case .headOnly: 0
        case .adaptedMatrices:
            method.trainableCount(
                .standard(method, rank: rank), over: (0 ..< layerCount).flatMap { _ in adapterTargets })
        }
    }

    /// - Parameters:
    ///   - encoding: of whatever tokenizer.
    ///   - place: what the error calls it: `row 7`.
    /// - Throws: `InputError` for no tokens or more than the model has positions, and for an id or a token type that
    ///   it has no row for.
    public func requireFit(_ encoding: Encoding, place: @autoclosure () -> String) throws {
        guard (1 ... maxTokens).contains(encoding.ids.count) else {
            throw InputError(
                place(), expected: "1 to \(maxTokens) tokens, as the model has positions",
                found: "\(encoding.ids.count)")
        }
        if let id = encoding.ids.first(where: { $0 < 0 || $0 >= vocabularySize }) {
            throw InputError(
                place(), expected: "ids from 0 to \(vocabularySize - 1), as the model has word embeddings",
                found: "\(id)")
        }
        guard readsTokenTypes else { return }
        if let type = encoding.tokenTypes.first(where: { $0 >= tokenTypes }) {
            throw InputError(
                place(), expected: "token types from 0 to \(tokenTypes - 1), as the model has embeddings of them",
                found: "\(type)")
        }
    }

    /// - Throws: `InputError` when the tokenizer could give an id, a token type or a length that the model has no row
    ///   for, and for pairs where the tokenizer's files leave their token types open.
    public func requireFit(_ tokenizer: any Tokenizer, maxLength: Int, isPair: Bool) throws {
        guard tokenizer.vocabularySize <= vocabularySize else {
            throw InputError(
                "tokenizer", expected: "at most \(vocabularySize) ids, as the model has",
                found: "\(tokenizer.vocabularySize)", advice: "The tokenizer's files belong to another model.")
        }
        if isPair, readsTokenTypes, let fault = tokenizer.pairFault { throw fault }
        let types = readsTokenTypes ? tokenizer.largestTokenType(isPair: isPair) + 1 : 1
        guard types <= tokenTypes else {
            throw InputError("type_vocab_size", expected: "\(types), as the tokenizer needs", found: "\(tokenTypes)")
        }
        let least = tokenizer.specialTokenCount(isPair: isPair)
        guard maxLength >= least, maxLength <= maxTokens else {
            throw InputError("maxLength", expected: "\(least) to \(maxTokens) for this model", found: "\(maxLength)")
        }
    }
}
