#!/usr/bin/env bash
# Guess, written down before the run: an adapter of FRoD that PEFT saved gives the same logits wherever it is loaded, to rounding. By default it keeps its shared
# projection V in the file (save_projection), which "makes sure" that it does not depend on how V is made.
#
# Seen with peft 0.21.2: loaded by a process with as many threads as the one that saved it, it is the same to the last bit. With one thread when saved and two when
# loaded, logits that training had moved by 8 are off by tenths, without a warning. And the file that holds V is further off than one without it: U of each layer
# is computed at loading, before the file's V is there, from a V made anew, whose singular vectors (LAPACK's, by number of threads) are others; then the file's V stands
# beside a U that is not its own. PSOFT, which makes its factors anew as well, is off by rounding alone.
#
# Fails once two threads give what one gave. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import sys
import warnings

import peft
import torch
import transformers
from peft import FrodConfig, PeftModel, PsoftConfig, get_peft_model
from transformers import BertConfig, BertForSequenceClassification

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
IDS, COMMON = torch.arange(5, 25)[None], dict(task_type="SEQ_CLS", target_modules=["query", "value"])
CASES = {
    "FRoD": FrodConfig(progressbar=False, **COMMON), "FRoD without its projection": FrodConfig(progressbar=False, save_projection=False, **COMMON),
    "PSOFT": PsoftConfig(r=16, **COMMON)}


def base():
    torch.manual_seed(0)
    return BertForSequenceClassification(BertConfig(
        vocab_size=200, hidden_size=256, num_hidden_layers=2, num_attention_heads=4, intermediate_size=512, max_position_embeddings=40, num_labels=2,
        initializer_range=0.05)).eval()


def save(name, path):
    model = get_peft_model(base(), CASES[name]).eval()
    before = model(IDS).logits.detach()
    optimizer = torch.optim.AdamW([parameter for parameter in model.parameters() if parameter.requires_grad], lr=1e-2)
    for _ in range(20):
        loss = model(input_ids=IDS, labels=torch.tensor([1])).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.save_pretrained(path)
    torch.save((before, model(IDS).logits.detach()), f"{path}.pt")


def compare(name, path, threads):
    before, after = torch.load(f"{path}.pt")
    found = PeftModel.from_pretrained(base(), path).eval()(IDS).logits
    moved, off = (after - before).abs().max().item(), (found - after).abs().max().item()
    print(f"{name}, saved on 1 thread, loaded on {threads}: off by {off:.1e} of {moved:.1f}")
    if threads == 1 or name == "PSOFT":
        assert off < 1e-4, "the same number of threads, or PSOFT, was the same"
    else:
        assert off > 1e-3, "two threads now give what one gave"


action, number, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
name = list(CASES)[number]
if action == "save":
    save(name, f"adapter{number}")
else:
    if number == 0 and threads == 1:
        print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
    compare(name, f"adapter{number}", threads)
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
export PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1
for case in 0 1 2; do
    "$python" probe.py save "$case" 1 2>log || { tail -5 log; exit 1; }
    for threads in 1 2; do
        "$python" probe.py compare "$case" "$threads" 2>log || { tail -5 log; exit 1; }
    done
done
echo "as written above"
