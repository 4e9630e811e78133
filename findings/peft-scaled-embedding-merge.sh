#!/usr/bin/env bash
# Guess, written down before the run: PEFT merges an adapter of an embedding to the same logits on Gemma 3 as on Llama. Gemma's embedding gives its rows
# times the square root of the hidden size; LoRA has minded that since PEFT's issue 2809.
#
# Seen with peft 0.21.2 and transformers 5.24.0: on Llama LoRA, DoRA, OFT, HiRA and TinyLoRA merge to the same logits, on Gemma 3 LoRA, DoRA and OFT alone.
# HiRA and TinyLoRA add their change to the embedding's output as it is, beside the base's scaled rows; merged into the weight, it is scaled, too. So the
# merged adapter is stronger by that factor, 25 for Gemma 3 270M, and nothing is said, by safe_merge neither. A reader of the file that adds the change to
# the weight, as both methods write it, gets the merged model, not the one that was trained. The weight with the change divided by the factor gives its logits.
#
# Fails once both merge to the same logits. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import copy
import warnings

import peft
import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
IDS = torch.tensor([[2, 5, 6, 7, 9, 8]])
COMMON = dict(target_modules=["embed_tokens"], task_type="CAUSAL_LM")
METHODS = {
    "LoRA": lambda: peft.LoraConfig(r=4, **COMMON),
    "DoRA": lambda: peft.LoraConfig(r=4, use_dora=True, **COMMON),
    "OFT": lambda: peft.OFTConfig(r=0, oft_block_size=4, **COMMON),
    "HiRA": lambda: peft.HiraConfig(r=4, **COMMON),
    "TinyLoRA": lambda: peft.TinyLoraConfig(r=4, **COMMON),
}


def base(kind):
    torch.manual_seed(0)
    return AutoModelForCausalLM.from_config(AutoConfig.for_model(
        kind, vocab_size=50, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=16, intermediate_size=64,
        max_position_embeddings=32, initializer_range=0.2, tie_word_embeddings=False, pad_token_id=0)).eval()


@torch.no_grad()
def logits(model):
    return model(input_ids=IDS).logits


def apart(one, other):
    return (one - other).abs().max().item()


print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
for kind in ("llama", "gemma3_text"):
    frozen = base(kind)
    weight, before = frozen.get_input_embeddings().weight.detach(), logits(frozen)
    scale = getattr(frozen.get_input_embeddings(), "embed_scale", torch.tensor(1.0)).item()
    print(f"{kind}, whose embedding is scaled by {scale:g}:")
    for method, config in METHODS.items():
        model = peft.get_peft_model(base(kind), config()).eval()
        optimizer = torch.optim.AdamW([parameter for parameter in model.parameters() if parameter.requires_grad], lr=0.03)
        for _ in range(5):
            loss = model(input_ids=IDS, labels=IDS).loss
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        adapted = logits(model)
        merged = copy.deepcopy(model).merge_and_unload(safe_merge=True)
        off, moved = apart(logits(merged), adapted), apart(adapted, before)
        print(f"  {method}: logits that the adapter moves by {moved:.2f} are off by {off:.0e} once merged")
        assert moved > 0.1, "the adapter changes nothing"
        if kind == "gemma3_text" and method in ("HiRA", "TinyLoRA"):
            change = merged.get_input_embeddings().weight.detach() - weight
            with torch.no_grad():
                merged.get_input_embeddings().weight.copy_(weight + change / scale)
            by_hand = apart(logits(merged), adapted)
            print(f"    by {by_hand:.0e} with the change divided by {scale:g}")
            assert off > 0.1, "it now merges to the same logits"
            assert by_hand < 1e-4, "the factor was this"
        else:
            assert off < 1e-4, "it merged to the same logits"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
