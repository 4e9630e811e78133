extension BackboneFamily {
    /// BERT: positions from zero, token types, and a pooler of the checkpoint's under the classifier.
    static let bert = BackboneFamily(
        .bert, example: "a BERT checkpoint such as minilm",
        fields: .configuration(
            read: FieldList.encoderFields,
            withoutEffect: [
                // Of Google's multilingual and Chinese checkpoints; no code of transformers reads them.
                "directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers",
                "pooler_size_per_head", "pooler_type",
            ]))
}

extension EncoderFamily {
    /// logits = classifier(dropout(tanh(dense(x₀)))). The dense layer is the pooler: it stays frozen but under full
    /// fine-tuning, and the classifier trains under every method.  (Devlin et al., arXiv 1810.04805)
    public static let bert = EncoderFamily(
        modelType: "bert", className: "Bert", names: .bert,
        head: .init(dense: "pooler.dense", output: "classifier", isPooler: true),
        // Files in Google's own form do not say it.
        layerNormEpsilon: 1e-12)
}

extension EncoderConfiguration {
    /// all-MiniLM-L6-v2's shape.
    public static let miniLM = EncoderConfiguration(
        .bert,
        .init(vocabulary: 30522, positions: 512, tokenTypes: 2, hidden: 384, intermediate: 1536, layers: 6, heads: 12),
        padding: 0, layerNormEpsilon: 1e-12, dropout: .init(hidden: 0.1, attention: 0.1, classifier: 0.1))

    /// BERT of the same size: what speed is measured on, whatever the head.
    var asBERT: EncoderConfiguration {
        let sizes = EncoderSizes(
            vocabulary: sizes.vocabulary, positions: sizes.positions, tokenTypes: sizes.tokenTypes,
            hidden: sizes.hidden, intermediate: sizes.intermediate, layers: sizes.layers, heads: sizes.heads)
        return EncoderConfiguration(
            .bert, sizes, padding: padding, layerNormEpsilon: layerNormEpsilon, dropout: dropout
        ).pooled(by: pooling)
    }
}
