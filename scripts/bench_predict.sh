#!/usr/bin/env bash
# Builds the release tool and a Python environment with PyTorch and transformers, then runs scripts/bench_predict.py.
#
#   scripts/bench_predict.sh [options of bench_predict.py]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="$(scripts/python_environment.sh)"
swift build -c release --product edora
HF_HUB_OFFLINE=1 exec "$python" scripts/bench_predict.py "$@"
