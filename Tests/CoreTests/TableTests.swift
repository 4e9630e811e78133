import Foundation
import Testing

@testable import Core

@Suite struct TableTests {
    func table(_ text: String, _ format: Table.Format = .csv, header: Bool = true, quotes: Bool = true) throws -> Table
    {
        try table(Array(text.utf8), .init(format, hasHeader: header, hasQuotes: quotes))
    }

    func table(_ bytes: [UInt8], _ dialect: Table.Dialect = .init(.csv)) throws -> Table {
        try Table(bytes, place: "own", dialect)
    }

    func texts(_ table: Table) -> [[String?]] {
        table.rows.map { $0.fields.map { $0.map { String(decoding: $0, as: UTF8.self) } } }
    }

    /// The whole message, so that place, expectation, finding and advice are all fixed.
    func expect(_ message: String, _ body: () throws -> Table, _ location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: InputError.self, sourceLocation: location) { try body() }
        #expect(error?.description == message, sourceLocation: location)
    }

    @Test func extensionsTellTheFormat() {
        let formats = ["a.csv", "a.CSV", "a.tsv", "a.tab", "a.jsonl", "b/a.NDJSON", "a.json", "a", "csv"]
            .map { Table.Format(of: URL(fileURLWithPath: $0)) }
        #expect(formats == [.csv, .csv, .tsv, .tsv, .jsonLines, .jsonLines, nil, nil, nil])
    }

    // MARK: CSV and TSV

    @Test func quotesEncloseSeparatorsLineBreaksAndQuotes() throws {
        let read = try table(
            "text,label\n\"a, b\",x\n\"one\r\ntwo\rthree\nfour\",\"y\"\n\"He said \"\"no\"\"\",\n\"\"\"\",z")
        #expect(read.columns == ["text", "label"])
        #expect(
            texts(read) == [["a, b", "x"], ["one\r\ntwo\rthree\nfour", "y"], ["He said \"no\"", ""], ["\"", "z"]])
        #expect(read.rows.map(\.line) == [2, 3, 6, 7], "lines as an editor counts them, by line feeds")
    }

    @Test func spacesStayAndMarksAndCarriageReturnsGo() throws {
        let read = try table("\u{FEFF}a,b\r\n x , y\r\n\"\", \r\n\r\n\r\n")
        #expect(read.columns == ["a", "b"] && texts(read) == [[" x ", " y"], ["", " "]])
    }

    /// As pandas does by default; `""` is what it and Python's csv write for an empty text that is alone.
    @Test func blankLinesAreSkipped() throws {
        let read = try table("\n\r\ntext\n\na\n\n\"\"\n \n")
        #expect(texts(read) == [["a"], [""], [" "]] && read.rows.map(\.line) == [5, 7, 8])
    }

    /// A character may be of several scalars, and a comma the first of them: fields are split on bytes.
    @Test func marksThatCombineWithASeparatorStayInTheField() throws {
        #expect(
            texts(try table("a,b\nx,\u{301}y\n\"\u{301}\",\u{200D}\n")) == [
                ["x", "\u{301}y"], ["\u{301}", "\u{200D}"],
            ])
    }

    @Test func tabsSeparateAlikeAndWithoutQuotingQuotesAreText() throws {
        let text = "text\tlabel\n\"a\tb\"\tx\n"
        #expect(texts(try table(text, .tsv)) == [["a\tb", "x"]])
        let plain = try table("text\tlabel\n\"No,\" he said.\t\"x\n", .tsv, quotes: false)
        #expect(texts(plain) == [["\"No,\" he said.", "\"x"]])
    }

    @Test func withoutAHeaderColumnsAreNumbered() throws {
        let read = try table("\n\"a\nb\",x\nc,y\n", header: false)
        #expect(read.columns == ["1", "2"] && texts(read) == [["a\nb", "x"], ["c", "y"]])
        #expect(read.rows.map(\.line) == [2, 4])
        expect("own:2: expected 2 fields as in the first row, found 1, none for column 2") {
            try table("a,b\nc\n", header: false)
        }
    }

    @Test func raggedRowsSayWhichFieldsAreMissingOrTooMany() {
        expect(#"own:3: expected 3 fields as in the header, found 1, none for column "b", column "c""#) {
            try table("a,b,c\n1,2,3\n4\n")
        }
        expect(
            """
            own:2: expected 2 fields as in the header, found 3, the last being " so x"
              A field with a comma in it stands in quotes.
            """
        ) { try table("text,label\nWell, yes, so x\n") }
    }

    @Test func quotesThatEncloseNoFieldAreNamedWhereTheyAre() {
        let advice =
            "\n  A field with quotes in it stands in quotes, and they are doubled. "
            + "If the file is written without quoting, `hasQuotes` says so."
        expect(
            #"own:4: column "text": expected a quote that closes the one before "never closed,y", "#
                + "found the end of the file"
                + advice
        ) { try table("text,label\n\"a\nb\",x\n\"never closed,y\nc,z\n") }
        expect(
            #"own:2: column "text": expected the field's end after its closing quote, found "No," in quotes and then "#
                + #"" he said.\tx""# + advice
        ) { try table("text\tlabel\n\"No,\" he said.\tx\n", .tsv) }
        expect(
            #"own:2: column "label": expected no quote in a field without quotes, found "5" and then "\" disk""#
                + advice
        ) { try table("text,label\nx,5\" disk\n") }
    }

    @Test func aCarriageReturnAloneIsRefusedOutsideOfQuotes() {
        expect(
            """
            own:1: column 2: expected lines that end in a line feed, found a carriage return alone
              Convert the file, say by `tr '\\r' '\\n'`, or put the field into quotes.
            """
        ) { try table("a,b\r1,2\r") }
    }

    @Test func headersNameEachColumnOnce() {
        expect(
            """
            own:1: column 1: expected a name in the header, found none
              pandas leaves its index without a name: `to_csv(…, index=False)`.
            """
        ) { try table(",text\n0,a\n") }
        expect(#"own:1: column 3: expected a name that no other column has, found "a", as column 1"#) {
            try table("a,b,a\n1,2,3\n")
        }
    }

    @Test func filesWithoutRowsAreRefused() {
        for text in ["", "\n\r\n", "\u{FEFF}"] {
            expect("own: expected at least one row, found an empty file") { try table(text) }
            expect("own: expected at least one row, found an empty file") { try table(text, .jsonLines) }
        }
        expect("own: expected at least one row, found the names of columns alone") { try table("a,b\n") }
    }

    @Test func otherEncodingsAreNamed() {
        let utf16 = "\n  Convert the file, say by `iconv -f UTF-16 -t UTF-8`."
        let latin = "\n  Convert the file, say by `iconv -f latin1 -t utf-8`."
        for mark: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
            expect("own: expected text in UTF-8, found UTF-16" + utf16) { try table(mark + [0x61, 0, 0x0A, 0]) }
        }
        expect(
            "own:2: expected text in UTF-8, found a NUL byte\n"
                + "  No text has one. If the file is UTF-16: Convert the file, say by `iconv -f UTF-16 -t UTF-8`."
        ) { try table("a\nb\0c\n") }
        expect("own: expected text in UTF-8, found a gzip file\n  Unpack it, say by `gunzip`.") {
            try table([0x1F, 0x8B, 8])
        }
        for dialect in [Table.Dialect(.csv), .init(.csv, hasQuotes: false)] {
            expect("own:3: column \"b\": expected text in UTF-8, found other bytes" + latin) {
                try table(Array("a,b\n1,2\n3,Sch".utf8) + [0xF6] + Array("n\n".utf8), dialect)
            }
        }
        expect("own:1: column \"b\": expected text in UTF-8, found other bytes" + latin) {
            try table(Array(#"{"a":1,"b":"Sch"#.utf8) + [0xF6] + Array("n\"}\n".utf8), .init(.jsonLines))
        }
    }

    // MARK: columns

    @Test func aMissingColumnNamesThoseThatAreThere() throws {
        func message(_ name: String, _ text: String, _ format: Table.Format = .csv, header: Bool = true) throws
            -> String?
        {
            let table = try table(text, format, header: header)
            return #expect(throws: InputError.self) { try table.column(name) }?.description
        }
        #expect(try table("id,text,label\n1,2,3\n").column("label") == 2)
        #expect(
            try message("labels", "\nid,text,Label\n1,2,3\n")
                == "own:2: expected a column \"labels\", found \"id\", \"text\", \"Label\"\n  Is it \"Label\"?")
        #expect(try message("label", "id,lable\n1,2\n")?.hasSuffix("Is it \"lable\"?") == true)
        #expect(try message("TEXT", "id,text\n1,2\n")?.hasSuffix("Is it \"text\"?") == true)
        #expect(try message("score", "id,text\n1,2\n") == "own:1: expected a column \"score\", found \"id\", \"text\"")
        #expect(
            try message("text", "a,b\n1,2\n", header: false)
                == "own: expected a column \"text\", found \"1\", \"2\"\n"
                + "  Without a header columns are called 1, 2, …")
        #expect(try message("text", "text;label\n1;2\n")?.contains("separated by semicolons") == true)
        #expect(try message("text", "text\tlabel\n1\t2\n")?.contains("separated by tabs: name that format") == true)
        let many = (1 ... 30).map { "column\($0)" }.joined(separator: ",")
        #expect(try message("x", many + "\n" + many)?.hasSuffix("\"column20\" and 10 more") == true)
    }

    // MARK: files

    @Test func filesThatCannotBeReadSayWhy() throws {
        let folder = try Fixtures.temporary()
        let missing = folder.appending(path: "none.csv")
        let fault = #expect(throws: InputError.self) { try Table(contentsOf: missing, .init(.csv)) }
        #expect(fault?.place == missing.path && fault?.found.contains("exist") == true)
        let file = folder.appending(path: "own.csv")
        try Data("a\n1\n".utf8).write(to: file)
        #expect(try Table(contentsOf: file, .init(.csv)).place == file.path)
    }

    /// 100,000 rows of a hundred bytes take about a tenth of a second; the limit is for what grows with their square.
    @Test(arguments: Table.Format.allCases)
    func manyRowsAreReadInTimeThatGrowsWithThem(_ format: Table.Format) throws {
        var writer = try TableWriter(["text", "label", "score"], format)
        let text = String(repeating: "A \"dog\", naïve,\nruns. ", count: 4)
        for i in 0 ..< 100_000 {
            try writer.append([.text(Array("\(text)\(i)".utf8)), .text(Array("yes".utf8)), .number(Float(i) / 7)])
        }
        let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        let read = try Table(writer.bytes, place: "own", .init(format))
        let seconds = Double(nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start) / 1e9
        #expect(read.rows.count == 100_000 && seconds < 5, "\(seconds) s of the processor")
    }
}

/// Nanoseconds of a clock of the system.
private func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
