#!/usr/bin/env bash
# Guess, written down before the run: a tokenizer gives a pair the same ids alone and in a batch of one.
#
# Seen with transformers 5.24.0, and 4.57.1 before it: a pair whose second text is empty is a single text when it is given
# alone, as tokenizer("open", ""), and a pair, with a second [SEP], when it is given in a batch, as tokenizer(["open"], [""]).
# So a model answers such a row otherwise in a loop than in a batch, and nothing is said. A second text of one space is a
# pair both ways.
#
# Fails once both ways agree, or the log speaks of it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import os
import transformers
from transformers import AutoTokenizer

os.makedirs("folder", exist_ok=True)
with open("folder/vocab.txt", "w") as file:
    file.write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "open", "shop"]) + "\n")
with open("folder/tokenizer_config.json", "w") as file:
    file.write('{"tokenizer_class": "BertTokenizer", "do_lower_case": true}')
tokenizer = AutoTokenizer.from_pretrained("folder")
for second in ["", " ", "shop"]:
    alone, batch = tokenizer("open", second)["input_ids"], tokenizer(["open"], [second])["input_ids"][0]
    print(transformers.__version__, repr(second), "alone", alone, "in a batch", batch)
PYTHON

for version in 4.57.1 5.24.0; do
    python3 -m venv "v$version"
    "v$version/bin/pip" install --quiet --only-binary=:all: --disable-pip-version-check "transformers==$version"
    "v$version/bin/python" probe.py 2>"log$version" | tee -a seen
done

expected="4.57.1 '' alone [2, 5, 3] in a batch [2, 5, 3, 3]
4.57.1 ' ' alone [2, 5, 3, 3] in a batch [2, 5, 3, 3]
4.57.1 'shop' alone [2, 5, 3, 6, 3] in a batch [2, 5, 3, 6, 3]
5.24.0 '' alone [2, 5, 3] in a batch [2, 5, 3, 3]
5.24.0 ' ' alone [2, 5, 3, 3] in a batch [2, 5, 3, 3]
5.24.0 'shop' alone [2, 5, 3, 6, 3] in a batch [2, 5, 3, 6, 3]"
if grep -i "pair\|empty" log4.57.1 log5.24.0; then echo "the log speaks of the empty text now" && exit 1; fi
if [ "$(cat seen)" != "$expected" ]; then echo "changed" && exit 1; fi
echo "as described"
