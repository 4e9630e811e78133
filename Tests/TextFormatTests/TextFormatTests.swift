import Testing
import TextFormat

@Suite("Text of others")
struct ShownTextTests {
    @Test("Letters of every script, accents and emoji stay as they are")
    func plain() {
        let texts = [
            "", "a: b, c", "日本語 ならび", "é e\u{301} ß", "עברית \u{200F}x", "👩‍👩‍👧 👍🏽", "a\\n \\u{1B}", "σ = 0.1 · Ø",
        ]
        for text in texts {
            #expect(shownText(text) == text)
        }
    }

    @Test("What moves a cursor, ends a line or turns the direction of reading is shown as an escape")
    func escapes() {
        #expect(shownText("a\nb\r\nc\td") == #"a\nb\r\nc\td"#)
        #expect(shownText("\u{0}\u{1B}[31m\u{7F}\u{85}\u{9B}") == #"\u{0}\u{1B}[31m\u{7F}\u{85}\u{9B}"#)
        let turned = "\u{2028}\u{2029}\u{202A}\u{202E}\u{2066}\u{2069}x"
        #expect(shownText(turned) == #"\u{2028}\u{2029}\u{202A}\u{202E}\u{2066}\u{2069}x"#)
        #expect(escapingControls("a\nb\u{1B}", except: ["\n"]) == "a\nb\\u{1B}")
    }

    @Test("The middle of a long text is left out, counted in scalars, of which a character may have a million")
    func long() {
        let text = String(repeating: "a", count: 150) + String(repeating: "b", count: 150)
        #expect(shownText(text, limit: 300) == text)
        #expect(shownText(text, limit: 30) == "aaaaaaaaaaaaaaaaaaaa … (270 characters left out) … bbbbbbbbbb")
        let stacked = "e" + String(repeating: "\u{301}", count: 1_000_000)
        #expect(shownText(stacked).unicodeScalars.count < 300)
    }

    @Test("A fault is a line, and each line of its advice another")
    func fault() {
        #expect(
            faultText("f\n:1", expected: "x", found: "\"\u{1B}\"", advice: ["Try:", "  run \n it"])
                == "f\\n:1: expected x, found \"\\u{1B}\"\n  Try:\n  run \\n it")
        let long = String(repeating: "x", count: 100_000)
        #expect(faultText(long, expected: long, found: long, advice: [long]).count < 3500)
    }

    @Test("What is quoted for a shell or for Python is one text there")
    func quoted() {
        #expect(shellQuoted("a/b-1.tsv") == "a/b-1.tsv" && shellQuoted("") == "''")
        #expect(shellQuoted("it's $(x)") == #"'it'\''s $(x)'"#)
        #expect(pythonQuoted(#"a"\b"#) == #""a\"\\b""#)
        // With a combining mark behind it a quotation mark is another character for Swift, and none for a shell.
        #expect(shellQuoted("a'\u{301} b") == "'a'\\''\u{301} b'")
        #expect(pythonQuoted("\"\u{301}") == "\"\\\"\u{301}\"" && pythonQuoted("\\\u{301}") == "\"\\\\\u{301}\"")
        #expect(shellQuoted("e\u{301}") == "'e\u{301}'", "no plain letter")
    }
}

@Suite("Text of numbers")
struct TextFormatTests {
    @Test("Decimals round to the nearest, are padded on the left, and zero has no sign")
    func decimals() {
        #expect(decimalText(3.14159, decimals: 2) == "3.14")
        #expect(decimalText(-0.5, decimals: 3, width: 8) == "  -0.500")
        #expect(decimalText(-0.0001, decimals: 2) == "0.00")
        #expect(decimalText(0.125, decimals: 2) == "0.12" && decimalText(0.375, decimals: 2) == "0.38")
        #expect(decimalText(2.05, decimals: 0) == "2")
    }

    @Test("What has no decimals is written as Swift writes it")
    func notFinite() {
        #expect(decimalText(.nan, decimals: 2, width: 5) == "  nan")
        #expect(decimalText(-.infinity, decimals: 2) == "-inf")
        #expect(decimalText(1e30, decimals: 2) == "1e+30")
    }

    @Test("Digits stand in groups of three from the right")
    func groups() {
        #expect(groupedDigits(1_622_016) == "1,622,016")
        #expect(groupedDigits(-1_000) == "-1,000")
        #expect(groupedDigits(-12) == "-12" && groupedDigits(0) == "0" && groupedDigits(999) == "999")
    }

    @Test("Significant digits count from the first that is not zero")
    func significant() {
        #expect(roundedToSignificant(0.00123456, digits: 3) == 0.00123)
        #expect(roundedToSignificant(-98_765, digits: 2) == -99_000)
        #expect(roundedToSignificant(Double(Float(0.1))) == 0.1, "seven digits are what a float can say")
        #expect(roundedToSignificant(.nan).isNaN)
    }

    @Test func columnsAreAligned() {
        #expect(alignedColumns([["name", "n"], ["a", "10"]]) == "name   n\na     10" && alignedColumns([]).isEmpty)
    }
}
