#!/usr/bin/env bash
# Guess, written down before the run: under PEFT's LoRA-FA optimizer (create_lorafa_optimizer) every pair of a LoRA learns by its B, with A left as it began:
# in an embedding as in a linear layer. Its page and its docstring make no exception, and the model counts both parts of an embedding's pair as trainable.
#
# Seen with peft 0.21.2: in a linear layer B starts at zero, and learns. In an embedding it is A that starts at zero (lora_embedding_A, a column for each token),
# and LoRA-FA steps B alone. B's gradient is a product with A, so it is zero too, and stays so: after 50 steps both are what they were to the last bit, and the
# change to the embedding is zero. A has a gradient, still requires one, stands in the optimizer, and is passed over. Nothing is said. Where the embedding is
# the one target, the loss does not move at all; beside other layers the loss falls, and only a look at the file shows it. AdamW, LoRA+ and the
# Riemannian optimizer train the same pair. With init_lora_weights=False, whose A is not zero, LoRA-FA trains an embedding's B as it does a layer's.
# It matters to who adapts an embedding for new tokens or another language: they learn nothing.
#
# Fails once LoRA-FA trains an embedding that starts by default. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
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
from peft import LoraConfig, get_peft_model
from peft.optimizers import create_lorafa_optimizer, create_loraplus_optimizer, create_riemannian_optimizer
from transformers import BertConfig, BertForSequenceClassification, LlamaConfig, LlamaForCausalLM

transformers.logging.set_verbosity_error()
torch.set_num_threads(1)
torch.manual_seed(0)
IDS = torch.randint(3, 50, (16, 8))
RATE, RANK, ALPHA, STEPS = 1e-2, 4, 8, 50
OPTIMIZERS = {
    "AdamW": lambda model: torch.optim.AdamW([value for value in model.parameters() if value.requires_grad], lr=RATE),
    "LoRA+": lambda model: create_loraplus_optimizer(model, torch.optim.AdamW, lr=RATE, loraplus_lr_ratio=16, loraplus_lr_embedding=RATE),
    "Riemannian": lambda model: create_riemannian_optimizer(model, torch.optim.AdamW, lr=RATE),
    "LoRA-FA": lambda model: create_lorafa_optimizer(model, r=RANK, lora_alpha=ALPHA, lr=RATE)}


def bert():
    torch.manual_seed(0)
    return BertForSequenceClassification(BertConfig(
        vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=20, num_labels=2,
        initializer_range=0.2)), "word_embeddings", ["query", "value"], "SEQ_CLS", torch.arange(16) % 2


def llama():
    torch.manual_seed(0)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=64, max_position_embeddings=32,
        initializer_range=0.2, tie_word_embeddings=False)), "embed_tokens", ["q_proj", "v_proj"], "CAUSAL_LM", IDS


def trained(make, optimizer, others=True, init_lora_weights=True):
    """The losses, and how far the embedding's A and B, a linear layer's B and the embedding's change have moved; A's first gradient; what was warned of."""
    base, embedding, layers, task, labels = make()
    torch.manual_seed(1)
    config = LoraConfig(
        r=RANK, lora_alpha=ALPHA, init_lora_weights=init_lora_weights, task_type=task, target_modules=[embedding] + (layers if others else []))
    model = get_peft_model(base, config).eval()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        steps = OPTIMIZERS[optimizer](model)
        named = {name: value for name, value in model.named_parameters() if value.requires_grad}
        assert any("lora_embedding_A" in name for name in named) and any("lora_embedding_B" in name for name in named), "both counted as trainable"
        assert {id(value) for value in named.values()} <= {id(value) for group in steps.param_groups for value in group["params"]}, "both given to it"
        begun = {name: value.detach().clone() for name, value in named.items()}
        layer = next(module for name, module in model.named_modules() if name.endswith(embedding))
        delta = layer.get_delta_weight("default").detach().clone()
        losses, gradient = [], None
        for _ in range(STEPS):
            loss = model(input_ids=IDS, labels=labels).loss
            losses.append(loss.item())
            steps.zero_grad()
            loss.backward()
            gradient = gradient or layer.lora_embedding_A["default"].grad.norm().item()
            steps.step()
    moved = {part: max([(value - begun[name]).abs().max().item() for name, value in named.items() if part in name], default=None)
             for part in ("lora_embedding_A", "lora_embedding_B", "lora_B")}
    moved["change"] = (layer.get_delta_weight("default") - delta).abs().max().item()
    return losses, moved, gradient, [str(warning.message) for warning in told]


print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")
for make in (bert, llama):
    for optimizer in OPTIMIZERS:
        losses, moved, gradient, told = trained(make, optimizer)
        print(f"{make.__name__}, {optimizer}: loss {losses[0]:.2f} to {losses[-1]:.2f}; A of the embedding moved by {moved['lora_embedding_A']:.2f}, B by "
              f"{moved['lora_embedding_B']:.2f}, its change by {moved['change']:.2f}; B of the layers by {moved['lora_B']:.2f}; A's first gradient {gradient:.1f}")
        assert gradient > 0.1 and moved["lora_B"] > 0.1 and losses[-1] < 0.9 * losses[0], "A had a gradient, and the layers learned"
        if optimizer == "LoRA-FA":
            assert moved["lora_embedding_A"] == moved["lora_embedding_B"] == moved["change"] == 0, "LoRA-FA now trains an embedding"
            assert not any("embedding" in text.lower() for text in told), "it now warns of embeddings"
        else:
            assert moved["change"] > 0.1, "the others trained the embedding"

for optimizer in ("AdamW", "LoRA-FA"):
    losses, moved, gradient, told = trained(llama, optimizer, others=False)
    print(f"llama, the embedding alone, {optimizer}: loss {losses[0]:.4f} to {losses[-1]:.4f}, its change moved by {moved['change']:.2f}; {len(told)} warnings")
    if optimizer == "LoRA-FA":
        assert len(set(losses)) == 1 and moved["change"] == 0, "the loss moves now"
    else:
        assert losses[-1] < 0.9 * losses[0], "AdamW trained the embedding alone"

# Where A is not zero at the start, LoRA-FA trains an embedding, too.
losses, moved, gradient, told = trained(llama, "LoRA-FA", others=False, init_lora_weights=False)
print(f"llama, the embedding alone, LoRA-FA, A random: loss {losses[0]:.2f} to {losses[-1]:.2f}; A moved by {moved['lora_embedding_A']:.2f}, "
      f"B by {moved['lora_embedding_B']:.2f}")
assert moved["lora_embedding_A"] == 0 and moved["lora_embedding_B"] > 0.1 and losses[-1] < 0.95 * losses[0], "B learned, with A as it was"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
