#!/usr/bin/env bash
# Guess, written down before the run: transformers reads from a GGUF file how rotary positions are scaled, as it reads their base and the window. A
# file of Gemma 3 of 4 B and more says "linear" and 8, and long-context Llamas and Qwens say what they need; llama.cpp follows these keys.
#
# Seen with transformers 5.24.0 and gguf 0.19.0: rope.scaling.type and rope.scaling.factor are passed over, for gemma3, llama and qwen2 alike: the
# configuration is the same with them and without, and nothing is said in the log. The loaded model turns its positions 8 times too far, and its logits
# are others than those of the checkpoint that the file was made from.
#
# Fails once a configuration has the factor, or the log speaks of it. It takes PyTorch, without which transformers reads no GGUF file, from the project's own
# environment, or from the one whose python PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages transformers==5.24.0 gguf==0.19.0

cat >probe.py <<'PYTHON'
import numpy as np
import transformers
from gguf import GGUFReader, GGUFWriter, RopeScalingType
from transformers import AutoConfig


def write(name, architecture, scaled):
    writer = GGUFWriter(name, architecture)
    writer.add_context_length(131072)
    writer.add_embedding_length(32)
    writer.add_block_count(6)
    writer.add_feed_forward_length(64)
    writer.add_head_count(4)
    writer.add_head_count_kv(2)
    writer.add_key_length(8)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_sliding_window(1024)
    if scaled:
        writer.add_rope_scaling_type(RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(8.0)
    writer.add_token_list(["a", "b", "c", "d"])
    writer.add_tensor("token_embd.weight", np.zeros((4, 32), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


for architecture in ["gemma3", "llama", "qwen2"]:
    read = []
    for scaled in [False, True]:
        name = f"{architecture}-{scaled}.gguf"
        write(name, architecture, scaled)
        read.append(AutoConfig.from_pretrained(".", gguf_file=name).rope_parameters)
    fields = GGUFReader(name).fields
    says = [fields[f"{architecture}.rope.scaling.{key}"].contents() for key in ("type", "factor")]
    found = read[1].get("full_attention", read[1])
    print(f"{transformers.__version__} {architecture}: the file says {says}, the configuration {found}, without the keys {'the same' if read[0] == read[1] else read[0]}")
PYTHON

echo "transformers 5.24.0, gguf 0.19.0, $("$python" --version); expected: configurations with rope_type linear and factor 8.0"
PYTHONPATH="$folder/packages" HF_HUB_OFFLINE=1 "$python" probe.py 2>log | tee seen
expected="5.24.0 gemma3: the file says ['linear', 8.0], the configuration {'rope_type': 'default', 'rope_theta': 1000000.0}, without the keys the same
5.24.0 llama: the file says ['linear', 8.0], the configuration {'rope_theta': 1000000.0, 'rope_type': 'default'}, without the keys the same
5.24.0 qwen2: the file says ['linear', 8.0], the configuration {'rope_theta': 1000000.0, 'rope_type': 'default'}, without the keys the same"
if grep -i "rope\|scaling" log; then echo "the log speaks of the positions now" && exit 1; fi
if [ "$(cat seen)" != "$expected" ]; then cat log && echo "changed" && exit 1; fi
echo "as described"
