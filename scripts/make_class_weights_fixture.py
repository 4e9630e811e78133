#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/class-weights.json: the weighted cross-entropy of a batch and its gradient.

How: torch.nn.CrossEntropyLoss(weight=...) with reduction="mean" in float64 on logits drawn from a seed and rounded to
float32, and autograd. The mean divides by the sum of the rows' weights. Balanced weights are those of
sklearn.utils.class_weight.compute_class_weight.

The format is described in Tests/CoreTests/Fixtures/README.md. Versions: scripts/requirements.txt.
"""
import argparse
import json
from pathlib import Path

import numpy
import torch
from sklearn.utils.class_weight import compute_class_weight

LABELS = [0, 0, 0, 0, 0, 1, 1, 2]
WEIGHTS = {"equal": [1.0, 1.0, 1.0], "explicit": [0.5, 1.0, 4.0], "balanced": None}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/class-weights.json"
    parser.add_argument("--output", type=Path, default=default, help="file to write (default: the repository's fixture)")
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()

    generator = torch.Generator().manual_seed(arguments.seed)
    drawn = (2 * torch.randn(len(LABELS), 3, generator=generator, dtype=torch.float64)).float().double()
    labels = torch.tensor(LABELS)
    cases = []
    for name, weights in WEIGHTS.items():
        if weights is None:
            weights = compute_class_weight("balanced", classes=numpy.arange(3), y=numpy.array(LABELS)).tolist()
        logits = drawn.clone().requires_grad_()
        loss = torch.nn.CrossEntropyLoss(weight=torch.tensor(weights, dtype=torch.float64))(logits, labels)
        loss.backward()
        cases.append({"name": name, "weights": weights, "loss": loss.item(), "gradient": logits.grad.tolist()})
    document = {"logits": drawn.tolist(), "labels": LABELS, "cases": cases}
    arguments.output.write_text(json.dumps(document, indent=1) + "\n")
    for case in cases:
        print(case["name"], case["weights"], case["loss"])


if __name__ == "__main__":
    main()
