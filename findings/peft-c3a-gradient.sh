#!/usr/bin/env bash
# Guess, written down before the run: every method of PEFT trains on the gradient of its own loss: what autograd gives is what central differences of the
# loss give. But for DoRA, whose norm is a constant to the gradient, as its paper wants. C3A writes its backward pass by hand.
#
# Seen with peft 0.21.2: C3A's is another. A layer's output and the gradient to its kernel are those of the same layer as one matrix, with its own
# get_delta_weight added; the gradient to its input is not. What goes down through the kernel is a circular correlation, with the conjugate of the incoming
# gradient's spectrum, where the transposed layer is a convolution: off by more than its length, at a cosine of 0.3 to the true one. So only the topmost
# adapted layer learns from its true gradient. While kernels are small, the part through the frozen weights hides it: kernels below are 6 to 8 percent off at
# the start, and off by more than their length once the deltas outweigh the weights. The loss falls all the same, only less far than on the true
# gradient; saved and merged adapters agree, and nothing is said. Written in plain operations, get_delta_weight has the gradient that central differences give.
# It matters to who compares C3A with other adapters, or checks a trainer of his own against PEFT's.
#
# Fails once C3A's gradient to its input is the true one. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
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
from peft import C3AConfig, get_peft_model
from torch import nn
from torch.nn.functional import cosine_similarity, linear, mse_loss

warnings.filterwarnings("ignore")
torch.set_num_threads(1)
FEATURES, BLOCK, DEPTH = 32, 8, 3


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(FEATURES, FEATURES) for _ in range(DEPTH))

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x


def adapted():
    torch.manual_seed(0)
    net = get_peft_model(Net(), C3AConfig(block_size=BLOCK, target_modules=r"layers\.\d"))
    return net, net.base_model.model.layers


def plainly(layer, x):
    """The layer as one matrix, its own delta added: what it computes once merged."""
    base = layer.get_base_layer()
    return linear(x, base.weight + layer.get_delta_weight("default"), base.bias)


def off(found, true):
    return ((found - true).norm() / true.norm()).item()


print(f"peft {peft.__version__}, transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}")

# One layer, its frozen weight zero, so that all goes through the kernel.
layer = adapted()[1][0]
nn.init.zeros_(layer.get_base_layer().weight)
x, toward = torch.randn(4, FEATURES, requires_grad=True), torch.randn(4, FEATURES)
kernel = layer.c3a_kernel["default"]
found_y, true_y = layer(x), plainly(layer, x)
found_x, found_kernel = torch.autograd.grad(found_y, (x, kernel), toward)
true_x, true_kernel = torch.autograd.grad(true_y, (x, kernel), toward)
angle = cosine_similarity(found_x.flatten(), true_x.flatten(), dim=0).item()
print(f"one layer: output off by {off(found_y, true_y):.0e}, gradient to the kernel by {off(found_kernel, true_kernel):.0e}, "
      f"to the input by {off(found_x, true_x):.1f} (cosine {angle:.2f})")
spectrum = torch.fft.fft(toward.reshape(4, -1, BLOCK))


def pulled_back(spectrum):
    return torch.fft.ifft(torch.einsum("xmb,mnb->xnb", spectrum, torch.fft.fft(kernel.detach()))).real.reshape(4, -1) / FEATURES


print(f"by hand: the convolution is off the true gradient by {off(pulled_back(spectrum), true_x):.0e}, "
      f"the correlation off PEFT's by {off(pulled_back(spectrum.conj()), found_x):.0e}")
assert max(off(found_y, true_y), off(found_kernel, true_kernel)) < 1e-5, "output and the kernel's gradient were right"
assert max(off(pulled_back(spectrum), true_x), off(pulled_back(spectrum.conj()), found_x)) < 1e-5, "the formulas were these"
assert off(found_x, true_x) > 0.5, "the gradient to the input is now the true one"

# Three layers, in training by PEFT's gradients, then by the true ones: the kernels' gradients, and the slope along one direction by central differences.
inputs, targets = torch.randn(64, FEATURES), torch.tanh(torch.randn(64, FEATURES))
reached = []
for truly in (False, True):
    net, layers = adapted()
    kernels = [layer.c3a_kernel["default"] for layer in layers]

    def loss_plainly():
        x = inputs
        for layer in layers:
            x = torch.tanh(plainly(layer, x))
        return mse_loss(x, targets)

    optimizer = torch.optim.AdamW(kernels, lr=0.05, weight_decay=0)
    for step in range(301):
        loss = mse_loss(net(inputs), targets)
        found, true = torch.autograd.grad(loss, kernels), torch.autograd.grad(loss_plainly(), kernels)
        if step in (0, 30, 300) and not truly:
            with torch.no_grad():
                direction = torch.randn_like(kernels[0])
                kernels[0].add_(direction, alpha=0.02)
                above = loss_plainly().item()
                kernels[0].add_(direction, alpha=-0.04)
                below = loss_plainly().item()
                kernels[0].add_(direction, alpha=0.02)
            slopes = (above - below) / 0.04, (true[0] * direction).sum().item(), (found[0] * direction).sum().item()
            weighs = max(layer.get_delta_weight("default").norm() / layer.get_base_layer().weight.norm() for layer in layers)
            errors = [off(*pair) for pair in zip(found, true)]
            listed = ", ".join(f"{error:.0e}" for error in errors)
            print(f"step {step}: deltas up to {weighs:.1f} of the weights; gradients off, from the lowest layer, by {listed}; "
                  f"slope at the lowest {slopes[0]:.2e} by differences, {slopes[1]:.2e} plainly, {slopes[2]:.2e} by PEFT")
            assert errors[-1] < 1e-4 and min(errors[:-1]) > 1e-2, "all but the topmost were off"
            assert abs(slopes[0] - slopes[1]) < 1e-5 + 0.02 * abs(slopes[0]), "differences agreed with plain operations"
        for kernel, gradient in zip(kernels, true if truly else found):
            kernel.grad = gradient
        optimizer.step()
    reached.append(loss.item())
print(f"loss after 300 steps: {reached[0]:.3f} by PEFT's gradients, {reached[1]:.3f} by the true ones")
assert reached[0] > reached[1], "the true gradient led further"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages peft==0.21.2 transformers==5.24.0
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
