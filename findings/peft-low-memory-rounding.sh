#!/usr/bin/env bash
# Guess, written down before the run: low_cpu_mem_usage=True saves memory and time when an adapter is loaded, and changes nothing else: on a base in
# bfloat16 the adapter's float32 tensors are loaded as they are in the file, as without it.
#
# Seen with peft 0.21.2: they are float32 either way, but with low_cpu_mem_usage their values have been rounded to the base's type. They are cast to it with
# the move to its device, and back to float32 afterwards. So nearly all change, by up to 2^-9 of themselves in bfloat16, and in float16 those below 3e-8
# become zero. Saved again, the adapter is another file. Nothing is said. It is so for LoRA, DoRA, VeRA, (IA)3, LoHa, LoKr, OFT, HRA and MiSS.
#
# Fails once the tensors are the file's. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import warnings

import peft
import torch
import transformers
from peft import PeftModel, get_peft_model
from safetensors.torch import load_file
from transformers import BertConfig, BertForSequenceClassification

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
COMMON = dict(task_type="SEQ_CLS", target_modules=["query", "value"])
METHODS = {
    "LoRA": peft.LoraConfig(r=4, **COMMON), "DoRA": peft.LoraConfig(r=4, use_dora=True, **COMMON),
    "VeRA": peft.VeraConfig(r=4, save_projection=False, **COMMON),
    "IA3": peft.IA3Config(feedforward_modules=[], **COMMON), "LoHa": peft.LoHaConfig(r=4, **COMMON), "LoKr": peft.LoKrConfig(r=4, **COMMON),
    "OFT": peft.OFTConfig(r=0, oft_block_size=4, **COMMON), "HRA": peft.HRAConfig(r=4, **COMMON), "MiSS": peft.MissConfig(r=4, **COMMON)}


def base(kind):
    torch.manual_seed(0)
    return BertForSequenceClassification(BertConfig(
        vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=20, num_labels=2,
        initializer_range=0.2)).to(kind).eval()


def tensors(path):
    return {key: value for key, value in load_file(f"{path}/adapter_model.safetensors").items() if "classifier" not in key}


print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
for kind in (torch.float32, torch.bfloat16, torch.float16):
    for method, config in METHODS.items():
        torch.manual_seed(1)
        model = get_peft_model(base(kind), config)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if parameter.requires_grad and "classifier" not in name:
                    parameter.add_(torch.randn_like(parameter) * torch.logspace(-9, -1, parameter.numel()).view_as(parameter))
        model.save_pretrained("saved")
        file = tensors("saved")
        assert {value.dtype for value in file.values()} == {torch.float32}, "the file was float32"
        shares = {}
        for low in (False, True):
            PeftModel.from_pretrained(base(kind), "saved", low_cpu_mem_usage=low).save_pretrained("again")
            again = tensors("again")
            assert again.keys() == file.keys() and {value.dtype for value in again.values()} == {torch.float32}, "it was float32 when loaded"
            shares[low] = sum((again[key] != file[key]).sum().item() for key in file) / sum(value.numel() for value in file.values())
            expected = kind if low else torch.float32
            assert all(torch.equal(again[key], file[key].to(expected).float()) for key in file), "low_cpu_mem_usage rounded to the base's type, and it alone"
        print(f"{method} on a base in {str(kind)[6:]}: {shares[False]:.0%} of the values changed by loading, {shares[True]:.0%} with low_cpu_mem_usage")
        assert shares[False] == 0 and (shares[True] > 0.5) == (kind != torch.float32), "values are now loaded as they are"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
