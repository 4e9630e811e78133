#!/usr/bin/env bash
# Guess, written down before the run: the adapter that torchtune saves for PEFT (adapter_model.safetensors and adapter_config.json, by its
# checkpointer for Hugging Face's layout) gives torchtune's own logits in PEFT, a DoRA as a LoRA. Its table of names has DoRA's magnitudes.
#
# Seen with torchtune 0.6.1 and peft 0.21.2, on a Llama of two layers: so it is for LoRA. The DoRA adapter loads without a word, and is another model,
# for two reasons:
# - adapter_config.json says nothing of DoRA: no recipe writes use_dora. PEFT takes the file for plain LoRA, and passes over its magnitudes.
# - With use_dora added by hand the logits are off still. torchtune keeps the rows of q_proj and k_proj in the order of its own rotary positions,
#   and puts those of lora_B back when it saves, but not the magnitudes: each scales another row. Put back by hand, they give torchtune's logits.
# The layers' other projections are right, so that the model answers sensibly, and only a comparison shows it. It matters to who trains DoRA with
# torchtune and serves it with PEFT, or with a program that reads PEFT's files.
#
# Fails once one of the two is mended. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names. PEFT refuses
# the torchao that torchtune needs, so each has a folder.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >train.py <<'PYTHON'
import ast
import pathlib

import torch
import torchtune
from torch.nn.functional import cross_entropy
from torchtune.models.llama3 import lora_llama3
from torchtune.modules.peft import get_adapter_params, get_lora_module_names
from torchtune.training import FullModelHFCheckpointer
from transformers import LlamaConfig, LlamaForCausalLM

torch.set_num_threads(1)
IDS = torch.tensor([[2, 5, 6, 7, 9, 8]])
RANK, ALPHA, ATTENTION = 4, 8, ["q_proj", "k_proj", "v_proj", "output_proj"]

torch.manual_seed(0)
LlamaForCausalLM(LlamaConfig(
    vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=64,
    max_position_embeddings=32, rope_theta=500000.0, rms_norm_eps=1e-5, initializer_range=0.2, tie_word_embeddings=False)).save_pretrained("base")

# What the recipes put into the configuration: none names DoRA.
recipes = sorted((pathlib.Path(torchtune.__file__).parent.parent / "recipes").glob("*.py"))
written = {}
for recipe in recipes:
    for node in ast.walk(ast.parse(recipe.read_text())):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "adapter_config" and isinstance(node.value, ast.Dict):
            written[recipe.name] = sorted(key.value for key in node.value.keys)
print(f"torchtune {torchtune.__version__}, PyTorch {torch.__version__.split('+')[0]}: {len(written)} recipes write an adapter's configuration, of",
      *sorted({" ".join(keys) for keys in written.values()}))
assert written and all("use_dora" not in keys for keys in written.values()), "a recipe writes use_dora now"

for name in ("lora", "dora"):
    torch.manual_seed(1)
    checkpointer = FullModelHFCheckpointer("base", ["model.safetensors"], "LLAMA3", output_dir=name)
    model = lora_llama3(
        lora_attn_modules=ATTENTION, apply_lora_to_mlp=True, apply_lora_to_output=False, vocab_size=50, num_layers=2, num_heads=4, num_kv_heads=2,
        embed_dim=32, intermediate_dim=64, max_seq_len=32, attn_dropout=0.0, norm_eps=1e-5, rope_base=500000, lora_rank=RANK, lora_alpha=ALPHA,
        lora_dropout=0.0, use_dora=name == "dora", quantize_base=False)
    model.load_state_dict(checkpointer.load_checkpoint()["model"], strict=False)
    for module in model.modules():
        if hasattr(module, "initialize_dora_magnitude"):
            module.initialize_dora_magnitude()
    adapter = get_adapter_params(model)
    optimizer = torch.optim.AdamW(adapter.values(), lr=0.02)
    for _ in range(20):
        loss = cross_entropy(model(IDS)[0, :-1], IDS[0, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        torch.save(model.eval()(IDS), f"{name}.pt")
    configuration = {
        "r": RANK, "lora_alpha": ALPHA, "target_modules": get_lora_module_names(ATTENTION, True, False), "peft_type": "LORA"}
    checkpointer.save_checkpoint(
        {"model": model.state_dict(), "adapter": {key: value.detach() for key, value in adapter.items()}, "adapter_config": configuration},
        epoch=0, adapter_only=True)
PYTHON

cat >read.py <<'PYTHON'
import json
import warnings

import peft
import torch
import transformers
from transformers import LlamaForCausalLM

torch.set_num_threads(1)
IDS = torch.tensor([[2, 5, 6, 7, 9, 8]])
HEADS = {"q_proj": 4, "k_proj": 2}


def base():
    return LlamaForCausalLM.from_pretrained("base").eval()


@torch.no_grad()
def logits(model):
    return model(input_ids=IDS).logits


def apart(one, other):
    return (one - other).abs().max().item()


def load(name):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = peft.PeftModel.from_pretrained(base(), f"{name}/epoch_0").eval()
    told = [str(one.message) for one in said if any(word in str(one.message).lower() for word in ("dora", "magnitude", "unexpected", "missing"))]
    assert not told, f"it is told of: {told}"
    return model


before = logits(base())
print(f"peft {peft.__version__}, transformers {transformers.__version__}:")
off, moved = {}, {}
for name in ("lora", "dora"):
    wanted = torch.load(f"{name}.pt")
    off[name], moved[name] = apart(logits(load(name)), wanted), apart(wanted, before)
    print(f"  {name}: logits that training moves by {moved[name]:.2f} are off by {off[name]:.0e} in PEFT")

with open("dora/epoch_0/adapter_config.json") as file:
    configuration = json.load(file)
with open("dora/epoch_0/adapter_config.json", "w") as file:
    json.dump({**configuration, "use_dora": True}, file)
model = load("dora")
off["named"] = apart(logits(model), wanted)
for name, parameter in model.named_parameters():
    for projection, heads in HEADS.items():
        if "lora_magnitude_vector" in name and projection in name:
            parameter.data = parameter.data.view(heads, -1, 2).transpose(1, 2).reshape(-1)
off["in order"] = apart(logits(model), wanted)
print(f"  dora, use_dora added by hand: off by {off['named']:.0e}; with its magnitudes of q_proj and k_proj in order: {off['in order']:.0e}")
assert min(moved.values()) > 1, "the adapter changes nothing"
assert off["lora"] < 1e-4 and off["in order"] < 1e-4, "LoRA and the mended DoRA gave torchtune's logits"
assert "use_dora" not in configuration and off["dora"] > 0.1, "the configuration speaks of DoRA now"
assert off["named"] > 0.1, "the magnitudes are in order now"
PYTHON

install() { "$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target "$@"; }
install reader peft==0.21.2 transformers==5.24.0
install trainer torchtune==0.6.1 torchao==0.13.0 omegaconf==2.4.0 sentencepiece==0.2.3 tiktoken==0.14.0
# torchtune imports two functions of Hugging Face's datasets, which weighs 250 MB with what it needs. No data are loaded here.
mkdir trainer/datasets
echo "load_dataset = None" >trainer/datasets/__init__.py
echo "split_dataset_by_node = None" >trainer/datasets/distributed.py
export OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1
PYTHONPATH="$folder/trainer:$folder/reader" "$python" -W ignore train.py 2>log || { tail -5 log; exit 1; }
PYTHONPATH="$folder/reader" "$python" -W ignore read.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
