#!/usr/bin/env bash
# Guess, written down before the run: in AdapterHub's adapters DoRA does what its paper says and what LoRA does there: merge_adapter gives the
# logits of the active adapter, and reset_adapter brings the base model's back. A bias stays outside, and alpha over r scales the change.
#
# Seen with adapters 1.3.0, the first release with DoRA, on a BERT classifier: so it is for LoRA. For DoRA three things are otherwise, in silence:
# - The active adapter scales the layer's bias with the magnitudes, too. The merged one does not, nor does the paper.
# - Where alpha is not r, merging forgets it, and the active adapter divides by the norm of a sum without it. So merged it is another model, and
#   neither is the paper's. By default alpha is r.
# - reset_adapter leaves the merged weights where they are. With the adapter off these answer in the base's place; with it on, it is applied twice.
# It matters to who merges for speed or export, and to who resets before the next task: logits are off by hundredths to tenths, and after a reset
# the base model is the merged one.
#
# Fails once one of the three is mended. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import adapters
import torch
import transformers
from adapters import BertAdapterModel, LoRAConfig
from torch.nn.functional import cross_entropy, linear
from transformers import BertConfig

transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
RANK = 4
IDS = torch.tensor([[2, 5, 6, 7, 3], [2, 9, 8, 4, 3]])
LABELS = torch.tensor([0, 1])


def base(bias):
    torch.manual_seed(0)
    model = BertAdapterModel(BertConfig(
        vocab_size=30, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, max_position_embeddings=16,
        initializer_range=0.3))
    if bias:
        for name, parameter in model.named_parameters():
            if name.endswith("self.query.bias") or name.endswith("self.value.bias"):
                parameter.data.normal_(0, 0.5)
    model.add_classification_head("task", num_labels=2)
    return model.eval()


@torch.no_grad()
def logits(model):
    return model(input_ids=IDS).logits


def apart(one, other):
    return (one - other).abs().max().item()


@torch.no_grad()
def off_paper(model):
    """How far a layer's output is from the paper's, with alpha over r in both places and the bias outside."""
    layer = model.base_model.encoder.layer[0].attention.self.query
    adapter = layer.loras["task"]
    seen = []
    hook = layer.register_forward_hook(lambda layer, given, output: seen.append((given[0], output)))
    model(input_ids=IDS)
    hook.remove()
    inputs, output = seen[0]
    weight = layer.weight + adapter.lora_alpha / adapter.r * adapter.lora_B @ adapter.lora_A
    if adapter.use_dora:
        weight = adapter.m.weight * weight / weight.norm(dim=1, keepdim=True)
    return apart(linear(inputs, weight, layer.bias), output)


def trained(bias, alpha, dora):
    model = base(bias)
    model.add_adapter("task", config=LoRAConfig(r=RANK, alpha=alpha, use_dora=dora))
    model.train_adapter("task")
    optimizer = torch.optim.AdamW([parameter for name, parameter in model.named_parameters() if ".loras." in name], lr=0.03)
    for _ in range(30):
        loss = cross_entropy(model(input_ids=IDS).logits, LABELS)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


print(f"adapters {adapters.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
for dora in (False, True):
    for bias, alpha in ((False, RANK), (True, RANK), (False, 4 * RANK)):
        before = logits(base(bias))
        model = trained(bias, alpha, dora)
        active, layer_off = logits(model), off_paper(model)
        model.merge_adapter("task")
        merged = apart(logits(model), active)
        model.reset_adapter()
        again = apart(logits(model), active)
        model.set_active_adapters(None)
        off = apart(logits(model), before)
        moved = apart(active, before)
        method, biases = "DoRA" if dora else "LoRA", "with" if bias else "without"
        print(f"  {method}, {biases} biases, alpha {alpha}, r {RANK}: logits move by {moved:.2f}; a layer is {layer_off:.0e} off the paper's")
        print(f"    off once merged {merged:.0e}; after reset_adapter {again:.0e} with the adapter on, {off:.0e} from the base's with it off")
        assert moved > 0.3, "the adapter changes nothing"
        plain = not bias and alpha == RANK
        if not dora or plain:
            assert max(merged, layer_off) < 1e-5, "it merged to the same logits, and the layer was the paper's"
        else:
            assert min(merged, layer_off) > 1e-3, "it now merges to the same logits, or the layer is the paper's"
        if dora:
            assert min(again, off) > 0.01, "it now resets"
        else:
            assert max(again, off) < 1e-5, "it resets"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages \
    adapters==1.3.0 transformers==4.57.6 tokenizers==0.22.2 huggingface_hub==0.36.2
OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 PYTHONPATH="$folder/packages" "$python" -W ignore probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
