#!/usr/bin/env bash
# Guess, written down before the run: SwiftCSV compares Swift's Characters, which are grapheme clusters. A comma before a
# combining mark is one Character with it, so it should not separate, and a quote before one should not enclose.
#
# Expected by RFC 4180, and by every reader that splits on bytes or code points: a comma separates and a quote encloses,
# whatever follows. Tables of diacritics, vowel signs or joiners have such fields.
#
# Fails once SwiftCSV reads the two files as Python's csv module does.
set -euo pipefail

version=0.10.0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/Sources/read"

cat >"$folder/Package.swift" <<SWIFT
// swift-tools-version: 5.9
import PackageDescription

let package = Package(
    name: "read",
    dependencies: [.package(url: "https://github.com/swiftcsv/SwiftCSV", exact: "$version")],
    targets: [.executableTarget(name: "read", dependencies: ["SwiftCSV"])])
SWIFT

cat >"$folder/Sources/read/main.swift" <<'SWIFT'
import Foundation
import SwiftCSV

for name in ["plain.csv", "quoted.csv"] {
    do {
        let table = try EnumeratedCSV(url: .init(fileURLWithPath: name), delimiter: .comma)
        let rows = table.rows.map { "[" + $0.map { field in
            field.unicodeScalars.map { $0.isASCII ? String($0) : "U+" + String($0.value, radix: 16) }.joined()
        }.joined(separator: "|") + "]" }
        print("\(name): \(rows.joined())")
    } catch { print("\(name): \(error)") }
}
SWIFT

cd "$folder"
# name,mark: an acute accent alone in its field, without quotes and in them
printf 'name,mark\nacute,\xcc\x81\n' >plain.csv
printf 'name,mark\nacute,"\xcc\x81"\n' >quoted.csv

swift build >build.log 2>&1 || { cat build.log; exit 1; }
expected='plain.csv: [acute|U+301]
quoted.csv: [acute|U+301]'
reference=$(python3 - <<'PYTHON'
import csv
for name in ["plain.csv", "quoted.csv"]:
    rows = list(csv.reader(open(name, newline="", encoding="utf-8"), strict=True))[1:]
    show = lambda field: "".join(c if c.isascii() else f"U+{ord(c):x}" for c in field)
    print(f"{name}: " + "".join("[" + "|".join(map(show, row)) + "]" for row in rows))
PYTHON
)
seen=$(.build/debug/read)

echo "SwiftCSV $version, $(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*'), $(python3 --version)"
printf 'expected:\n%s\nPython csv:\n%s\nSwiftCSV:\n%s\n' "$expected" "$reference" "$seen"
[ "$reference" = "$expected" ] || { echo "Python's csv module reads otherwise"; exit 1; }
[[ $seen == 'plain.csv: [acute,U+301]'$'\n''quoted.csv: quotation(message: '* ]] || { echo "changed: the finding does not hold any more as written"; exit 1; }
echo "found: the comma before the mark does not separate; the quote before it does not open, so the file is refused"
