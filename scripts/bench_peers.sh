#!/usr/bin/env bash
# Builds the release tools and a Python environment with PyTorch and PEFT, then runs scripts/bench_peers.py.
#
#   scripts/bench_peers.sh [--before COMMIT] [options of bench_peers.py]
#
# --before builds the tool of an older commit, too, in .build/before/COMMIT, and measures its steps in the same rounds.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
options=()
if [[ ${1:-} == --before ]]; then
    commit="${2:-}"
    if ! git rev-parse --quiet --verify "$commit^{commit}" > /dev/null; then
        echo "bench_peers: --before: expected a commit of this repository, found '$commit'; git log --oneline lists them" >&2
        exit 1
    fi
    commit="$(git rev-parse --short "$commit")"
    shift 2
    folder=".build/before/$commit"
    [[ -e $folder/.git ]] || { git worktree prune && git worktree add --quiet --detach "$folder" "$commit"; }
    swift build --package-path "$folder" -c release --product edora
    options=(--edora-before "$folder/.build/release/edora")
fi
python="$(scripts/python_environment.sh)"
swift build --product edora
swift build -c release --product edora
swift build -c release --product edora-bench
HF_HUB_OFFLINE=1 exec "$python" scripts/bench_peers.py "${options[@]}" "$@"
