import Foundation
import Testing

@testable import Core

@Suite struct TaskTests {
    func folder(_ task: TextTask, _ contents: String, split: TextTask.Split = .dev) throws -> URL {
        let data = try Fixtures.temporary()
        try FileManager.default.createDirectory(at: data.appending(path: task.name), withIntermediateDirectories: true)
        try Data(contents.utf8).write(to: task.file(split, in: data))
        return data
    }

    @Test func rowsAreSplitOnBytes() throws {
        let data = try folder(
            .rte,
            "\u{FEFF}index\tsentence1\tsentence2\tlabel\r\n0\tHe said \"no\ttab\tentailment\r\n1\t\tÅ\tnot_entailment")
        let rows = try TextTask.rte.rows(.dev, in: data)
        #expect(rows.count == 2)
        #expect(String(decoding: rows[0].first, as: UTF8.self) == "He said \"no")
        #expect(rows[0].target == .label(0) && rows[1].target == .label(1))
        #expect(rows[1].first.isEmpty)
        #expect(try TextTask.rte.rows(.dev, in: data, limit: 1).count == 1)
    }

    @Test func columnsAndLabelsFollowEachTask() throws {
        let cola = try TextTask.cola.rows(.dev, in: folder(.cola, "gj04\t1\t\tFine.\ngj04\t0\t*\tNot it fine.\n"))
        #expect(cola.map(\.target) == [.label(1), .label(0)])
        #expect(String(decoding: cola[1].first, as: UTF8.self) == "Not it fine.")
        let stsb = "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore\n"
        let pair = try TextTask.stsb.rows(.dev, in: folder(.stsb, stsb + "0\tg\tf\ty\to\tn\tn\tA.\tB.\t3.750\n"))
        #expect(pair[0].target == .score(3.75))
        let test = try TextTask.sst2.rows(.test, in: folder(.sst2, "index\tsentence\n0\tGood.\n", split: .test))
        #expect(test[0].target == nil && String(decoding: test[0].first, as: UTF8.self) == "Good.")
    }

    /// What a plan or an adapter's description may say of a task.
    @Test func aTaskThatMakesNoSenseIsRefused() throws {
        func layouts(second: Bool, place: Int) -> [TextTask.Split: TableLayout] {
            let text = TableLayout.Column(place, "text"), label = TableLayout.Column(1, "label")
            return [.train: TableLayout(columns: 3, first: text, second: second ? .init(2, "b") : nil, label: label)]
        }
        func task(
            _ name: String = "mood", _ labels: [String] = ["a", "b", "c"], metrics: [Metric] = [.accuracy],
            layouts: [TextTask.Split: TableLayout] = [:]
        ) -> TextTask {
            TextTask(name: name, answer: .classes(labels.map { TaskLabel($0) }), metrics: metrics, layouts: layouts)
        }
        #expect(throws: Never.self) { try task(layouts: layouts(second: false, place: 0)).validate("plan") }
        for (task, part) in [
            (task("../mood"), "task name"), (task("QNLI"), "task name"), (task("mood", []), "label words"),
            (task("mood", ["a", "a"]), "label words"), (task(metrics: [.accuracy, .accuracy]), "metrics"),
            (task(metrics: [.matthews]), "metrics"),
            (task(layouts: layouts(second: false, place: 3)), "layout of train"),
            (task(layouts: layouts(second: false, place: -1)), "layout of train"),
            (task(layouts: layouts(second: true, place: 0)), "layout of train"),
        ] {
            let refusal = #expect(throws: InputError.self) { try task.validate("plan") }
            #expect(
                refusal?.description.contains("plan: \(part.hasPrefix("task") ? part : "task \(part)")") == true,
                "\(task) \(part)")
        }
        for task in GLUE.tasks { #expect(throws: Never.self) { try task.validate("plan") } }
    }

    @Test(arguments: [
        (
            "index\tsentence1\tsentence2\tlabel\n0\tx\ty\n",
            """
            :2: expected 4 tab-separated columns with sentence1 (column 2), sentence2 (column 3), label (column \
            4), found 3
            """
        ),
        (
            "0\tx\ty\tentailment\n1\tx\ty\tentailment\n",
            ":1: expected a header of 4 tab-separated columns with sentence1 (column 2)"
        ),
        (
            "index\tsentence1\tlabel\n0\tx\tentailment\n",
            """
            sentence2 (column 3), label (column 4), found "index", "sentence1", "label"
              There is no column "sentence2", or it is there twice. The order is free
            """
        ),
        (
            "label\tsentence2\tsentence1\tlabel\n0\tx\ty\tentailment\n1\tx\n",
            ":3: expected 4 tab-separated columns with sentence1 (column 3), sentence2 (column 2), label (column 4)"
        ),
        (
            "index\tsentence1\tsentence2\tlabel\n0\tx\ty\tentailment\n1\tx\ty\tmaybe\n",
            ":3: expected a label of entailment, not_entailment, found \"maybe\""
        ),
        ("index\tsentence1\tsentence2\tlabel\r0\tx\ty\tentailment\r", "found carriage returns alone"),
        ("index\tsentence1\tsentence2\tlabel\n", "expected at least one row"),
    ])
    func aBadRowIsNamedByFileAndLine(_ contents: String, _ message: String) throws {
        let data = try folder(.rte, contents)
        #expect { try TextTask.rte.rows(.dev, in: data) } throws: { "\($0)".contains(message) }
    }

