#!/usr/bin/env bash
# Guess, written down before the run: a folder that transformers 4 saved with "tokenizer_class": "PreTrainedTokenizerFast"
# gives the same arrays under transformers 5, since its tokenizer.json holds everything, the types of a pair too.
#
# Seen: transformers 5.23.0 leaves token_type_ids out, with no warning in its log. The template in tokenizer.json says type
# 1 for the second text, and 4.57.1 gave it. A BERT that is handed such arrays takes type 0 for both texts. Folders that name
# BertTokenizer keep their types, and so do those that write "model_input_names".
#
# Fails once 5.x gives the types of such a folder, or 4.57.1 does not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import json, os
from tokenizers import Tokenizer, models, pre_tokenizers, processors
import transformers
from transformers import AutoTokenizer

SPECIAL = dict(unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]")
words = [*SPECIAL.values(), "is", "the", "shop", "open", "yes"]
tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
tokenizer.post_processor = processors.TemplateProcessing(
    single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
    special_tokens=[(token, words.index(token)) for token in ("[CLS]", "[SEP]")])
tokenizer.add_special_tokens(list(SPECIAL.values()))

for name, more in [("fast", {}), ("named", {"model_input_names": ["input_ids", "token_type_ids", "attention_mask"]})]:
    os.makedirs(name, exist_ok=True)
    tokenizer.save(f"{name}/tokenizer.json")
    with open(f"{name}/tokenizer_config.json", "w") as file:
        json.dump({"tokenizer_class": "PreTrainedTokenizerFast", **SPECIAL, **more}, file)
    types = AutoTokenizer.from_pretrained(name)("is the shop open", "yes").get("token_type_ids")
    print(transformers.__version__, name, types)
PYTHON

for version in 4.57.1 5.23.0; do
    python3 -m venv "v$version"
    "v$version/bin/pip" install --quiet --only-binary=:all: --disable-pip-version-check "transformers==$version"
    "v$version/bin/python" probe.py 2>"log$version" | tee -a seen
done

expected='4.57.1 fast [0, 0, 0, 0, 0, 0, 1, 1]
4.57.1 named [0, 0, 0, 0, 0, 0, 1, 1]
5.23.0 fast None
5.23.0 named [0, 0, 0, 0, 0, 0, 1, 1]'
if grep -i "token_type" log5.23.0; then echo "5.23.0 says something of token types now" && exit 1; fi
if [ "$(cat seen)" != "$expected" ]; then echo "changed" && exit 1; fi
echo "as described"
