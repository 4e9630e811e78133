#!/usr/bin/env bash
# Guess, written down before the run: a model that transformers read from a GGUF file can be saved, as its page on GGUF says ("save and convert it back":
# tokenizer.save_pretrained, model.save_pretrained), and read again. All its weights are float32 by then.
#
# Seen: 4.57.1 saves it, with the same values. 5.24.0 does not: "The model is quantized with gguf and is not serializable", though every
# weight is float32 there, too, and though the logger has no warning that the message points to.
#
# Fails once 5.24.0's behaviour is another. It takes PyTorch, without which transformers reads no GGUF file, from the project's own environment, or from
# the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import numpy as np
import transformers
from gguf import GGUFWriter
from transformers import AutoModelForCausalLM

random = np.random.default_rng(1)
writer = GGUFWriter("toy.gguf", "llama")
writer.add_context_length(64)
writer.add_embedding_length(32)
writer.add_block_count(1)
writer.add_feed_forward_length(64)
writer.add_head_count(4)
writer.add_head_count_kv(4)
writer.add_layer_norm_rms_eps(1e-6)
writer.add_rope_freq_base(1e4)
writer.add_vocab_size(4)
writer.add_token_list(["a", "b", "c", "d"])
shapes = {"token_embd": (4, 32), "output": (4, 32), "output_norm": (32,), "blk.0.attn_norm": (32,), "blk.0.ffn_norm": (32,)}
shapes |= {f"blk.0.attn_{part}": (32, 32) for part in ("q", "k", "v", "output")}
shapes |= {"blk.0.ffn_gate": (64, 32), "blk.0.ffn_up": (64, 32), "blk.0.ffn_down": (32, 64)}
for name, shape in shapes.items():
    writer.add_tensor(f"{name}.weight", random.standard_normal(shape).astype(np.float32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

model = AutoModelForCausalLM.from_pretrained(".", gguf_file="toy.gguf")
kinds = {str(parameter.dtype) for parameter in model.parameters()}
try:
    model.save_pretrained("saved")
    again, values = AutoModelForCausalLM.from_pretrained("saved").state_dict(), model.state_dict()
    outcome = "saved, " + ("the same values" if all(again[name].equal(value) for name, value in values.items()) else "other values")
except ValueError as error:
    outcome = str(error).split(" - ")[0]
print(transformers.__version__, kinds, outcome)
PYTHON

for version in 4.57.1 5.24.0; do
    "$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --target "v$version" "transformers==$version" gguf==0.19.0 2>installed || { cat installed; exit 1; }
    PYTHONPATH="$folder/v$version" HF_HUB_OFFLINE=1 "$python" probe.py 2>"log$version" | tee -a seen
done

expected="4.57.1 {'torch.float32'} saved, the same values
5.24.0 {'torch.float32'} The model is quantized with gguf and is not serializable"
if [ "$(cat seen)" != "$expected" ]; then cat log* && echo "changed" && exit 1; fi
if grep -i "serializ" log5.24.0; then echo "the logger has a warning now" && exit 1; fi
echo "as described"
