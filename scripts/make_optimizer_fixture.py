#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/adamw.json: twelve steps of AdamW with everything that a training step does.

How: torch.optim.AdamW in float64 on two parameter groups with different rates and decays, gradients drawn
from a seed and rounded to float32, clip_grad_norm_ at 1.0 over both groups together, and
transformers.get_linear_schedule_with_warmup. The steps' gradients are
sized so that some are clipped and some not; one entry of each step is exactly zero.

The format is described in Tests/CoreTests/Fixtures/README.md. Versions: scripts/requirements.txt.
"""
import argparse
import json
from pathlib import Path

import torch
from transformers import get_linear_schedule_with_warmup

STEPS, WARMUP_SHARE, CLIP = 12, 0.25, 1.0
GROUPS = [{"size": 6, "lr": 1e-2, "weight_decay": 0.1}, {"size": 4, "lr": 3e-3, "weight_decay": 0.0}]
BETAS, EPSILON = (0.9, 0.999), 1e-8
GRADIENT_SIZES = [1.0, 0.1, 3.0, 0.02, 0.5, 1e-4, 10.0, 0.2, 1.0, 0.05, 2.0, 0.3]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/adamw.json"
    parser.add_argument("--output", type=Path, default=default, help="file to write (default: the repository's fixture)")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()

    generator = torch.Generator().manual_seed(arguments.seed)
    draw = lambda size: torch.randn(size, generator=generator, dtype=torch.float64).float().double()
    parameters = [torch.nn.Parameter(draw(group["size"])) for group in GROUPS]
    optimizer = torch.optim.AdamW(
        [{"params": [parameter], "lr": group["lr"], "weight_decay": group["weight_decay"]}
         for parameter, group in zip(parameters, GROUPS)],
        betas=BETAS, eps=EPSILON)
    warmup = int(WARMUP_SHARE * STEPS)
    scheduler = get_linear_schedule_with_warmup(optimizer, warmup, STEPS)

    initial = [parameter.tolist() for parameter in parameters]
    steps = []
    for step in range(STEPS):
        for parameter in parameters:
            parameter.grad = (GRADIENT_SIZES[step] * draw(parameter.shape)).float().double()
        parameters[0].grad[step % 6] = 0
        gradients = [parameter.grad.tolist() for parameter in parameters]
        norm = torch.nn.utils.clip_grad_norm_(parameters, CLIP).item()
        rates = [group["lr"] for group in optimizer.param_groups]
        optimizer.step()
        scheduler.step()
        steps.append({"gradients": gradients, "norm": norm, "learning_rates": rates,
                      "values": [parameter.tolist() for parameter in parameters]})

    clipped = sum(step["norm"] > CLIP for step in steps)
    assert 0 < clipped < STEPS, "the clip must act on some steps and not on others"
    document = {
        "precision": "float64", "betas": BETAS, "epsilon": EPSILON, "clip_norm": CLIP,
        "total_steps": STEPS, "warmup_steps": warmup,
        "groups": [{"learning_rate": group["lr"], "weight_decay": group["weight_decay"], "initial": values}
                   for group, values in zip(GROUPS, initial)],
        "steps": steps,
    }
    arguments.output.write_text(json.dumps(document, indent=1) + "\n")
    print(f"{STEPS} steps, {clipped} clipped, rates of group 0: {[step['learning_rates'][0] for step in steps]}")


if __name__ == "__main__":
    main()
