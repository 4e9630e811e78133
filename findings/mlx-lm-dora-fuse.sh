#!/usr/bin/env bash
# Guess, written down before the run: mlx_lm.fuse writes a bfloat16 model with a trained DoRA as bfloat16, as it does one with LoRA, so that the
# file has the base's size, and the model computes and caches as the base does.
#
# Seen with mlx-lm 0.32.2 and mlx 0.32.4, on a Llama of two layers on the CPU: so it is for LoRA. With DoRA every fused matrix is float32, for its
# magnitudes are, and a product of both takes the wider type. The outputs are right, but
# - the file grows to nearly twice the base's, and config.json says nothing of it;
# - each state after the first fused layer is float32, too, and with it the keys and values that are cached: twice the memory for each token, in a
#   model that was to be smaller and faster than with its adapter beside it.
# Unfused, the same DoRA computes in bfloat16. Cast by hand after fusing, the model is as the base again.
# It matters to who fuses a DoRA to serve it.
#
# Fails once the fused matrices have the base's type. It takes PyTorch's environment for transformers, or that whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import contextlib
import importlib.metadata
import io
import json
import os
import sys
from pathlib import Path

import mlx.core as mx
import mlx_lm
from mlx.utils import tree_flatten
from mlx_lm import fuse
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.models.llama import Model, ModelArgs
from mlx_lm.tuner.utils import linear_to_lora_layers
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

mx.set_default_device(mx.cpu)
SHAPE = dict(model_type="llama", hidden_size=64, num_hidden_layers=2, intermediate_size=128, num_attention_heads=4, rms_norm_eps=1e-5, vocab_size=100,
             tie_word_embeddings=False)
ADAPTER = {"rank": 4, "scale": 2.0, "dropout": 0.0}
IDS = mx.array([[1, 5, 6, 7, 9, 8]])


def save(path, tensors):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    mx.save_safetensors(path, tensors, {"format": "mlx"})


def size(path):
    return sum(os.path.getsize(file) for file in Path(path).glob("model*.safetensors"))


def types(model):
    return sorted({str(value.dtype).split(".")[-1] for _, value in tree_flatten(model.parameters())})


def answer(model):
    """The logits, and the types of them and of what is cached for the next token."""
    cache = make_prompt_cache(model)
    logits = model(IDS, cache=cache)
    return logits.astype(mx.float32), str(logits.dtype).split(".")[-1], str(cache[-1].state[0].dtype).split(".")[-1]


mx.random.seed(0)
base = Model(ModelArgs(**SHAPE))
base.set_dtype(mx.bfloat16)
save("base/model.safetensors", dict(tree_flatten(base.parameters())))
Path("base/config.json").write_text(json.dumps(SHAPE | {"torch_dtype": "bfloat16"}))
PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.WordLevel({f"w{i}": i for i in range(100)}, unk_token="w0")), eos_token="w2",
                        unk_token="w0").save_pretrained("base")
print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("mlx-lm", "mlx", "transformers")))
seen = {}
for kind in ("lora", "dora"):
    mx.random.seed(1)
    linear_to_lora_layers(base := mlx_lm.load("base")[0], 2, ADAPTER, use_dora=kind == "dora")
    # Stands for training.
    save(f"{kind}/adapters.safetensors", {name: value + 0.3 * mx.random.normal(value.shape) if name.endswith("lora_b") else value
                                          for name, value in tree_flatten(base.parameters()) if name.endswith(("lora_a", "lora_b", ".m"))})
    Path(f"{kind}/adapter_config.json").write_text(json.dumps({"fine_tune_type": kind, "num_layers": 2, "lora_parameters": ADAPTER}))
    beside = mlx_lm.load("base", adapter_path=kind)[0]
    sys.argv = ["fuse", "--model", "base", "--adapter-path", kind, "--save-path", f"fused-{kind}"]
    with contextlib.redirect_stdout(io.StringIO()):
        fuse.main()
    fused = mlx_lm.load(f"fused-{kind}")[0]
    wanted, wanted_type, _ = answer(beside)
    found, found_type, cached = answer(fused)
    off = mx.abs(found - wanted).max().item() / mx.abs(wanted).max().item()
    grown = size(f"fused-{kind}") / size("base")
    says = json.loads(Path(f"fused-{kind}/config.json").read_text()).get("torch_dtype")
    print(f"{kind}: beside its base it answers in {wanted_type}; fused in {found_type}, and caches {cached}; weights {', '.join(types(fused))}; "
          f"file {grown:.2f} times the base's; config.json says {says}; logits off by {off:.1e} of the largest")
    assert wanted_type == "bfloat16" and off < 0.05 and says == "bfloat16", "fusing kept the answers"
    if kind == "lora":
        assert (found_type, cached, types(fused)) == ("bfloat16", "bfloat16", ["bfloat16"]) and abs(grown - 1) < 0.01, "LoRA kept the type"
    else:
        assert (found_type, cached) == ("float32", "float32") and types(fused) == ["bfloat16", "float32"] and grown > 1.5, "DoRA keeps the type now"
        fused.set_dtype(mx.bfloat16)
        by_hand, by_hand_type, by_hand_cached = answer(fused)
        off = mx.abs(by_hand - wanted).max().item() / mx.abs(wanted).max().item()
        print(f"  cast by hand: {by_hand_type}, caches {by_hand_cached}, off by {off:.1e}")
        assert (by_hand_type, by_hand_cached) == ("bfloat16", "bfloat16"), "cast, it was as the base"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages \
    mlx==0.32.4 mlx-cpu==0.32.4 mlx-lm==0.32.2
OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 PYTHONPATH="$folder/packages" "$python" -W ignore probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
