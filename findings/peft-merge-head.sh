#!/usr/bin/env bash
# Guess, written down before the run: in PEFT merge_and_unload of a sequence classifier works for every method that merges, whatever the head is: the head is
# no adapter's business, it is trained whole and kept by modules_to_save.
#
# Seen with peft 0.21.2 and transformers 5.24.0: BERT's classifier, whose head is one linear layer, merges under all 22 methods tried, to the same logits. RoBERTa's
# and ELECTRA's, whose heads are modules of several layers, merge under LoRA, DoRA and AdaLoRA alone. VeRA, (IA)³, LoHa, LoKr, OFT, BOFT, HRA, FourierFT, WaveFT, PSOFT,
# RandLoRA, DeLoRA, TinyLoRA, Uni-LoRA, C3A, MiSS, VB-LoRA, SHiRA and GraLoRA end in "AttributeError: '…ClassificationHead' object has no attribute 'weight'".
#
# Fails once that is otherwise. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
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
from transformers import AutoConfig, AutoModelForSequenceClassification

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
IDS = torch.tensor([[0, 5, 6, 7, 2]])
SHAPE = dict(
    vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=20, num_labels=2)
COMMON = dict(task_type="SEQ_CLS", target_modules=["query", "value"])
METHODS = {
    "LoRA": lambda: peft.LoraConfig(r=4, **COMMON),
    "DoRA": lambda: peft.LoraConfig(r=4, use_dora=True, **COMMON),
    "AdaLoRA": lambda: peft.AdaLoraConfig(init_r=4, target_r=2, total_step=10, **COMMON),
    "VeRA": lambda: peft.VeraConfig(r=4, **COMMON),
    "(IA)3": lambda: peft.IA3Config(feedforward_modules=[], **COMMON),
    "LoHa": lambda: peft.LoHaConfig(r=4, **COMMON),
    "LoKr": lambda: peft.LoKrConfig(r=4, **COMMON),
    "OFT": lambda: peft.OFTConfig(r=0, oft_block_size=4, **COMMON),
    "BOFT": lambda: peft.BOFTConfig(boft_block_size=4, **COMMON),
    "HRA": lambda: peft.HRAConfig(r=4, **COMMON),
    "FourierFT": lambda: peft.FourierFTConfig(n_frequency=10, **COMMON),
    "WaveFT": lambda: peft.WaveFTConfig(n_frequency=10, **COMMON),
    "PSOFT": lambda: peft.PsoftConfig(r=4, **COMMON),
    "RandLoRA": lambda: peft.RandLoraConfig(r=4, **COMMON),
    "DeLoRA": lambda: peft.DeloraConfig(r=4, **COMMON),
    "TinyLoRA": lambda: peft.TinyLoraConfig(r=4, **COMMON),
    "Uni-LoRA": lambda: peft.UniLoraConfig(r=4, **COMMON),
    "C3A": lambda: peft.C3AConfig(block_size=4, **COMMON),
    "MiSS": lambda: peft.MissConfig(r=4, **COMMON),
    "VB-LoRA": lambda: peft.VBLoRAConfig(r=4, num_vectors=20, vector_length=4, topk=2, **COMMON),
    "SHiRA": lambda: peft.ShiraConfig(r=4, **COMMON),
    "GraLoRA": lambda: peft.GraloraConfig(r=4, **COMMON),
}


def outcome(kind, method):
    torch.manual_seed(0)
    model = AutoModelForSequenceClassification.from_config(AutoConfig.for_model(kind, **SHAPE)).eval()
    model = peft.get_peft_model(model, METHODS[method]()).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.1 * torch.randn_like(parameter))
        with model.disable_adapter():
            without = model(IDS).logits
        adapted = model(IDS).logits
        assert not torch.equal(adapted, without), "the adapter changes nothing"
        try:
            merged = model.merge_and_unload()(IDS).logits
        except AttributeError as error:
            return "no 'weight'" if "ClassificationHead' object has no attribute 'weight'" in str(error) else str(error)
        return "merged" if torch.allclose(merged, adapted, atol=1e-6) else "other logits"


print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
for method in METHODS:
    print(f"{method}: " + ", ".join(f"{kind} {outcome(kind, method)}" for kind in ("bert", "roberta", "electra")))
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log >seen || { tail -5 log; exit 1; }
cat seen

{
    for method in LoRA DoRA AdaLoRA; do echo "$method: bert merged, roberta merged, electra merged"; done
    for method in VeRA "(IA)3" LoHa LoKr OFT BOFT HRA FourierFT WaveFT PSOFT RandLoRA DeLoRA TinyLoRA Uni-LoRA C3A MiSS VB-LoRA SHiRA GraLoRA; do
        echo "$method: bert merged, roberta no 'weight', electra no 'weight'"
    done
} >expected
diff <(tail -n +2 seen) expected && echo "as written above"
