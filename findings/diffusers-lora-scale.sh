#!/usr/bin/env bash
# Guess, written down before the run: in diffusers an adapter's scale is the user's last word: fuse_lora(lora_scale=0.5) with unfuse_lora after
# it, which is to undo it, leaves the adapter as it was; a scale given to one call holds for that call; and scale 0 is the base model, as
# its pages have said.
#
# Seen with diffusers 0.42.1 and peft 0.21.2, on a small UNet: three times otherwise, in silence.
# - unfuse_lora gives back the weights, but not the scale. The adapter then acts at 0.5, and each further fuse_lora(lora_scale=0.5) halves it
#   again: the second fuses a quarter. set_adapters with weights puts it right.
# - After set_adapters("style", 0.5), one call with scale 0 leaves the adapter at 1. One call with scale 0.7 leaves it at 0.5, as it should.
# - With DoRA, scale 0 is not the base model: the scale is of A and B alone, and the trained magnitudes stay on. disable_lora gives the base.
# It matters to who fuses for speed and changes the strength from picture to picture, and to who compares an adapter with its base by scale 0.
#
# Fails once one of the three is mended. It takes PyTorch from the project's own environment, or from the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import diffusers
import peft
import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from peft import LoraConfig

torch.set_num_threads(1)
generator = torch.Generator().manual_seed(0)
LATENTS = torch.randn(1, 4, 8, 8, generator=generator)
PROMPT = torch.randn(1, 3, 16, generator=generator)


def pipeline():
    torch.manual_seed(1)
    unet = UNet2DConditionModel(
        sample_size=8, block_out_channels=(8, 16), norm_num_groups=4, layers_per_block=1, cross_attention_dim=16, attention_head_dim=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D")).eval()
    return StableDiffusionPipeline(
        vae=None, text_encoder=None, tokenizer=None, unet=unet, scheduler=DDIMScheduler(), safety_checker=None, feature_extractor=None,
        requires_safety_checker=False)


@torch.no_grad()
def noise(pipe, scale=None):
    return pipe.unet(LATENTS, 5, PROMPT, cross_attention_kwargs=None if scale is None else {"scale": scale}).sample


def apart(one, other):
    return (one - other).abs().max().item()


print(f"diffusers {diffusers.__version__}, peft {peft.__version__}, PyTorch {torch.__version__.split('+')[0]}")
base = noise(pipeline())
for dora in (False, True):
    pipe = pipeline()
    pipe.unet.add_adapter(LoraConfig(r=4, lora_alpha=4, target_modules=["to_q", "to_k", "to_v", "to_out.0"], use_dora=dora), adapter_name="style")
    # Stands for training.
    with torch.no_grad():
        for name, parameter in pipe.unet.named_parameters():
            if "lora_B" in name:
                parameter.normal_(0, 0.5)
            if "magnitude" in name:
                parameter.mul_(1.3)
    wanted = {}
    for scale in (0.0, 0.25, 0.5, 1.0):
        pipe.set_adapters("style", scale)
        wanted[scale] = noise(pipe)
    method = "DoRA" if dora else "LoRA"
    moved, zero = apart(wanted[1.0], base), apart(wanted[0.0], base)
    print(f"{method}: moves the output by {moved:.2f}; at scale 0 it is {zero:.0e} from the base's")
    assert moved > 0.1 and min(apart(wanted[0.25], wanted[0.5]), apart(wanted[0.5], wanted[1.0])) > 0.01, "the scales are told apart"

    fused, unfused = [], []
    for _ in range(2):
        pipe.fuse_lora(components=["unet"], lora_scale=0.5)
        fused.append(noise(pipe))
        pipe.unfuse_lora(components=["unet"])
        unfused.append(noise(pipe))
    first, second = apart(fused[0], wanted[0.5]), apart(fused[1], wanted[0.25])
    left, left_again = apart(unfused[0], wanted[0.5]), apart(unfused[1], wanted[0.25])
    one = apart(unfused[0], wanted[1.0])
    print(f"  fused at 0.5 it is {first:.0e} from scale 0.5; unfused, {left:.0e} from scale 0.5 and {one:.0e} from scale 1")
    print(f"  fused at 0.5 once more, {second:.0e} from scale 0.25; unfused, {left_again:.0e} from it")

    after = {}
    for scale in (0.7, 0.0):
        pipe.set_adapters("style", 0.5)
        noise(pipe, scale)
        after[scale] = noise(pipe)
    kept, lost = apart(after[0.7], wanted[0.5]), apart(after[0.0], wanted[1.0])
    print(f"  set to 0.5, after a call at 0.7 it is {kept:.0e} from scale 0.5; after a call at 0, {lost:.0e} from scale 1")
    pipe.disable_lora()
    assert apart(noise(pipe), base) < 1e-5, "disabled, it was the base"
    assert max(first, second, left, left_again) < 1e-5, "unfuse_lora gives the scale back now"
    assert max(kept, lost) < 1e-5, "a call at scale 0 keeps the scale now"
    assert zero > 0.01 if dora else zero < 1e-5, "scale 0 is the base with DoRA, too, now"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages \
    diffusers==0.42.1 pillow==13.0.0 importlib_metadata==10.2.0 zipp==4.1.2 peft==0.21.2 transformers==5.24.0
OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 PYTHONPATH="$folder/packages" "$python" -W ignore probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
