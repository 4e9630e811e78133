#!/usr/bin/env bash
# Makes .venv-bench, the Python environment with PyTorch, transformers and PEFT that measurements and parity checks use; prints its python.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
environment=.venv-bench
stamp="$environment/requirements.txt"

# The environment is complete when it holds a copy of the list that it was made from.
if ! cmp -s scripts/requirements.txt "$stamp"; then
    echo "installing PyTorch, transformers and PEFT into $environment" >&2
    scripts/make_venv.sh "$environment" >&2
    "$environment/bin/pip" install --quiet --only-binary=:all: --requirement scripts/requirements.txt >&2
    cp scripts/requirements.txt "$stamp"
fi
echo "$PWD/$environment/bin/python"
