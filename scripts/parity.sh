#!/usr/bin/env bash
# Compares what edora writes and computes with transformers and PEFT: logits of MiniLM, then every kind of adapter and merged model; after `make gemma`
# the same for Gemma 3 270M, and the losses of 20 training steps (a quarter of an hour, 3 GB of disk, 6 GB of memory).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="$(scripts/python_environment.sh)"
tool="$PWD/.build/debug/edora"
swift build --product edora
export HF_HUB_OFFLINE=1 PYTHONWARNINGS=ignore
"$python" scripts/logits_parity.py --edora "$tool" --model data/models/minilm --data data/mini-glue
"$python" scripts/peft_parity.py --edora "$tool"
"$python" scripts/field_parity.py --edora "$tool"
gemma="$(mktemp -d)"
trap 'rm -rf "$gemma"' EXIT
"$python" scripts/gemma_parity.py --edora "$tool" --checkpoint "$gemma/model"
"$python" scripts/gemma_trajectory.py --edora "$tool" --checkpoint "$gemma/model"
