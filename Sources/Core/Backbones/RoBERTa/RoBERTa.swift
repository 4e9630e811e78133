extension BackboneFamily {
    /// RoBERTa: BERT's layers, positions from the padding token on, and a head of its own.
    static let roberta = BackboneFamily(
        .roberta, example: "a RoBERTa one such as roberta-base",
        fields: .configuration(read: FieldList.encoderFields))
}

extension EncoderFamily {
    /// logits = out_proj(dropout(tanh(dense(dropout(x₀))))). Both layers start anew and train under every method. Most
    /// have one token type; where there are more, they are used as the tokenizer gives them: RoBERTa's own gives zeros.
    /// (Liu et al., arXiv 1907.11692)
    public static let roberta = EncoderFamily(
        modelType: "roberta", className: "Roberta", names: .bert,
        head: .init(dense: "classifier.dense", output: "classifier.out_proj", dropsInput: true),
        countsPositionsFromPadding: true)
}

extension EncoderConfiguration {
    /// RoBERTa-base's shape; the paper's backbone.
    public static let robertaBase = EncoderConfiguration(
        .roberta,
        .init(vocabulary: 50265, positions: 514, tokenTypes: 1, hidden: 768, intermediate: 3072, layers: 12, heads: 12),
        padding: 1, layerNormEpsilon: 1e-5, dropout: .init(hidden: 0.1, attention: 0.1, classifier: 0.1))
}
