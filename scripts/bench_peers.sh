#!/usr/bin/env bash
# Builds the release tool and a Python environment with PyTorch and PEFT, then runs scripts/bench_peers.py.
#
#   scripts/bench_peers.sh [options of bench_peers.py]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
environment=.venv-bench
stamp="$environment/requirements.txt"

# The environment is complete when it holds a copy of the list that it was made from.
if ! cmp -s scripts/requirements.txt "$stamp"; then
    echo "bench-peers: installing PyTorch, transformers and PEFT into $environment"
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --requirement scripts/requirements.txt
    cp scripts/requirements.txt "$stamp"
fi
swift build --product edora
swift build -c release --product edora
HF_HUB_OFFLINE=1 exec "$environment/bin/python" scripts/bench_peers.py "$@"
