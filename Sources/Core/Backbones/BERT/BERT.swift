extension BackboneFamily {
    /// BERT: positions from zero, token types, and a pooler of the checkpoint's under the classifier.
    static let bert = BackboneFamily(
        modelType: EncoderFamily.bert.modelType, example: "a BERT checkpoint such as minilm"
    ) {
        try EncoderConfiguration($0, .bert)
    }
}

extension EncoderFamily {
    /// logits = classifier(dropout(tanh(dense(x₀)))). The dense layer is the pooler: it stays frozen but under full
    /// fine-tuning, and the classifier trains under every method.  (Devlin et al., arXiv 1810.04805)
    public static let bert = EncoderFamily(
        modelType: "bert", classifierArchitecture: "BertForSequenceClassification",
        head: .init(dense: "pooler.dense", output: "classifier", trainsDense: false), countsPositionsFromPadding: false)
}

extension EncoderConfiguration {
    /// all-MiniLM-L6-v2's shape.
    public static let miniLM = EncoderConfiguration(
        .bert,
        .init(vocabulary: 30522, positions: 512, tokenTypes: 2, hidden: 384, intermediate: 1536, layers: 6, heads: 12),
        padding: 0, layerNormEpsilon: 1e-12, dropout: .init(hidden: 0.1, attention: 0.1, classifier: 0.1))

    /// BERT of the same size: what speed is measured on, whatever the head.
    var asBERT: EncoderConfiguration {
        EncoderConfiguration(.bert, sizes, padding: padding, layerNormEpsilon: layerNormEpsilon, dropout: dropout)
    }
}
