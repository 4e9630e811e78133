#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/tiny-gemma-gguf: a random decoder `gemma3` of six layers in a GGUF file, and its logits in float64.

    scripts/make_gemma_gguf_fixture.py

toy.gguf has the vocabulary of make_gemma_tokenizer_fixture.py, so that the tool can train on it; six layers, since nothing in such a file says which
are global and every sixth is; norms in F32, plus one; matrices in the types of Gemma's own file that rows of 32 and 64 values allow, and F16;
positions of the global layer divided by 8, as files of 4 B and more say; and the scale of the scores in its key, since heads have 16 values.

logits.safetensors: a batch, a head, the logits of both classes and of the next token, by gemma_model.py from the values that `gguf` unpacks. Checks that
stop the script: transformers gives the same in float32 on the unpacked values; its own loading of the file gives the same values.

It needs an environment of its own: python3 -m pip install --only-binary=:all: transformers==5.24.0 gguf==0.19.0 torch==2.15.0 peft==0.21.2
"""
import math
import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from gguf import GGUFReader, GGUFWriter, RopeScalingType, dequantize
from gguf.quants import quantize
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer, Gemma3TextConfig, Gemma3TextForSequenceClassification

from gemma_model import Classifier
from make_gemma_fixture import FIXTURES, check_against_transformers, linear, rounded, with_values
from make_gemma_tokenizer_fixture import add_vocabulary, vocabulary

FOLDER = FIXTURES / "tiny-gemma-gguf"
LAYERS, SCORE_SCALE = 6, 20
TEXTS = [("The shop is open.", None), ("A river ran  through\nthe town, and nobody saw it.", "Nobody saw the river."), ("Yes", None), ("", None)]
NAMES = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj", "attn_norm": "input_layernorm", "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm", "post_ffw_norm": "post_feedforward_layernorm"}
TYPES = {
    "token_embd": Type.Q8_0, "attn_q": Type.Q5_0, "attn_k": Type.Q5_0, "attn_v": Type.Q8_0, "attn_output": Type.F16, "ffn_gate": Type.Q5_0,
    "ffn_up": Type.Q8_0, "ffn_down": Type.Q8_0}


def configuration(entries, **changes):
    return Gemma3TextConfig(**dict(
        vocab_size=entries, hidden_size=32, intermediate_size=64, num_hidden_layers=LAYERS, num_attention_heads=4, num_key_value_heads=2,
        head_dim=16, query_pre_attn_scalar=SCORE_SCALE, max_position_embeddings=256, sliding_window=9, rope_parameters=linear(), num_labels=2,
        attn_implementation="eager") | changes)


def their_name(name):
    """`blk.0.attn_q.weight` by its name in transformers."""
    if not name.startswith("blk."):
        return {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}[name]
    _, layer, part, _ = name.split(".")
    return f"model.layers.{layer}.{NAMES[part]}.weight"


def write(config, model, draw, path):
    writer = GGUFWriter(path, "gemma3")
    writer.add_name("toy")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_attention_scale(1 / math.sqrt(SCORE_SCALE))
    writer.add_rope_freq_base(1e6)
    writer.add_rope_scaling_type(RopeScalingType.LINEAR)
    writer.add_rope_scaling_factor(8.0)
    writer.add_sliding_window(config.sliding_window)
    add_vocabulary(writer)
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    names = ["token_embd.weight", "output_norm.weight"] + [f"blk.{layer}.{part}.weight" for layer in range(LAYERS) for part in NAMES]
    for name in names:
        part, shape = name.split(".")[-2], shapes[their_name(name)]
        if part.endswith("norm"):
            writer.add_tensor(name, (1 + draw(shape, 0.4)).to(torch.float32).numpy())
        else:
            values = draw(shape, 0.25).to(torch.float32).numpy()
            writer.add_tensor(name, quantize(values, TYPES[part]), raw_dtype=TYPES[part])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def unpacked(path):
    """The tensors by transformers' names, norms less one, in float64."""
    values = {}
    for tensor in GGUFReader(path).tensors:
        one = torch.from_numpy(dequantize(np.array(tensor.data), tensor.tensor_type).astype(np.float64))
        values[their_name(tensor.name)] = one - 1 if tensor.name.endswith("norm.weight") else one
    return values


def check_against_their_loading(values):
    """transformers reads the same values from the file, though not the scale nor the factor of the positions."""
    loaded = AutoModelForCausalLM.from_pretrained(FOLDER, gguf_file="toy.gguf").state_dict()
    difference = max((loaded[name].double() - value).abs().max().item() for name, value in values.items())
    print(f"transformers' loading of the file: largest difference of a value {difference:.1e}")
    assert difference < 1e-6


@torch.no_grad()
def check_keys_matter(model, texts):
    """How far the logits are off for a reader that passes over a key, or takes a wrong default for what the file does not say."""
    found, entries = model(texts).logits, model.config.vocab_size
    local, wide = {"rope_type": "default", "rope_theta": 1e4}, {"rope_type": "default", "rope_theta": 1e6}
    effects = {}
    for name, changes in {
            "rope.scaling": dict(rope_parameters={"sliding_attention": local, "full_attention": wide}), "attention.scale": dict(query_pre_attn_scalar=256),
            "the pattern": dict(layer_types=["sliding_attention"] * LAYERS), "the local base": dict(
                rope_parameters={**linear(), "sliding_attention": wide})}.items():
        other = with_values(configuration(entries, **changes), model.state_dict())
        effects[name] = (other(texts).logits - found).abs().max().item()
    print("logits change without " + ", ".join(f"{name} by {effect:.1e}" for name, effect in effects.items()))
    assert min(effects.values()) > 1e-2


def main():
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(20260830)
    draw = lambda shape, deviation: rounded(deviation * torch.randn(tuple(shape), generator=generator, dtype=torch.float64))
    FOLDER.mkdir(exist_ok=True)
    config = configuration(len(vocabulary()))
    model = Classifier(config).double().eval()
    write(config, model, draw, FOLDER / "toy.gguf")
    values = unpacked(FOLDER / "toy.gguf")
    model.load_state_dict({**values, "score.weight": draw((2, config.hidden_size), 0.25)})
    check_against_their_loading(values)
    theirs = Gemma3TextForSequenceClassification(config).eval()
    theirs.load_state_dict({name: value.float() for name, value in model.state_dict().items()})

    tokenizer = AutoTokenizer.from_pretrained(FOLDER, gguf_file="toy.gguf")
    texts = [torch.tensor(tokenizer(*texts)["input_ids"]) for texts in TEXTS]
    check_against_transformers(model, theirs, texts)
    check_keys_matter(model, texts)
    with torch.no_grad():
        found = {"logits": model(texts).logits, "next.logits": torch.stack([model.next_tokens(ids)[-1] for ids in texts])}
    stored = {name: value.float().contiguous() for name, value in found.items()} | {
        "score.weight": model.score.weight.detach().float(), "batch.ids": torch.cat(texts).int(),
        "batch.lengths": torch.tensor([len(ids) for ids in texts], dtype=torch.int32)}
    save_file({name: stored[name] for name in sorted(stored)}, FOLDER / "logits.safetensors")
    for file in sorted(FOLDER.iterdir()):
        file.chmod(0o644)
        print(f"{file.relative_to(FIXTURES)}: {file.stat().st_size:,} bytes")
    print(f"{len(texts)} texts of {[len(ids) for ids in texts]} tokens, {config.vocab_size} entries, logits {found['logits'].tolist()}")


if __name__ == "__main__":
    main()
