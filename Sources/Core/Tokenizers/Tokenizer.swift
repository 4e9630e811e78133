/// What a model reads of a sentence or a pair: one id and one token type for each token.
public struct Encoding: Sendable, Equatable {
    /// Rows of the word embeddings, special tokens included.
    public let ids: [Int32]
    /// 0 for the first sentence and its special tokens, 1 for the second in models that tell them apart.
    public let tokenTypes: [UInt8]

    /// From another tokenizer's output, special tokens included. Whether a model has rows for it is for
    /// `BackboneConfiguration.requireFit(_:place:)` to say.
    ///
    /// - Throws: `InputError` where the lists are not equally long.
    public init(ids: [Int32], tokenTypes: [UInt8]) throws {
        guard ids.count == tokenTypes.count else {
            throw InputError(
                "an encoding", expected: "a token type for each of the \(ids.count) ids", found: "\(tokenTypes.count)")
        }
        self.init(ids: ids, typeOf: { tokenTypes[$0] })
    }

    /// One text: every token has type 0.
    public init(ids: [Int32]) { self.init(ids: ids, typeOf: { _ in 0 }) }

    /// The type of each token by its place.
    init(ids: [Int32], typeOf: (Int) -> UInt8) { (self.ids, tokenTypes) = (ids, ids.indices.map(typeOf)) }
}

/// Turns text into token ids, special tokens included, cut to a length but not padded.
public protocol Tokenizer: Sendable {
    /// One more than the largest id: the least number of rows that the word embeddings must have.
    var vocabularySize: Int { get }

    /// How many special tokens an encoding carries: the least `maxLength` for a sentence or a pair.
    func specialTokenCount(isPair: Bool) -> Int

    /// The largest token type in an encoding: the model must have one row more of token type embeddings.
    func largestTokenType(isPair: Bool) -> Int

    /// Why pairs cannot be encoded: the tokenizer's files leave it open how; nil where they do not.
    var pairFault: InputError? { get }

    /// Encodes a sentence or a pair given as UTF-8. Invalid bytes count as U+FFFD, as in `String(decoding:as:)`.
    ///
    /// - Parameters:
    ///   - first: the sentence, or the first of two.
    ///   - second: the other sentence of a pair.
    ///   - maxLength: in tokens, special tokens counted; at least `specialTokenCount(isPair:)`.
    ///     What is over is cut from the ends of the sentences, longest first, or from their starts where the
    ///     tokenizer's files say so.
    func encode(_ first: [UInt8], _ second: [UInt8]?, maxLength: Int) -> Encoding
}

extension Tokenizer {
    /// None.
    public var pairFault: InputError? { nil }
}

/// A tokenizer that cuts each text by itself and puts the parts together by a template.
protocol TemplateTokenizer: Tokenizer {
    var template: SequenceTemplate { get }
    /// The ids of a text alone: no special tokens, nothing cut.
    func ids(_ bytes: [UInt8]) -> [Int32]
}

extension TemplateTokenizer {
    public func specialTokenCount(isPair: Bool) -> Int { template.specialTokenCount(isPair: isPair) }

    public func largestTokenType(isPair: Bool) -> Int { template.largestTokenType(isPair: isPair) }

    public var pairFault: InputError? { template.pairFault }

    public func encode(_ first: [UInt8], _ second: [UInt8]?, maxLength: Int) -> Encoding {
        template.assemble(ids(first), second.map(ids), maxLength: maxLength)
    }
}

extension Tokenizer {
    /// Encodes a sentence or a pair given as text; `maxLength` as for UTF-8.
    public func encode(_ first: String, _ second: String? = nil, maxLength: Int) -> Encoding {
        encode(Array(first.utf8), second.map { Array($0.utf8) }, maxLength: maxLength)
    }
}
