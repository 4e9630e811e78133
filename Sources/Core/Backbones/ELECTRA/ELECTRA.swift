extension BackboneFamily {
    /// ELECTRA: BERT's layers over embeddings that may be narrower, and a head of its own.
    static let electra = BackboneFamily(
        .electra, example: "an ELECTRA one such as electra-small-discriminator",
        fields: .configuration(
            read: FieldList.encoderFields + ["embedding_size"],
            // Of the head for multiple choice alone.
            withoutEffect: ["summary_activation", "summary_last_dropout", "summary_type", "summary_use_proj"]))
}

extension EncoderFamily {
    /// logits = out_proj(dropout(gelu(dense(dropout(x₀))))). Both layers start anew and train under every method.
    /// Embeddings of another width than the hidden one go through a linear layer, `embeddings_project`, behind their
    /// LayerNorm.  (Clark et al., arXiv 2003.10555)
    public static let electra = EncoderFamily(
        modelType: "electra", className: "Electra", names: EncoderNames(embeddingKey: "embedding_size"),
        head: .init(dense: "classifier.dense", output: "classifier.out_proj", activation: .gelu, dropsInput: true))
}
