/// What the head reads of the last layer's states x₁ … x_L of a sequence, where that is not one token's alone: an
/// encoder's first, a decoder's last.
///
/// Without a pooling the head is the family's own, as transformers' classes for sequence classification have it.
public enum Pooling: String, NamedChoice, Sendable {
    /// x̄ = 1/L·Σₜ xₜ [H] over all tokens, special ones included, as sentence-transformers means them by its attention
    /// mask; the head's layers and dropouts then stand on x̄ in place of the first token's state.
    ///
    /// BERT's pooler, dense and tanh, is left out: logits = classifier(dropout(x̄)). It was pretrained on the first
    /// token and belongs to that reading; encoders that were tuned by mean pooling, such as MiniLM, were tuned without
    /// it. A head whose dense layer starts anew keeps it, activation included: with RoBERTa's logits =
    /// out_proj(dropout(tanh(dense(dropout(x̄))))). A classifier of the checkpoint that reads the first token is no
    /// start for one that reads x̄, so a new one starts from the seed.  (Reimers and Gurevych, arXiv 1908.10084)
    case mean

    /// The key of a config.json that says so of a whole model. Nobody else has it.
    static let key = "edora_pooling"

    /// - Returns: what a config.json says; nil where it says nothing.
    /// - Throws: `InputError` for a value that is none of these.
    static func of(_ json: JSONSettings) throws -> Pooling? {
        guard json.has(key) else { return nil }
        guard let pooling = Pooling(rawValue: try json.text(key)) else {
            throw json.wrong(key, allCases.map(\.rawValue).joined(separator: " or ") + ", or nothing")
        }
        return pooling
    }
}

extension BackboneConfiguration {
    /// The head's own reading, unless a family says something else.
    public var pooling: Pooling? { nil }

    /// - Throws: `InputError` for a pooling that the family's head does not have.
    public func pooled(by pooling: Pooling?) throws -> Self {
        guard let pooling else { return self }
        throw InputError(
            "adapter.pooling", expected: "none, as the head of \(modelType) has its own reading alone",
            found: pooling.rawValue)
    }
}

extension EncoderConfiguration {
    /// The same shape under a head that reads the states so; nil leaves it as it is.
    public func pooled(by pooling: Pooling?) -> EncoderConfiguration {
        var result = self
        result.pooling = pooling ?? self.pooling
        return result
    }

    /// Whether a pretrained dense layer stands under the classifier.
    var hasPooler: Bool { family.head.isPooler && pooling == nil }
}
