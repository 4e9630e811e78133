/// One row of a task, ready for the encoder.
public struct Example: Sendable {
    /// Its tokens, special ones included.
    public let encoding: Encoding
    /// nil where the task keeps its labels to itself (the test files of GLUE).
    public let target: Target?

    /// A row with its label, or without one.
    public init(encoding: Encoding, target: Target?) {
        self.encoding = encoding
        self.target = target
    }
}

/// Sequences laid end to end, without padding: products see only real tokens.
///
/// A shard is packed at every step, so a batch can be filled anew in the memory that it has.
public struct PackedBatch: Sendable {
    private(set) var ids: [Int32] = []
    private(set) var tokenTypes: [Int32] = []
    private(set) var positions: [Int32] = []
    /// Who asks whom in attention: every token of a sequence, or one of it alone as in the last layer.
    private(set) var allTokens = Attention.Bounds(), oneToken = Attention.Bounds()

    private let positionRule: PositionRule, readsTokenTypes: Bool, endPadding: Int32?

    init(_ rule: PositionRule, readsTokenTypes: Bool, endPadding: Int32? = nil) {
        (positionRule, self.readsTokenTypes, self.endPadding) = (rule, readsTokenTypes, endPadding)
    }

    /// What a model reads of its rows.
    init(for configuration: any BackboneConfiguration) {
        self.init(
            configuration.positionRule, readsTokenTypes: configuration.readsTokenTypes,
            endPadding: configuration.endPadding)
    }

    /// A whole batch in one pack, as a model reads it.
    init(_ encodings: [Encoding], for configuration: any BackboneConfiguration) {
        self.init(for: configuration)
        fill(encodings.indices) { encodings[$0] }
    }

    /// A whole batch in one pack: sequence number i is `encodings[i]`.
    public init(_ encodings: [Encoding], _ rule: PositionRule = .fromZero, readsTokenTypes: Bool = true) {
        self.init(rule, readsTokenTypes: readsTokenTypes)
        fill(encodings.indices) { encodings[$0] }
    }

    /// Takes the sequences of these numbers in a larger batch in place of those that it had.
    mutating func fill(_ numbers: some Sequence<Int>, of encoding: (Int) -> Encoding) {
        ids.removeAll(keepingCapacity: true)
        tokenTypes.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        allTokens.removeAll()
        oneToken.removeAll()
        for number in numbers {
            let own = encoding(number), count = readCount(own.ids)
            ids.append(contentsOf: own.ids[..<count])
            for type in own.tokenTypes[..<count] { tokenTypes.append(readsTokenTypes ? Int32(type) : 0) }
            positionRule.append(own.ids[..<count], to: &positions)
            allTokens.append(number, queries: count, keys: count)
            oneToken.append(number, queries: 1, keys: count)
        }
    }

    /// The ids up to the last that is no padding, at least one.
    private func readCount(_ ids: [Int32]) -> Int {
        guard let endPadding else { return ids.count }
        return max(1, (ids.lastIndex { $0 != endPadding } ?? 0) + 1)
    }

    /// T: rows of the packed matrices.
    public var tokens: Int { ids.count }
    /// S: sequences of the pack, each with a row of logits.
    public var sequences: Int { numbers.count }
    /// Rows bounds[s] ..< bounds[s + 1] are sequence s.
    var bounds: [Int] { allTokens.keys }
    /// The sequences' numbers in the whole batch, of which this may be a shard.
    var numbers: [Int] { allTokens.numbers }
}

/// Which row of the position table each token of a sequence takes.
public enum PositionRule: Sendable {
    /// 0, 1, 2 …
    case fromZero
    /// From the padding token's id plus one; a padding token that stands in the text takes the padding's own row and is
    /// not counted.
    case after(padding: Int32)

    func append(_ ids: ArraySlice<Int32>, to positions: inout [Int32]) {
        switch self {
        case .fromZero: for position in 0 ..< ids.count { positions.append(Int32(position)) }
        case .after(let padding):
            var last = padding
            for id in ids {
                if id != padding { last += 1 }
                positions.append(id == padding ? padding : last)
            }
        }
    }
}
