#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/dropout.json: how much dropout moves MiniLM's logits in PyTorch.

    scripts/make_dropout_fixture.py data/models/minilm

The model is MiniLM with the fixed two-way classifier of make_minilm_logits_fixture.py, in training mode with the
checkpoint's own probabilities (0.1). One self-written pair passes 2,000 times; mean and standard deviation of the
two logits are kept, with the logits without dropout. Attention is the eager kind, which drops attention weights.
"""
import argparse
import json
import math
import pathlib

import torch
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("model", help="the MiniLM folder")
options = parser.parse_args()

torch.set_num_threads(1)
torch.manual_seed(1)
config = BertConfig.from_pretrained(options.model, num_labels=2, attn_implementation="eager")
model = BertForSequenceClassification.from_pretrained(options.model, config=config, attn_implementation="eager")
with torch.no_grad():
    weight = [[0.1 * math.sin(1 + 384 * i + j) for j in range(384)] for i in range(2)]
    model.classifier.weight.copy_(torch.tensor(weight, dtype=torch.float64).float())
    model.classifier.bias.zero_()
first, second = "The ferry left the harbour before the storm.", "A ship was at sea when the weather turned."
batch = AutoTokenizer.from_pretrained(options.model)(first, second, return_tensors="pt")
with torch.no_grad():
    still = model.eval()(**batch).logits[0]
    model.train()
    many = {name: value.expand(100, -1) for name, value in batch.items()}
    drawn = torch.cat([model(**many).logits for _ in range(20)]).double()
result = {
    "first": first, "second": second, "passes": len(drawn), "without": still.tolist(),
    "mean": drawn.mean(0).tolist(), "deviation": drawn.std(0).tolist(),
}
path = pathlib.Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/dropout.json"
path.write_text(json.dumps(result, indent=1) + "\n")
print(path.read_text())
