#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/minilm-logits.json: MiniLM's logits on a dozen sentences and pairs of our own.

    scripts/make_minilm_logits_fixture.py data/models/minilm

How: MiniLM gets a fixed two-way classifier on its pooled output, whose weights follow a formula that a test
can rebuild without a file (`fixed_classifier`). transformers computes the logits in float32 with eager attention, one
sequence at a time and hence without padding.

The format is described in Tests/CoreTests/Fixtures/README.md. Versions: scripts/requirements.txt.
"""
import argparse
import json
import math
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from transformers import AutoTokenizer, BertForSequenceClassification

MAX_LENGTH = 128
TEXTS = [
    ("The kettle sang while the rain tapped on the window.", None),
    ("Three carpenters built a narrow bridge over the mill stream.", None),
    ("Bridge the over narrow built carpenters.", None),
    ("I did not enjoy the concert at all, although the choir was superb!", None),
    ("Yes.", None),
    ("", None),
    ("Zoë's naïve café menu cost 12,50 € in 1987 (tax included).", None),
    ("A gardener waters the roses every morning.", "Every morning the roses are watered by a gardener."),
    ("The ferry leaves at noon.", "Nobody knows when the library opens."),
    ("Where is the old lighthouse?", "The old lighthouse stands on the northern cliff, two miles from the harbour."),
    ("All six of the brown hens laid an egg today.", "Some hens laid an egg today."),
    ("In the valley behind the quarry, where the fog stays until late in the morning, the shepherds still count their "
     "sheep aloud in a dialect that the people of the next village can hardly follow, and the children learn the "
     "numbers long before they learn to read them.",
     "The shepherds count their sheep in silence."),
]


def fixed_classifier(outputs, inputs):
    """Weight [outputs, inputs] with w[i, j] = 0.1·sin(1 + i·inputs + j), computed in double and rounded to float32; bias 0."""
    weight = [[0.1 * math.sin(1 + i * inputs + j) for j in range(inputs)] for i in range(outputs)]
    return torch.tensor(weight, dtype=torch.float64).float(), torch.zeros(outputs)


def minilm_with_fixed_classifier(directory):
    """The checkpoint's encoder and pooler with the fixed classifier, in evaluation mode."""
    model, report = BertForSequenceClassification.from_pretrained(
        directory, num_labels=2, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    missing = {key for key in report["missing_keys"] if not key.startswith("classifier.")}
    if missing:
        raise SystemExit(f"{directory}: expected a BERT checkpoint with a pooler; missing {sorted(missing)}")
    weight, bias = fixed_classifier(2, model.config.hidden_size)
    with torch.no_grad():
        model.classifier.weight.copy_(weight)
        model.classifier.bias.copy_(bias)
    return model.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/minilm-logits.json"
    parser.add_argument("model", type=Path, help="directory of the MiniLM checkpoint")
    parser.add_argument("--output", type=Path, default=default, help="file to write (default: the repository's fixture)")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    model = minilm_with_fixed_classifier(arguments.model)
    rows = []
    with torch.no_grad():
        for first, second in TEXTS:
            encoded = tokenizer(first, second, truncation="longest_first", max_length=MAX_LENGTH, padding=False)
            inputs = {name: torch.tensor([encoded[name]]) for name in ("input_ids", "token_type_ids")}
            rows.append({"first": first, "second": second, "ids": encoded["input_ids"],
                         "token_types": encoded["token_type_ids"], "logits": model(**inputs).logits[0].tolist()})
        doubled = model.double()
        exact = [doubled(input_ids=torch.tensor([row["ids"]]), token_type_ids=torch.tensor([row["token_types"]])).logits[0]
                 for row in rows]
    rounding = max((torch.tensor(row["logits"], dtype=torch.float64) - e).abs().max().item() for row, e in zip(rows, exact))
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    arguments.output.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(rows)} rows, {sum(len(row['ids']) for row in rows)} tokens, "
          f"largest difference of a float32 logit from float64: {rounding:.1e}")
    for row in rows:
        print(len(row["ids"]), row["logits"])


if __name__ == "__main__":
    main()
