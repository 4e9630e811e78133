#!/usr/bin/env bash
# Guess, written down before the run: a network of LyCORIS gives the same outputs merged into the weights (merge_to) as applied beside them
# (apply_to), whatever the algorithm: the file's alpha over its rank scales the change once either way.
#
# Seen with lycoris-lora 4.1.3, and 3.4.0 before it: so it is for LoRA. For LoHa, and for LoKr with a low-rank part, it is so only where alpha is
# the rank: they scale their change once where it is applied, and twice where it is merged. With the default alpha and rank, 1 and 4, a quarter of
# what was trained is merged. Nothing is said. PEFT's LoHa and LoKr, given the same arrays, agree with the network as applied, merged or not.
# It matters to who hands on a merged checkpoint: the adapter was fine in every preview, and is almost gone in the file.
#
# Fails once one of the two merges to its own outputs. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import copy
import importlib.metadata
import logging

import peft
import torch
from lycoris import create_lycoris
from torch import nn

logging.disable(logging.WARNING)
torch.set_num_threads(1)
RANK = 4
INPUTS = torch.randn(64, 24, generator=torch.Generator().manual_seed(1))
TARGETS = torch.randn(64, 16, generator=torch.Generator().manual_seed(2))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(24, 32)
        self.second = nn.Linear(32, 16)

    def forward(self, inputs):
        return self.second(torch.tanh(self.first(inputs)))


def base():
    torch.manual_seed(0)
    return Net().requires_grad_(False)


def in_peft(algorithm, network, alpha):
    common = dict(r=RANK, alpha=alpha, target_modules=["first", "second"])
    config = peft.LoHaConfig(**common) if algorithm == "loha" else peft.LoKrConfig(decompose_factor=2, **common)
    model = peft.get_peft_model(base(), config).eval()
    for part in network.loras:
        layer = model.get_submodule("base_model.model." + part.lora_name.removeprefix("lycoris_"))
        for name, array in part.named_parameters():
            theirs = getattr(layer, name)["default"]
            assert theirs.shape == array.shape, "PEFT lays the array out otherwise"
            theirs.data.copy_(array.data)
    return model


print(f"lycoris-lora {importlib.metadata.version('lycoris-lora')}, peft {peft.__version__}, PyTorch {torch.__version__.split('+')[0]}")
for algorithm in ("lora", "lokr", "loha"):
    for alpha in (RANK, 1):
        torch.manual_seed(3)
        applied = base()
        network = create_lycoris(applied, 1.0, linear_dim=RANK, linear_alpha=alpha, algo=algorithm, factor=2)
        network.apply_to()
        optimizer = torch.optim.AdamW(network.parameters(), lr=0.02)
        for _ in range(50):
            loss = nn.functional.mse_loss(applied(INPUTS), TARGETS)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            outputs = applied(INPUTS)
        moved = (outputs - base()(INPUTS)).abs().max().item()
        network.restore()
        network.merge_to(1.0)
        with torch.no_grad():
            off = (applied(INPUTS) - outputs).abs().max().item()
        print(f"  {algorithm}, alpha {alpha}: outputs that training moves by {moved:.2f} are off by {off:.0e} once merged")
        assert moved > 0.3, "the network changes nothing"
        if algorithm == "lora":
            assert off < 1e-5, "it merged to the same outputs"
            continue
        model = in_peft(algorithm, network, alpha)
        with torch.no_grad():
            read, of_merged = model(INPUTS), copy.deepcopy(model).merge_and_unload()(INPUTS)
        agree, agree_merged = (read - outputs).abs().max().item(), (of_merged - outputs).abs().max().item()
        changes = [(getattr(applied, part).weight - getattr(base(), part).weight).norm() for part in ("first", "second")]
        wanted = [model.get_submodule("base_model.model." + part).get_delta_weight("default").norm() for part in ("first", "second")]
        shares = [(change / want).item() for change, want in zip(changes, wanted)]
        print(f"    PEFT is off by {agree:.0e}, merged by {agree_merged:.0e}; LyCORIS merged {shares[0]:.3f} and {shares[1]:.3f} of its changes")
        assert max(agree, agree_merged) < 1e-5, "PEFT agreed"
        assert all(abs(share - alpha / RANK) < 1e-3 for share in shares), "the share was alpha over rank"
        if alpha == RANK:
            assert off < 1e-5, "it merged to the same outputs"
        else:
            assert off > 0.1, "it now merges to the same outputs"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 einops==0.8.2 toml==0.10.2
for version in 3.4.0 4.1.3; do
    "$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target "lycoris-$version" "lycoris-lora==$version"
    OMP_NUM_THREADS=1 PYTHONPATH="$folder/lycoris-$version:$folder/packages" "$python" -W ignore probe.py 2>log || { tail -5 log; exit 1; }
done
echo "as written above"
