/// The fields of config.json that any model's may have, as transformers 2 to 5 wrote them. A family adds its own.
extension FieldList {
    /// - Parameters:
    ///   - read: fields of a family that its reader asks for.
    ///   - withoutEffect: fields of a family that change nothing.
    static func configuration(read: [String], withoutEffect: [String] = []) -> FieldList {
        var uses: [String: Use] = [:]
        for name in always + generation + withoutEffect { uses[name] = .withoutEffect }
        for (name, values) in refusals { uses[name] = .refused(unless: values) }
        for name in common + read { uses[name] = .read }
        return FieldList(file: "config.json", uses: uses)
    }

    /// Of every model: which it is, and what its outputs are.
    private static let common = [
        "model_type", "architectures", "id2label", "label2id", "num_labels", "_num_labels", "problem_type",
        "initializer_range", "tokenizer_class", ModelDirectory.runKey, ModelDirectory.pairKey, Pooling.key,
    ]

    /// Of encoders under BERT's names.
    static let encoderFields = [
        "vocab_size", "max_position_embeddings", "type_vocab_size", "hidden_size", "intermediate_size",
        "num_hidden_layers", "num_attention_heads", "pad_token_id", "layer_norm_eps", "hidden_act",
        "hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout",
    ]

    /// Who wrote it, what is kept or shown of a pass, how it is computed, and special tokens, which the tokenizer's
    /// files say.
    private static let always = [
        "transformers_version", "_name_or_path", "name_or_path", "_model_name_or_path", "_commit_hash",
        "finetuning_task", "custom_pipelines",
        "dtype", "torch_dtype", "use_bfloat16", "torchscript", "tf_legacy_loss", "xla_device", "onnx_export",
        "return_dict", "use_return_dict", "output_hidden_states", "output_attentions", "_output_attentions",
        "output_past", "use_cache", "gradient_checkpointing", "chunk_size_feed_forward", "attn_implementation",
        "_attn_implementation", "_attn_implementation_internal", "_attn_implementation_autoset",
        "_experts_implementation", "_experts_implementation_internal", "_flash_attn_2_enabled",
        "tie_word_embeddings", "tie_encoder_decoder", "cross_attention_hidden_size",
        "bos_token_id", "eos_token_id", "eos_token_ids", "sep_token_id", "cls_token_id", "mask_token_id",
        "unk_token_id", "decoder_start_token_id", "task_specific_params", "prefix",
        // Of those who trained it, such as FARM: no code of transformers reads them.
        "language", "name",
        // What sentence-transformers' CrossEncoder makes of the logits.
        "sentence_transformers", "sbert_ce_default_activation_function",
    ]

    /// How texts are written, by models that write.
    private static let generation = [
        "max_length", "max_new_tokens", "min_length", "min_new_tokens", "do_sample", "early_stopping", "num_beams",
        "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p", "min_p", "top_h", "typical_p",
        "epsilon_cutoff", "eta_cutoff", "repetition_penalty", "encoder_repetition_penalty", "length_penalty",
        "no_repeat_ngram_size", "encoder_no_repeat_ngram_size", "bad_words_ids", "num_return_sequences",
        "output_scores", "output_logits", "return_dict_in_generate", "forced_bos_token_id", "forced_eos_token_id",
        "remove_invalid_values", "exponential_decay_length_penalty", "suppress_tokens", "begin_suppress_tokens",
        "renormalize_logits", "guidance_scale", "num_assistant_tokens", "num_assistant_tokens_schedule",
        "assistant_confidence_threshold", "assistant_lookbehind", "target_lookbehind", "max_matching_ngram_size",
    ]

    /// What would make another network of the same tensors.
    private static let refusals: [String: [String]] = [
        "is_decoder": [], "add_cross_attention": [], "is_encoder_decoder": [], "pruned_heads": [],
        "quantization_config": [], "auto_map": [], "per_layer_config": [], "layer_types": [],
        "position_embedding_type": ["\"absolute\""],
    ]
}
