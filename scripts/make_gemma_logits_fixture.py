#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/gemma-logits.json: what transformers computes with Gemma 3 270M on a few texts.

    scripts/make_gemma_logits_fixture.py [--checkpoint FOLDER]          (make gemma first)

The format is described in Tests/CoreTests/Fixtures/README.md. The largest distance from float64, by gemma_model.py, is printed. --checkpoint keeps the
model as an ordinary folder of 1.1 GB there. It needs an environment of its own:
python3 -m pip install --only-binary=:all: transformers==5.24.0 gguf==0.19.0 torch==2.15.0 peft==0.21.2
"""
import argparse
import json
import tempfile
from pathlib import Path

from gemma_checkpoint import REPOSITORY, classifier, is_here, make_checkpoint, next_token_model

import torch
import torch.nn.functional as F
import transformers
from transformers import AutoTokenizer

from gemma_model import Classifier
from make_minilm_logits_fixture import TEXTS

PROMPTS = ["The capital of France is", "The opposite of hot is"]
SENTENCE = (
    "The Battle of Hastings was fought on 14 October 1066 between the Norman-French army of William, Duke of Normandy, and an English army under the "
    "Anglo-Saxon King Harold Godwinson, beginning the Norman Conquest of England.")
TARGET = REPOSITORY / "Tests/CoreTests/Fixtures/gemma-logits.json"


def perplexity(logits, ids):
    return F.cross_entropy(logits[:-1], ids[1:]).exp().item()


@torch.no_grad()
def computed(folder):
    """The fixture's content."""
    tokenizer, model, decoder = AutoTokenizer.from_pretrained(folder), classifier(folder), next_token_model(folder)
    rows, prompts = [], []
    for first, second in TEXTS:
        ids = tokenizer(first, second)["input_ids"]
        rows.append({"first": first, "second": second, "ids": ids, "logits": model(input_ids=torch.tensor([ids])).logits[0].tolist()})
    for text in PROMPTS:
        ids = tokenizer(text)["input_ids"]
        logits = decoder(input_ids=torch.tensor([ids])).logits[0, -1]
        best = logits.topk(5).indices.tolist()
        prompts.append({"text": text, "ids": ids, "best": best, "logits": logits[best].tolist(), "pieces": [tokenizer.decode([id]) for id in best]})
    ids = tokenizer(SENTENCE)["input_ids"]
    found = perplexity(decoder(input_ids=torch.tensor([ids])).logits[0], torch.tensor(ids))
    return {"rows": rows, "next": prompts, "sentence": {"text": SENTENCE, "ids": ids, "perplexity": found}}


@torch.no_grad()
def distances(content, folder):
    """How far the fixture's numbers are from float64: logits of the head, of next tokens, and the perplexity."""
    model = classifier(folder)
    exact = Classifier(model.config)
    exact.load_state_dict(model.state_dict())
    exact = exact.double().eval()
    far = lambda row, logits: (torch.tensor(row["logits"]) - logits).abs().max().item()
    ids = torch.tensor(content["sentence"]["ids"])
    return [
        max(far(row, exact([torch.tensor(row["ids"])]).logits[0]) for row in content["rows"]),
        max(far(row, exact.next_tokens(torch.tensor(row["ids"]))[-1, row["best"]]) for row in content["next"]),
        abs(content["sentence"]["perplexity"] - perplexity(exact.next_tokens(ids), ids))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, help="folder of the model for transformers, made where it is missing (default: temporary)")
    arguments = parser.parse_args()
    if not is_here("reference logits"):
        return
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = make_checkpoint((arguments.checkpoint or Path(temporary) / "gemma").resolve())
        content = computed(folder)
        far = distances(content, folder)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in content["rows"])
    more = ",\n".join(f'"{key}": {json.dumps(content[key], ensure_ascii=False)}' for key in ("next", "sentence"))
    made = json.dumps(f"transformers {transformers.__version__}, torch {torch.__version__}")
    TARGET.write_text(f'{{"madeWith": {made},\n"rows": [\n{lines}\n],\n{more}}}\n', encoding="utf-8")
    print(f"{len(content['rows'])} rows, {TARGET.stat().st_size:,} bytes; from float64: a head's logits {far[0]:.1e}, next tokens' {far[1]:.1e}, "
          f"the perplexity {far[2]:.1e}")
    print(json.dumps({"next": content["next"], "perplexity": content["sentence"]["perplexity"]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
