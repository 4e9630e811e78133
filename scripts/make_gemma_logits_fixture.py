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
    """The fixture's content, and the largest distance of a logit from float64."""
    tokenizer, model, decoder = AutoTokenizer.from_pretrained(folder), classifier(folder), next_token_model(folder)
    exact = Classifier(model.config)
    exact.load_state_dict(model.state_dict())
    exact = exact.double().eval()
    ids_of = lambda first, second=None: torch.tensor(tokenizer(first, second)["input_ids"])
    distance, rows, prompts = 0.0, [], []
    for first, second in TEXTS:
        ids = ids_of(first, second)
        logits = model(input_ids=ids[None]).logits[0]
        distance = max(distance, (logits - exact([ids]).logits[0]).abs().max().item())
        rows.append({"first": first, "second": second, "ids": ids.tolist(), "logits": logits.tolist()})
    for text in PROMPTS:
        ids = ids_of(text)
        logits = decoder(input_ids=ids[None]).logits[0, -1]
        distance = max(distance, (logits - exact.next_tokens(ids)[-1]).abs().max().item())
        best = logits.topk(5).indices.tolist()
        prompts.append({"text": text, "ids": ids.tolist(), "best": best, "logits": logits[best].tolist(), "pieces": [tokenizer.decode([id]) for id in best]})
    ids = ids_of(SENTENCE)
    sentence = {"text": SENTENCE, "ids": ids.tolist(), "perplexity": perplexity(decoder(input_ids=ids[None]).logits[0], ids)}
    distance = max(distance, abs(sentence["perplexity"] - perplexity(exact.next_tokens(ids), ids)))
    return {"rows": rows, "next": prompts, "sentence": sentence}, distance


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, help="folder of the model for transformers, made where it is missing (default: temporary)")
    arguments = parser.parse_args()
    if not is_here("reference logits"):
        return
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as temporary:
        content, distance = computed(make_checkpoint((arguments.checkpoint or Path(temporary) / "gemma").resolve()))
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in content["rows"])
    more = ",\n".join(f'"{key}": {json.dumps(content[key], ensure_ascii=False)}' for key in ("next", "sentence"))
    made = json.dumps(f"transformers {transformers.__version__}, torch {torch.__version__}")
    TARGET.write_text(f'{{"madeWith": {made},\n"rows": [\n{lines}\n],\n{more}}}\n', encoding="utf-8")
    print(f"{len(content['rows'])} rows, {TARGET.stat().st_size:,} bytes; largest distance from float64: {distance:.1e}")
    print(json.dumps({"next": content["next"], "perplexity": content["sentence"]["perplexity"]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
