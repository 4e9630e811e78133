#!/usr/bin/env bash
# Tests that a package outside can depend on this one by URL and version: SwiftPM fetches it, builds it in release, and
# a program of ten lines fine-tunes with it. By version, since there SwiftPM refuses a manifest that sets unsafe flags; by
# branch, as README has it while no version is tagged, it takes them.
#
# What is fetched is the working tree, without what git ignores, committed and tagged in a repository of its own.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
top="$(mktemp -d)"
trap 'rm -rf "$top"' EXIT
trap 'exit 130' INT TERM HUP
# In a hook of git they name the project's own repository.
# shellcheck disable=SC2046
unset $(git rev-parse --local-env-vars)

fail() {
    printf 'test_dependent: %s\n' "$@" >&2
    echo "0 passed, 1 failed"
    exit 1
}

# Makes $top/edora.git with the tag 1.0.0.
publish() {
    local git=(git --git-dir="$top/edora.git" --work-tree="$root" -c user.name=test -c user.email=test@example.org
        -c commit.gpgsign=false -c tag.gpgsign=false)
    git init --quiet --bare "$top/edora.git"
    "${git[@]}" add --all "$root"
    "${git[@]}" commit --quiet --message "The working tree"
    "${git[@]}" tag 1.0.0
}

# Makes the package $top/user.
write_package() {
    mkdir -p "$top/user/Sources/user"
    cat > "$top/user/Package.swift" << EOF
// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "user",
    dependencies: [.package(url: "file://$top/edora.git", from: "1.0.0")],
    targets: [.executableTarget(name: "user", dependencies: [.product(name: "Core", package: "edora")])]
)
EOF
    cat > "$top/user/Sources/user/main.swift" << 'EOF'
import Core
import Foundation

OpenBLAS.restartWithBestKernel()
try ProcessLimits.prepare()
var configuration = TrainingConfiguration(
    adapter: .standard(.edora, rank: 4), task: .rte, rows: RowSelection(trainLimit: 96, devLimit: 32), epochs: 1,
    rates: .standard(.edora, .rte), weightDecay: 0.01, seed: 1)
configuration.steps.maxSteps = 3
let places = CommandLine.arguments.dropFirst().map { URL(fileURLWithPath: $0) }
let record = try FineTuning(model: places[0], data: places[1], configuration: configuration).run()
print("steps:", record.losses.count, "loss:", record.losses[2], "examples/s:", record.circumstances.examplesPerSecond)
EOF
}

main() {
    local log="$top/log" told start=$SECONDS
    publish
    write_package
    swift build --configuration release --package-path "$top/user" > "$log" 2>&1 ||
        fail "a package that depends on this one by version cannot be built:" "$(tail -n 20 "$log")"
    told="$("$top/user/.build/release/user" "$root/data/models/minilm" "$root/data/mini-glue" 2> "$log")" ||
        fail "its program fails:" "$(tail -n 20 "$log")"
    # Before anything is learned the loss of two classes is about ln 2.
    [[ $told =~ ^'steps: 3 loss: '0\.[5-9][0-9]+' examples/s: '[0-9.]+$ ]] ||
        fail "expected three steps and a loss near 0.69, found: $told"
    echo "ok      a package depends on this one by URL and version ($told; $((SECONDS - start)) s)"
    echo "1 passed, 0 failed"
}

main