    /// A test file has other columns than one with labels; read as one it would be taken for sentences.
    @Test func textThatIsNotThatOfTheTaskIsRefused() throws {
        let labelled = try folder(.sst2, "sentence\tlabel\nGood.\t1\n", split: .test)
        #expect(try TextTask.sst2.rows(.test, in: labelled).map(\.first) == [Array("Good.".utf8)])
        let unnamed = try folder(.sst2, "Good.\t1\n", split: .test)
        #expect { try TextTask.sst2.rows(.test, in: unnamed) } throws: { "\($0)".contains("sentence (column 2)") }
        let latin = try folder(.sst2, "sentence\tlabel\n")
        try (Data("sentence\tlabel\nGut.\t1\nSch".utf8) + Data([0xF6]) + Data("n.\t1\n".utf8)).write(
            to: TextTask.sst2.file(.dev, in: latin))
        #expect { try TextTask.sst2.rows(.dev, in: latin) } throws: {
            "\($0)".contains("dev.tsv:3: expected sentence in UTF-8")
        }
    }

    /// The header says what a column is, wherever it stands.
    @Test func columnsAreReadByTheNamesOfTheHeader() throws {
        let data = try folder(.rte, "label\tsentence2\tid\tsource\tsentence1\nentailment\tB.\t0\tx\tA.\n")
        let rows = try TextTask.rte.rows(.dev, in: data)
        #expect(rows.map(\.first) == [Array("A.".utf8)] && rows.map(\.second) == [Array("B.".utf8)])
        #expect(rows[0].target == .label(0))
    }

    /// pandas writes `"he said ""great"""`; GLUE's files have quotes that are ordinary characters.
    @Test(arguments: [
        ("\"he said \"\"great\"\" and meant it\"", ["he said \"great\" and meant it"]),
        ("\"\"\"great\"\"\"", ["\"great\""]), ("\"so \"\"a\tb\"\"\"\t1\nGood.", ["so \"a\tb\"", "Good."]),
        ("he said \"great\"", ["he said \"great\""]), ("\"Great,\" he said.", ["\"Great,\" he said."]),
        ("\"great\"", ["\"great\""]), ("a \"\" b", ["a \"\" b"]),
        // One field that is not written so: none is.
        ("\"he said \"\"great\"\"\"\t1\nan \"odd\" one", ["\"he said \"\"great\"\"\"", "an \"odd\" one"]),
    ])
    func quotesAreUndoneWhereAFileWasWrittenWithThem(_ text: String, _ expected: [String]) throws {
        let rows = try TextTask.sst2.rows(.dev, in: folder(.sst2, "sentence\tlabel\n\(text)\t1\n"))
        #expect(rows.map { String(decoding: $0.first, as: UTF8.self) } == expected)
        #expect(rows.allSatisfy { $0.target == .label(1) })
    }

    @Test func aFileInUTF16IsNamed() throws {
        let data = try folder(.sst2, ""), file = TextTask.sst2.file(.dev, in: data)
        let text = "sentence\tlabel\nGood.\t1\n"
        for (encoding, name) in [
            (String.Encoding.utf16, "UTF-16"), (.utf16LittleEndian, "UTF-16LE"),
            (.utf16BigEndian, "UTF-16BE"),
        ] {
            try #require(text.data(using: encoding)).write(to: file)
            #expect { try TextTask.sst2.rows(.dev, in: data) } throws: {
                "\($0)".contains("UTF-16") && "\($0)".contains("iconv -f \(name) -t UTF-8") && !"\($0)".contains("\0")
            }
        }
    }

    @Test func aMissingFileNamesTheCommandThatFetchesIt() throws {
        let data = try Fixtures.temporary()
        #expect { try TextTask.rte.rows(.dev, in: data) } throws: { "\($0)".contains("make glue") }
    }

    @Test func tasksAreFoundByAnySpelling() {
        #expect(GLUE.task(named: "sst2") == .sst2)
        #expect(GLUE.task(named: "STS-B") == .stsb)
        #expect(GLUE.task(named: "WNLI") == nil)
    }
}
