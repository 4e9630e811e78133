#!/usr/bin/env bash
# Guess, written down before the run: the keys of added_tokens_decoder in tokenizer_config.json are the ids that its tokens
# get. They are written as ids, and transformers saves them as such.
#
# Seen with transformers 5.23.0, and 4.57.1 before it: where the vocabulary is a vocab.txt, a token that is declared for id
# 12 behind a vocabulary of 10 gets id 10, the next free one, and nothing is said. A model whose table has its row at 12
# reads another row.
#
# Fails once the declared id is given, or the difference is told in the log.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import json, os
import transformers
from transformers import AutoTokenizer

words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "is", "the", "shop", "open", "yes"]
os.makedirs("folder", exist_ok=True)
with open("folder/vocab.txt", "w") as file:
    file.write("".join(word + "\n" for word in words))
token = dict(content="[E1]", lstrip=False, rstrip=False, normalized=False, single_word=False, special=True)
with open("folder/tokenizer_config.json", "w") as file:
    json.dump({"tokenizer_class": "BertTokenizer", "do_lower_case": True, "added_tokens_decoder": {"12": token}}, file)
tokenizer = AutoTokenizer.from_pretrained("folder")
print(transformers.__version__, "declared 12, given", tokenizer("the [E1] shop")["input_ids"])
PYTHON

for version in 4.57.1 5.23.0; do
    python3 -m venv "v$version"
    "v$version/bin/pip" install --quiet --only-binary=:all: --disable-pip-version-check "transformers==$version"
    "v$version/bin/python" probe.py 2>"log$version" | tee -a seen
done

expected='4.57.1 declared 12, given [2, 6, 10, 7, 3]
5.23.0 declared 12, given [2, 6, 10, 7, 3]'
if grep -i "E1\|added_tokens" log4.57.1 log5.23.0; then echo "the log speaks of the token now" && exit 1; fi
if [ "$(cat seen)" != "$expected" ]; then echo "changed" && exit 1; fi
echo "as described"
