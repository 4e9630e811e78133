extension FieldList {
    /// Fields of adapter_config.json that every tuner has.
    static let peftOfAnyTuner: [String: Use] = [
        "peft_type": .read, "task_type": .read, "auto_mapping": .read, "bias": .read, "modules_to_save": .read,
        "target_modules": .read, "exclude_modules": .read, "layers_to_transform": .read, "layers_pattern": .read,
        "r": .read, "inference_mode": .withoutEffect, "runtime_config": .withoutEffect,
        "base_model_name_or_path": .withoutEffect, "revision": .withoutEffect, "peft_version": .withoutEffect,
        "fan_in_fan_out": .withoutEffect, "init_weights": .withoutEffect,
    ]

    /// adapter_config.json of LoRA, with every field that peft has had up to 0.21.2, and what becomes of it.
    static let peftLoRA = FieldList(
        file: "adapter_config.json",
        uses: [
            // What kind of adapter, and for which head.
            "peft_type": .read, "task_type": .read, "auto_mapping": .read, "use_dora": .read,
            "init_lora_weights": .read, "bias": .read, "modules_to_save": .read,
            // Which matrices, of which rank, times which scale.
            "target_modules": .read, "exclude_modules": .read, "layers_to_transform": .read, "layers_pattern": .read,
            "r": .read, "lora_alpha": .read, "use_rslora": .read, "rank_pattern": .read, "alpha_pattern": .read,
            // Training alone; the tensors that these two save besides are left out, and named.
            "velora_config": .read, "monteclora_config": .read,
            "lora_dropout": .withoutEffect, "inference_mode": .withoutEffect, "eva_config": .withoutEffect,
            "corda_config": .withoutEffect, "lora_ga_config": .withoutEffect, "loftq_config": .withoutEffect,
            "runtime_config": .withoutEffect,
            // Where the adapter comes from. PEFT takes the base that it is given.
            "base_model_name_or_path": .withoutEffect, "revision": .withoutEffect, "peft_version": .withoutEffect,
            // Layers of Megatron, tied embeddings and quantised groups, which no model here has.
            "megatron_config": .withoutEffect, "megatron_core": .withoutEffect, "ensure_weight_tying": .withoutEffect,
            "qalora_group_size": .withoutEffect,
            // PEFT sets it back to false for torch.nn.Linear, which all matrices here are.
            "fan_in_fan_out": .withoutEffect,
            // Other computations.
            "lora_bias": .refused(), "use_qalora": .refused(), "use_bdlora": .refused(), "arrow_config": .refused(),
            "kasa_config": .refused(), "layer_replication": .refused(), "target_parameters": .refused(),
            "trainable_token_indices": .refused(), "alora_invocation_tokens": .refused(),
            // Of peft before 0.3: when weights are merged, and parts of a fused matrix.
            "merge_weights": .withoutEffect, "enable_lora": .refused(),
        ])
}
