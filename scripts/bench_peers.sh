#!/usr/bin/env bash
# Builds the release tools and a Python environment with PyTorch and PEFT, then runs scripts/bench_peers.py.
#
#   scripts/bench_peers.sh [options of bench_peers.py]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="$(scripts/python_environment.sh)"
swift build --product edora
swift build -c release --product edora
swift build -c release --product edora-bench
HF_HUB_OFFLINE=1 exec "$python" scripts/bench_peers.py "$@"
