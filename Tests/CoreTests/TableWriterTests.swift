import Foundation
import Testing

@testable import Core

@Suite struct TableWriterTests {
    typealias Fields = [[UInt8]?]

    func bytes(_ columns: [String], _ format: Table.Format, _ rows: [[TableWriter.Value]]) throws -> [UInt8] {
        var writer = try TableWriter(columns, format)
        for row in rows { try writer.append(row) }
        return writer.bytes
    }

    func values(_ fields: Fields) -> [TableWriter.Value] { fields.map { $0.map { .text($0) } ?? .none } }

    @Test(arguments: [
        (
            Table.Format.csv,
            "text,n,no\nplain \ttext,0.1,\n\"a, \"\"b\"\"\",-3e-07,\n\"x\r\ny\",1.0,\n\u{FEFF}é,2.5,\n"
        ),
        (
            .tsv,
            "text\tn\tno\n\"plain \ttext\"\t0.1\t\n"
                + "\"a, \"\"b\"\"\"\t-3e-07\t\n\"x\r\ny\"\t1.0\t\n\u{FEFF}é\t2.5\t\n"
        ),
        (
            .jsonLines,
            #"""
            {"text": "plain \ttext", "n": 0.1, "no": null}
            {"text": "a, \"b\"", "n": -3e-07, "no": null}
            {"text": "x\r\ny", "n": 1.0, "no": null}
            """# + "\n{\"text\": \"\u{FEFF}é\", \"n\": 2.5, \"no\": null}\n"
        ),
    ])
    func fieldsAreQuotedWhereTheyMustBe(_ format: Table.Format, _ expected: String) throws {
        let rows: [(String, Float)] = [("plain \ttext", 0.1), ("a, \"b\"", -3e-7), ("x\r\ny", 1), ("\u{FEFF}é", 2.5)]
        let written = try bytes(["text", "n", "no"], format, rows.map { [.text(Array($0.utf8)), .number($1), .none] })
        #expect(String(decoding: written, as: UTF8.self) == expected)
    }

    @Test func escapesAreJSONs() throws {
        let row: [TableWriter.Value] = [.text(Array("\\ \u{0}\u{1F}\u{7F}\u{2028}/".utf8))]
        let written = try bytes(["a\"b"], .jsonLines, [row])
        #expect(String(decoding: written, as: UTF8.self) == "{\"a\\\"b\": \"\\\\ \\u0000\\u001f\u{7F}\u{2028}/\"}\n")
    }

    @Test func anEmptyTextAloneIsNoBlankLineAndAMarkAtTheStartIsText() throws {
        let written = try bytes(["\u{FEFF}a"], .csv, [[.text([])], [.none]])
        #expect(String(decoding: written, as: UTF8.self) == "\"\u{FEFF}a\"\n\"\"\n\"\"\n")
        let read = try Table(written, place: "own", .init(.csv))
        #expect(read.columns == ["\u{FEFF}a"] && read.rows.map(\.fields) == [[[]], [[]]])
    }

    @Test func whatNoFormatHasIsRefused() throws {
        for columns in [["a", "a"], ["a", ""], []] {
            #expect(throws: InputError.self) { try TableWriter(columns, .csv) }
        }
        let fault = #expect(throws: InputError.self) { try bytes(["a", "b"], .jsonLines, [[.none, .number(.nan)]]) }
        #expect(fault?.description == "column \"b\" of the output: expected a finite number, found nan")
    }

    @Test func aFileIsWholeOrAsItWas() throws {
        let file = try Fixtures.temporary().appending(path: "own.csv")
        try Data("old\n".utf8).write(to: file)
        #expect(throws: InputError.self) {
            let numbers = (0 ..< 50_000).map { Float($0) } + [.infinity]
            try TableWriter.write(to: file, ["a"], .csv, numbers.lazy.map { [.number($0)] })
        }
        #expect(try Data(contentsOf: file) == Data("old\n".utf8))
        try TableWriter.write(to: file, ["a"], .csv, (0 ..< 50_000).lazy.map { [.number(Float($0))] })
        let rows = try Table(contentsOf: file, .init(.csv)).rows
        #expect(rows.map(\.fields) == (0 ..< 50_000).map { [Array("\(Float($0))".utf8)] })
    }

    // MARK: laws

    static let seed: UInt64 = 24

    /// Up to four columns and forty rows of texts that are hard on readers; some are missing in JSON.
    static func sample(_ random: inout Random, missing: Bool) -> (columns: [String], rows: [Fields]) {
        let pieces = [
            ",", "\"", "\n", "\r", "\t", " ", ";", "'", "\\", "{", "null", "1", "-0.50", "é", "e\u{301}", "\u{301}",
            "😀", "\u{200D}", "\u{FEFF}", "\u{2028}", "\u{85}", "\u{1F}", "東京", "a dog", "#",
        ]
        func text(_ random: inout Random) -> String {
            (0 ..< random.below(8)).map { _ in pieces[random.below(pieces.count)] }.joined()
        }
        let columns = (0 ... random.below(4)).map { "\($0)\(text(&random))" }
        let rows = (0 ... random.below(40)).map { _ in
            columns.map { _ -> [UInt8]? in missing && random.below(5) == 0 ? nil : Array(text(&random).utf8) }
        }
        return (columns, rows)
    }

    @Test(arguments: Table.Format.allCases)
    func whatWasWrittenIsRead(_ format: Table.Format) throws {
        var random = Random(seed: Self.seed, purpose: "tables " + format.rawValue)
        for i in 0 ..< 500 {
            let (columns, rows) = Self.sample(&random, missing: format == .jsonLines)
            let written = try bytes(columns, format, rows.map(values))
            let read = try Table(written, place: "own", .init(format))
            let agrees = read.columns == columns && read.rows.map(\.fields) == rows
            #expect(
                agrees, "seed \(Self.seed), table \(i): \(String(decoding: written, as: UTF8.self).debugDescription)")
            // Lines are those of an editor: each row starts behind a line feed.
            let starts = [0] + written.indices.filter { written[$0] == 0x0A }.map { $0 + 1 }
            for row in read.rows { try #require(row.line >= 1 && row.line < starts.count, "\(row.line)") }
        }
    }

    /// Python's csv and json modules, strict, as the other side: they read what is written here, and the other way.
    @Test(arguments: Table.Format.allCases)
    func pythonReadsAndWritesTheSame(_ format: Table.Format) throws {
        let folder = try Fixtures.temporary()
        var random = Random(seed: Self.seed, purpose: "python " + format.rawValue)
        let samples = (0 ..< 40).map { _ in Self.sample(&random, missing: format == .jsonLines) }
        for (i, sample) in samples.enumerated() {
            let file = folder.appending(path: "\(i).ours")
            try TableWriter.write(to: file, sample.columns, format, sample.rows.lazy.map(values))
        }
        // Each text as the hexadecimal digits of its UTF-8, so that nothing is quoted or escaped in between.
        let script = """
            import csv, json, sys
            kind, count = sys.argv[1], int(sys.argv[2])
            hexed = lambda text: "-" if text is None else "+" + text.encode("utf-8").hex()
            for i in range(count):
                with open(f"{i}.ours", newline="", encoding="utf-8") as file:
                    if kind == "jsonl":
                        # Not file's own lines, which end in a carriage return, too.
                        objects = [json.loads(line) for line in file.read().split("\\n") if line]
                        columns = list(objects[0])
                        rows = [[one[name] for name in columns] for one in objects]
                    else:
                        columns, *rows = csv.reader(file, delimiter="," if kind == "csv" else "\\t", strict=True)
                with open(f"{i}.seen", "w") as file:
                    for row in [columns] + rows: print(*map(hexed, row), file=file)
                with open(f"{i}.theirs", "w", newline="", encoding="utf-8") as file:
                    if kind == "jsonl":
                        for row in rows:
                            file.write(json.dumps(dict(zip(columns, row)), ensure_ascii=i % 2 == 0) + "\\n")
                    else:
                        writer = csv.writer(file, dialect=["excel", "unix"][i % 2],
                            delimiter="," if kind == "csv" else "\\t")
                        writer.writerows([columns] + rows)
            """
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script, format.rawValue, "\(samples.count)"]
        python.currentDirectoryURL = folder
        try python.run()
        python.waitUntilExit()
        try #require(python.terminationStatus == 0)
        for (i, sample) in samples.enumerated() {
            let expected = ([sample.columns.map { Array($0.utf8) }] + sample.rows).map { (row: Fields) in
                row.map { $0.map { "+" + $0.map { String(format: "%02x", $0) }.joined() } ?? "-" }.joined(
                    separator: " ")
            }
            let seen = try String(contentsOf: folder.appending(path: "\(i).seen"), encoding: .utf8)
            #expect(seen == expected.map { $0 + "\n" }.joined(), "seed \(Self.seed), table \(i)")
            let read = try Table(contentsOf: folder.appending(path: "\(i).theirs"), .init(format))
            #expect(read.columns == sample.columns, "seed \(Self.seed), table \(i)")
            #expect(read.rows.map(\.fields) == sample.rows, "seed \(Self.seed), table \(i)")
        }
    }
}
