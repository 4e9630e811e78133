extension BackboneFamily {
    /// DistilBERT: BERT's layers under other names, without token types and without a pooler.
    static let distilbert = BackboneFamily(
        .distilbert, example: "a DistilBERT one such as distilbert-base-uncased",
        fields: .configuration(
            read: [
                "vocab_size", "max_position_embeddings", "dim", "hidden_dim", "n_layers", "n_heads", "activation",
                "dropout", "attention_dropout", "seq_classif_dropout",
            ],
            // The table of positions stands in the file, however it was made.
            withoutEffect: ["sinusoidal_pos_embds", "qa_dropout", "pad_token_id", "tie_weights_"]))
}

extension EncoderFamily {
    /// logits = classifier(dropout(relu(pre_classifier(x₀)))). Both layers start anew and train under every method.
    /// Attention's output has no dropout.  (Sanh et al., arXiv 1910.01108)
    public static let distilbert = EncoderFamily(
        modelType: "distilbert", className: "DistilBert",
        names: EncoderNames(
            layers: "transformer.layer.", query: "attention.q_lin", key: "attention.k_lin", value: "attention.v_lin",
            attentionOutput: "attention.out_lin", attentionNorm: "sa_layer_norm", intermediate: "ffn.lin1",
            output: "ffn.lin2", outputNorm: "output_layer_norm", hiddenKey: "dim", intermediateKey: "hidden_dim",
            layersKey: "n_layers", headsKey: "n_heads", activationKey: "activation", hiddenDropoutKey: "dropout",
            attentionDropoutKey: "attention_dropout", classifierDropoutKey: "seq_classif_dropout",
            classifierDropoutMayLack: false),
        head: .init(dense: "pre_classifier", output: "classifier", activation: .relu),
        hasTokenTypes: false, dropsAttentionOutput: false, layerNormEpsilon: 1e-12)
}
