#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/dropout.json: how much dropout moves the logits of MiniLM and of a toy in PyTorch.

    scripts/make_dropout_fixture.py data/models/minilm

The model is MiniLM with the fixed two-way classifier of make_minilm_logits_fixture.py, in training mode with the
checkpoint's own probabilities (0.1). One self-written pair passes 2,000 times; mean and standard deviation of the
two logits are kept, with the logits without dropout. Attention is the eager kind, which drops attention weights.

The toy is the fixture tiny-bert with 0.1 at one kind of place at a time, 80,000 passes each: in hidden states, in attention
weights, in the pooled state. It is small, so that one place that does not drop would be seen: the script sets each place to
zero by itself, and fails where the deviation then changes by less than LEAST.
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

LEAST, RATE, PASSES = 0.03, 0.1, 80_000
root = pathlib.Path(__file__).resolve().parent.parent
toy = BertForSequenceClassification.from_pretrained(root / "Tests/CoreTests/Fixtures/tiny-bert", attn_implementation="eager").train()
layers = toy.bert.encoder.layer
PLACES = {
    "hidden": [toy.bert.embeddings.dropout, *(part for layer in layers for part in (layer.attention.output.dropout, layer.output.dropout))],
    "attention": [layer.attention.self.dropout for layer in layers], "pooled": [toy.dropout]}
ids, types = [2, 15, 33, 7, 41, 3, 22, 58, 11, 9], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]


def spread(places):
    """Mean and deviation of the logits with dropout at these places alone."""
    for place in sum(PLACES.values(), []):
        place.p = RATE if place in places else 0.0
    rows = {"input_ids": torch.tensor([ids]).expand(2_000, -1), "token_type_ids": torch.tensor([types]).expand(2_000, -1)}
    with torch.no_grad():
        found = torch.cat([toy(attention_mask=torch.ones(2_000, len(ids)), **rows).logits for _ in range(PASSES // 2_000)]).double()
    return found.mean(0), found.std(0)


kinds = {}
for kind, places in PLACES.items():
    average, deviation = spread(places)
    kinds[kind] = {"mean": average.tolist(), "deviation": deviation.tolist()}
    for place in places if len(places) > 1 else []:
        change = (spread([other for other in places if other is not place])[1] / deviation - 1).abs().max().item()
        if change < LEAST:
            raise SystemExit(f"a place of {kind} changes the deviation by {change:.3f} alone")
result["toy"] = {"ids": ids, "token_types": types, "rate": RATE, "passes": PASSES, **kinds}
path = root / "Tests/CoreTests/Fixtures/dropout.json"
path.write_text(json.dumps(result, indent=1) + "\n")
print(path.read_text())
