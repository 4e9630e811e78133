#!/usr/bin/env bash
# Guess, written down before the run: DeLoRA starts as the base model, and the first step of an optimizer moves it in proportion to the learning rate, as with
# LoRA. Its page has it avoid "catastrophic shifts in the adapted weights", and asks for a learning rate 10 to 100 times LoRA's.
#
# Seen with peft 0.21.2: it starts as the base model, but the first step is the same for any learning rate of AdamW from 1e-5 to 1e-2: the change of a weight is
# then half as long as the weight, logits that were up to 4 move by 8, and the loss, on rows that the base had learned, goes from 0.0004 to 0.16. With LoRA the
# step moves them by 0.003 at 1e-4 and by 0.03 at 1e-3, and the loss stays. For each column of B is divided by its own length, or by 1e-4 where it is shorter.
# B starts at zero; one step of Adam makes each of its numbers about the learning rate, so that a column is past 1e-4 at once (at width 128 from 9e-6 on, at 768
# from 4e-6), and what is left of it is a direction, at the full strength of lambda. Only below that does the learning rate count. A warm-up over 100 steps to 1e-3
# does not soften it: its first step above zero is at 1e-5, a whole one already. With init_weights=False, where B starts at random, the step grows with
# the learning rate; but that start is not the base's. It matters to who goes on from a trained model with few steps, or lowers the learning rate to be careful.
#
# Fails once the first step grows with the learning rate. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
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
from peft import DeloraConfig, LoraConfig, get_peft_model
from transformers import BertConfig, BertForSequenceClassification, get_linear_schedule_with_warmup

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
torch.manual_seed(3)
IDS = torch.randint(3, 50, (256, 8))
IDS[:, 0] = 2
LABELS = ((IDS[:, 1:] > 26).sum(1) > 3).long()
COMMON = dict(r=8, target_modules=["query", "value"])
METHODS = {"LoRA": LoraConfig(lora_alpha=16, **COMMON), "DeLoRA": DeloraConfig(**COMMON), "DeLoRA, B random": DeloraConfig(init_weights=False, **COMMON)}


def fresh():
    torch.manual_seed(0)
    return BertForSequenceClassification(BertConfig(
        vocab_size=50, hidden_size=128, num_hidden_layers=2, num_attention_heads=4, intermediate_size=256, max_position_embeddings=20, num_labels=2)).eval()


# A base that has learned its rows.
model = fresh()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for _ in range(60):
    loss = model(input_ids=IDS, labels=LABELS).loss
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
learned = model.state_dict()


def adapted(method, rate):
    base = fresh()
    base.load_state_dict(learned)
    torch.manual_seed(1)
    model = get_peft_model(base, METHODS[method]).eval()
    return model, torch.optim.AdamW([value for value in model.parameters() if value.requires_grad], lr=rate, weight_decay=0)


def first_step(method, rate):
    """How far one step moves the logits, the two losses, the rows still right, and a layer's change with its length beside the weight's."""
    model, optimizer = adapted(method, rate)
    before = model(input_ids=IDS, labels=LABELS)
    before.loss.backward()
    optimizer.step()
    with torch.no_grad():
        after = model(input_ids=IDS, labels=LABELS)
        layer = model.base_model.model.bert.encoder.layer[0].attention.self.value
        delta = layer.get_delta_weight("default")
        share = (delta.norm() / layer.get_base_layer().weight.norm()).item()
    moved = (after.logits - before.logits).abs().max().item()
    right = (after.logits.argmax(-1) == LABELS).sum().item()
    return before.logits.detach(), moved, before.loss.item(), after.loss.item(), right, delta, share, layer


print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
with torch.no_grad():
    of_base = model(input_ids=IDS).logits
seen = {}
for method in METHODS:
    for rate in (1e-6, 1e-5, 1e-4, 1e-3, 1e-2):
        start, moved, loss, after, right, delta, share, layer = seen[method, rate] = first_step(method, rate)
        print(f"{method} at {rate:.0e}: logits moved by {moved:.1e} (the base's up to {of_base.abs().max():.1f}), loss {loss:.4f} to {after:.4f}, "
              f"{right} of 256 rows right; the change is {share:.0e} of the weight")
        assert method == "DeLoRA, B random" or (start - of_base).abs().max() < 1e-4, "it started as the base model"
moves = {key: value[1] for key, value in seen.items()}
assert all(abs(moves["LoRA", rate] / rate / (moves["LoRA", 1e-4] / 1e-4) - 1) < 0.5 for rate in (1e-5, 1e-3)), "LoRA's step grew with the learning rate"
assert all(abs(moves["DeLoRA", rate] / moves["DeLoRA", 1e-3] - 1) < 0.1 for rate in (1e-5, 1e-4, 1e-2)), "DeLoRA's step now grows with the learning rate"
assert moves["DeLoRA", 1e-6] < 0.1 * moves["DeLoRA", 1e-5], "below 1e-5 it grew"
assert all(seen["DeLoRA", rate][3] > 10 * seen["LoRA", rate][3] and seen["DeLoRA", rate][6] > 0.4 for rate in (1e-4, 1e-3)), "it was a large one"
assert moves["DeLoRA, B random", 1e-5] < 0.1 * moves["DeLoRA, B random", 1e-3], "with B at random it grew"

# By hand: the change that is left once B's columns are directions, and do not say how long they were.
layer, delta = seen["DeLoRA", 1e-4][7], seen["DeLoRA", 1e-3][5]
with torch.no_grad():
    A, B = layer.delora_A["default"], layer.delora_B["default"]
    strength = layer.delora_lambda["default"] / 8
    by_hand = strength * (B / B.norm(dim=0)) @ (A / A.norm(dim=1, keepdim=True)) * layer.get_base_layer().weight.norm(dim=0)
off = ((by_hand - delta).norm() / delta.norm()).item()
print(f"from B as 1e-4 left it, by direction alone: off the change at 1e-3 by {off:.0e} of it; B's first column is {B[:, 0].norm():.0e} long")
assert off < 0.1, "the length of B's columns was of no account"

# With a warm-up over 100 steps to 1e-3.
for method in ("LoRA", "DeLoRA"):
    model, optimizer = adapted(method, 1e-3)
    schedule = get_linear_schedule_with_warmup(optimizer, 100, 1000)
    losses = []
    for _ in range(5):
        loss = model(input_ids=IDS, labels=LABELS).loss
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    print(f"{method}, with a warm-up: losses", *(f"{loss:.4f}" for loss in losses))
    assert (max(losses) > 5 * losses[0]) == (method == "DeLoRA"), "a warm-up softens it now"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
