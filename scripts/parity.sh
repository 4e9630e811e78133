#!/usr/bin/env bash
# Compares what edora writes and computes with transformers and PEFT: logits of MiniLM, then every kind of adapter and merged model.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="$(scripts/python_environment.sh)"
tool="$PWD/.build/debug/edora"
swift build --product edora
export HF_HUB_OFFLINE=1 PYTHONWARNINGS=ignore
"$python" scripts/logits_parity.py --edora "$tool" --model data/models/minilm --data data/mini-glue
"$python" scripts/peft_parity.py --edora "$tool"
"$python" scripts/field_parity.py --edora "$tool"
