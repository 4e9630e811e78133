#!/usr/bin/env python3
"""Makes reference data for the configuration of `gemma3_text` with transformers 5.24.0.

    scripts/make_gemma_configuration_fixture.py

It writes Tests/CoreTests/Fixtures/gemma-configurations.json: configurations as transformers saves them, with what it makes of them (which
layers are global, the inverse frequencies of the rotary positions, the scale of the scores), and the names and shapes of a model's tensors.
"""
import json
from pathlib import Path

import torch
import transformers
from transformers import Gemma3ForCausalLM, Gemma3TextConfig
from transformers.models.gemma3.modeling_gemma3 import Gemma3RotaryEmbedding

TARGET = Path(__file__).resolve().parents[1] / "Tests/CoreTests/Fixtures/gemma-configurations.json"
SMALL = dict(
    vocab_size=40, hidden_size=16, intermediate_size=24, num_hidden_layers=7, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
    max_position_embeddings=64, sliding_window=5)
CASES = {
    "usual": {}, "pattern": dict(sliding_window_pattern=2), "layers": dict(layer_types=["full_attention"] + ["sliding_attention"] * 4 + ["full_attention"] * 2),
    "linear": dict(rope_scaling={"rope_type": "linear", "factor": 8.0}, rope_theta=500_000.0, rope_local_base_freq=20_000.0),
    "scale": dict(query_pre_attn_scalar=168, rms_norm_eps=1e-5),
}


def frequencies(configuration):
    rope = Gemma3RotaryEmbedding(configuration)
    return {kind: [float(value) for value in getattr(rope, f"{kind}_inv_freq")] for kind in ("full_attention", "sliding_attention")}


def main():
    cases = []
    for name, changes in CASES.items():
        configuration = Gemma3TextConfig(**SMALL, **changes)
        model = Gemma3ForCausalLM(configuration)
        cases.append({
            "name": name, "config": json.loads(configuration.to_json_string(use_diff=False)),
            "global": [kind == "full_attention" for kind in configuration.layer_types],
            "scale": float(model.model.layers[0].self_attn.scaling), "frequencies": frequencies(configuration),
            "tensors": {key: list(value.shape) for key, value in model.state_dict().items() if key != "lm_head.weight"},
        })
    content = {"madeWith": f"transformers {transformers.__version__}, torch {torch.__version__}", "cases": cases}
    TARGET.write_text(json.dumps(content) + "\n")
    print(f"{TARGET.name}: {len(cases)} configurations, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
