#!/usr/bin/env bash
# Guess, written down before the run: an adapter of HRA starts as the base model, with apply_GS as without it, so long as r is even. Its configuration asks for
# no more, and init_weights=True is the default initialization: each vector comes twice, so that a pair's two reflections cancel.
#
# Seen with peft 0.21.2: without apply_GS the logits are the base's. With it they are off by tenths, and others again in float64 from the same vectors. For
# Gram-Schmidt takes from the second vector of a pair its part along the first, which is all of it: what is left is rounding, 1e-7 of it (1e-16 in float64),
# and that is brought to length 1 and reflected along. So half of the reflections have random directions, and the gradient goes through the division: its
# norm is 1e7 in float32 and 1e17 in float64 where it is 3 without apply_GS. Clipped to 1, as transformers' Trainer does by default, nothing of it is left for
# the classifier's head. No warning is given. With init_weights=False no vector comes twice and the gradient is ordinary, but that start is not the base's,
# either. It matters to who trains HRA with orthogonal vectors: training begins at another model than the pretrained one, which depends on how sums are rounded.
#
# Fails once apply_GS starts as the base model. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
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
from peft import HRAConfig, get_peft_model
from torch.nn.utils import clip_grad_norm_
from transformers import BertConfig, BertForSequenceClassification

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
IDS, LABELS = torch.tensor([[1, 5, 6, 7, 2], [1, 9, 8, 7, 2]]), torch.tensor([0, 1])


def base(precision):
    torch.manual_seed(0)
    return BertForSequenceClassification(BertConfig(
        vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=20, num_labels=2,
        initializer_range=0.2)).to(precision).eval()


def norm(parameters):
    return torch.cat([parameter.grad.flatten() for parameter in parameters]).norm().item()


def started(precision, apply_GS, init_weights=True):
    torch.manual_seed(1)
    model = get_peft_model(base(precision), HRAConfig(
        r=8, apply_GS=apply_GS, init_weights=init_weights, task_type="SEQ_CLS", target_modules=["query", "value"])).to(precision).eval()
    output = model(input_ids=IDS, labels=LABELS)
    output.loss.backward()
    adapter = [parameter for name, parameter in model.named_parameters() if "hra_u" in name]
    head = [parameter for name, parameter in model.named_parameters() if "modules_to_save" in name and "weight" in name]
    gradient = norm(adapter)
    clip_grad_norm_(model.parameters(), 1.0)
    return output.logits.detach(), gradient, norm(head), adapter[0].detach()


print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
seen = {}
for precision in (torch.float32, torch.float64):
    of_base = base(precision)(IDS).logits.detach()
    for apply_GS in (False, True):
        logits, gradient, head, vectors = seen[precision, apply_GS] = started(precision, apply_GS)
        away = (logits - of_base).abs().max().item()
        print(f"{str(precision)[6:]}, apply_GS={apply_GS}: logits off the base's by {away:.0e}, the adapter's gradient {gradient:.0e}, "
              f"the head's once clipped {head:.0e}")
        if apply_GS:
            assert away > 0.1 and gradient > 1e5 and head < 1e-4, "apply_GS starts as the base model, or has an ordinary gradient"
        else:
            assert away < 1e-5 and gradient < 100 and head > 1e-2, "without apply_GS it was the base model"
    # By hand: what Gram-Schmidt leaves of the second vector of each pair, the first pair's.
    first, second = vectors[:, 0], vectors[:, 1]
    assert torch.equal(first, second), "a pair was one vector twice"
    along = first / first.norm()
    left = (second - (along @ second) * along).norm() / second.norm()
    print(f"{str(precision)[6:]}: of the pair's second vector {left.item():.0e} is left")
    assert left < 1e-6, "rounding was left"

apart = (seen[torch.float32, True][0] - seen[torch.float64, True][0]).abs().max().item()
vectors_apart = (seen[torch.float32, True][3] - seen[torch.float64, True][3]).abs().max().item()
print(f"apply_GS in float32 and in float64: vectors apart by {vectors_apart:.0e}, logits by {apart:.1f}")
assert vectors_apart == 0 and apart > 0.05, "the same vectors gave other models"
logits, gradient, _, _ = started(torch.float32, True, init_weights=False)
away = (logits - base(torch.float32)(IDS).logits).abs().max().item()
print(f"apply_GS without init_weights: logits off the base's by {away:.0e}, the adapter's gradient {gradient:.0e}")
assert gradient < 100 and away > 0.1, "vectors that differ had an ordinary gradient, and not the base model"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
