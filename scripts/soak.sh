#!/usr/bin/env bash
# By soak_faults.py, on a tiny model: disk errors and kills at the writes of commands, PAIRS exports at once (150 unless
# set), KILLS kills of a training at random moments (1,000). Then, by other seeds each time: FILES damaged files (1,000,000),
# a tenth as many again under the address sanitizer, and a tenth as many kills again of MiniLM's training.
#
# Ctrl-C ends it after the piece that runs; the same command goes on from the counts in .build/soak, which belong to a commit.
# A fault ends it, and the piece's log stays there.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly files=${FILES:-1000000} kills=${KILLS:-1000} pairs=${PAIRS:-150} kills_a_piece=10
commit=$(git rev-parse --short HEAD 2> /dev/null || echo none)
readonly folder=.build/soak/$commit
stopped=0
trap 'stopped=1; echo "soak: ends after this piece" >&2' INT TERM

count() { cat "$folder/$1" 2> /dev/null || echo 0; }

# hours:minutes of so many seconds
clock() { printf '%d:%02d' $(($1 / 3600)) $(($1 % 3600 / 60)); }

# soak KIND WANTED COMMAND…: runs pieces until so many are done.
soak() {
    local kind=$1 wanted=$2 before began=$SECONDS done part log added left
    shift 2
    before=$(count "$kind")
    done=$before
    while ((done < wanted && !stopped)); do
        part=$(($(count "$kind.parts") + 1))
        log=$folder/$kind.log
        # A process group of its own: Ctrl-C must not reach the tests.
        if ! SOAK_PART=$part setsid --wait "$@" > "$log" 2>&1; then
            mv "$log" "$folder/$kind-part-$part.log"
            echo "soak: part $part of $kind failed: $folder/$kind-part-$part.log" >&2
            exit 1
        fi
        if [[ $kind != kills ]]; then
            added=$(awk '/^FuzzTests: / { sum += $2 } END { print sum + 0 }' "$log")
        else
            added=$kills_a_piece
        fi
        ((added > 0)) || { echo "soak: nothing ran: $log" >&2 && exit 1; }
        done=$((done + added))
        echo "$part" > "$folder/$kind.parts"
        echo "$done" > "$folder/$kind"
        left=$(((SECONDS - began) * (done < wanted ? wanted - done : 0) / (done - before)))
        echo "soak: $done of $wanted $kind, $(clock $((SECONDS - began))) since it began, $(clock $left) left"
    done
}

# faults: each command of soak_faults.py is a piece.
faults() {
    local name log=$folder/faults.log
    # The counts belong to the name: after a shorter soak the longer one does them again.
    local counts=.$pairs.$kills
    touch "$folder/faults$counts"
    for name in $(scripts/soak_faults.py --list); do
        if ((stopped)) || grep -q "^soak: $name:" "$folder/faults$counts"; then continue; fi
        if ! setsid --wait scripts/soak_faults.py "$name" --pairs "$pairs" --kills "$kills" > "$log" 2>&1; then
            mv "$log" "$folder/faults-$name.log"
            echo "soak: $name failed: $folder/faults-$name.log" >&2
            exit 1
        fi
        grep "^soak: $name:" "$log" | tee -a "$folder/faults$counts"
    done
}

mkdir -p "$folder"
swift build --build-tests
faults
soak files "$files" swift test --skip-build --filter FuzzTests
soak sanitized $((files / 10)) scripts/test_sanitize.sh address FuzzTests
soak kills $((kills / 10)) swift test --skip-build --filter KillTests/aRunThatIsKilledTenTimesEndsWithTheSameBytes
echo "soak: at commit $commit $(count files) damaged files loaded or threw, and $(count sanitized) under the address sanitizer,"
grep -E '^soak: (pairs|kills):' "$folder/faults.$pairs.$kills" || true
echo "soak: $(count kills) kills of MiniLM's training ended with the same bytes,"
echo "soak: after each of $(awk '{ sum += $5 } END { print sum + 0 }' "$folder/faults.$pairs.$kills") disk errors and kills in commands all was old or new"
