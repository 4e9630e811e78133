import Testing

@testable import Notebook

struct TextTests {
    @Test func `numbers are written as their format says`() {
        #expect(PageValue(1_622_016).formatted(.integer) == "1,622,016")
        #expect(PageValue(-1234).formatted(nil) == "-1,234")
        #expect(PageValue(999).formatted(nil) == "999")
        #expect(PageValue(2025).formatted(.plain) == "2025")
        #expect(PageValue(0.77).formatted(.percent(1)) == "77.0 %")
        #expect(PageValue(-0.001).formatted(.decimals(2)) == "0.00")
        #expect(PageValue(-0.005001).formatted(.decimals(2)) == "-0.01")
        #expect(PageValue(4.27e-6).formatted(.scientific(1)) == "4.3e-06")
        #expect(PageValue(49_152.0).formatted(.integer) == "49,152")
        #expect(
            PageValue(1_234_567_891.0).formatted(.integer) == "1,234,567,891"
                && PageValue(1e300).formatted(.scientific(0)) == "1e+300")
    }

    @Test(arguments: [
        ("-1.7 (-2.5 to -0.8)", "−1.7 (−2.5 to −0.8)"), ("|-3|", "|−3|"), ("1e-2", "1e-2"),
        ("2026-11-27", "2026-11-27"), ("mini-2, --rank, a-1, x.-1, 3 - 4", "mini-2, --rank, a-1, x.-1, 3 - 4"),
        ("-x and -", "-x and -"), ("10 %-20 %, (a)-1, **X**-2, ?t=-1", "10 %-20 %, (a)-1, **X**-2, ?t=-1"),
    ])
    func `a hyphen that begins a number is set as a minus sign`(text: String, set: String) {
        #expect(Typography.withMinusSigns(text) == set)
    }

    @Test func `a number without a format, and a format that does not fit, are refused`() {
        #expect(PageValue(0.5).formatted(nil) == nil)
        #expect(PageValue(0.5).formatted(.integer) == nil)
        #expect(PageValue("MRPC").formatted(.decimals(1)) == nil)
        #expect(ValueFormat(".2x") == nil && ValueFormat("2f") == nil && ValueFormat(".f") == nil)
    }

    @Test func `the short form of a format reads back`() {
        for format in [ValueFormat.integer, .plain, .decimals(2), .percent(1), .scientific(3)] {
            #expect(ValueFormat(format.text) == format)
        }
    }

    @Test func `pieces of Markdown join to the same Markdown, with code and mathematics kept apart`() {
        let text = "a `b` $`c`$ ``d ` e`` \\` f ` g\n\n```math\n`x\n```\n~~~\n```\n~~~\nh"
        let (segments, openFence) = Markdown.segments(text)
        #expect(segments.map(\.text).joined() == text)
        #expect(
            segments.filter(\.isVerbatim).map(\.text) == [
                "`b`", "`c`", "``d ` e``", "```math\n`x\n```\n", "~~~\n```\n~~~\n",
            ])
        #expect(openFence == nil)
        #expect(Markdown.segments("a\n```\nb").openFence == 1)
        let tildes = Markdown.segments("~~~ text `a`\n{{x}}\n~~~\n{{b}}\n")
        #expect(tildes.openFence == nil && tildes.0.filter { !$0.isVerbatim }.map(\.text).joined() == "{{b}}\n")
    }

    @Test func `a link in a heading is its text in the contents`() {
        let block = Contents.block(["# A", "## See [Table 1](#tab) here", "text"])
        #expect(block?.contains("- [See Table 1 here](#see-table-1-here)") == true, "\(block ?? "")")
    }

    @Test(arguments: ["- ", "  * ", "1. ", "- 2) ", "-\t"])
    func `a fence may begin an item of a list`(marker: String) {
        let (segments, openFence) = Markdown.segments(
            "\(marker)```sh\n  {{a}}\n  ```\n  text {{b}}\n\(marker)```sh\n  c\n  ```\n")
        #expect(openFence == nil && segments.filter { !$0.isVerbatim }.map(\.text) == ["  text {{b}}\n"])
    }

    @Test func `a title with an apostrophe is one title to gnuplot`() {
        #expect(PlotCommand.curves(["Adam's"]).contains("title 'Adam''s'"))
        let side = PlotCommand.curves(["a", "b", "c"], errorBars: .ends, stagger: 2)
        #expect(
            [
                "index 0 using ($1*0.5000):2 ", "index 1 using ($1*1.0000):2:3:4 with yerrorbars",
                "index 2 using ($1*2.0000):2 ",
            ].allSatisfy(side.contains), "\(side)")
    }

    @Test func `a fence is longer than the backticks inside it`() {
        #expect(Markdown.fenced(["a", "````"], language: "swift") == "`````swift\na\n````\n`````")
    }

    @Test func `measured numbers in prose are found and constants are not`() {
        let prose = """
            It reached 77.0 % and 0.5,
            or 12% at 1.5e-3; `0.9`, $`0.9`$, {{a|.2f}}, {{lit:0.9}}, [0.9](x-0.9), <a name="0.9">, https://x.org/0.9.

            ```text
            0.1
            ```
            At rank 16, in 2025, 30 times; then 3e-5.
            All .77 of 77 percent, or 3 per cent.
            """
        let found = BareNumbers.find(prose)
        #expect(found.map(\.number) == ["77.0 %", "0.5", "12%", "1.5e-3", "3e-5", ".77", "77 percent", "3 per cent"])
        #expect(found.map(\.line) == [0, 0, 1, 1, 6, 7, 7, 7])
    }

    @Test func `a bar in a cell is escaped once`() throws {
        #expect(
            try PipeTable.lines(header: ["a|b", "c"], rows: [["d\\|e", " f "]], alignment: [.center, .right])
                == ["| a\\|b | c |", "|:-:|--:|", "| d\\|e | f |"])
        #expect(
            try PipeTable.lines(header: ["a", "b"], rows: [["", "`|`"]]) == ["| a | b |", "|:--|:--|", "|  | `\\|` |"])
    }

    @Test(
        arguments: [
            ([], [["b"]], []), (["a"], [], []), (["a"], [["b", "c"]], []), (["a"], [["$`|x|`$"]], []),
            (["a"], [["b\nc"]], []), (["a"], [["b"]], [.left, .right]),
        ] as [([String], [[String]], [TableAlignment])])
    func `a table of another shape is refused`(header: [String], rows: [[String]], alignment: [TableAlignment]) {
        #expect(throws: PageError.self) { try PipeTable.lines(header: header, rows: rows, alignment: alignment) }
    }

    @Test func `labels name anchors, files and drawings`() throws {
        let label = try #require(PageLabel("fig:loss-2"))
        #expect(
            label.anchor == "fig-loss-2" && label.fileName("svg") == "fig-loss-2.svg"
                && label.gnuplotName == "fig_loss_2")
        for wrong in ["fig:", "fig:a_b", "fig:A", "eqn:a", "fig", "fig:a:b", "fig:a/b", "fig:é"] {
            #expect(PageLabel(wrong) == nil, "\(wrong)")
        }
    }

    @Test func `figure data that cannot be drawn are refused`() {
        func isFault(_ series: [FigureSeries]) -> Bool {
            if case .failure = FigureData.lines(series) { true } else { false }
        }
        #expect(isFault([]))
        #expect(isFault([FigureSeries("a", x: ("x", [1]), y: ("y", [1, 2]))]))
        #expect(isFault([FigureSeries("a", x: ("x", [1]), y: ("y", [.nan]))]))
        #expect(isFault([FigureSeries("a", [.words("w", ["\""])])]))
        #expect(isFault([FigureSeries("a\nb", x: ("x", [1]), y: ("y", [1]))]))
        #expect(!isFault([FigureSeries("a", x: ("x", [1]), y: ("y", [1]))]))
    }

    @Test func `the drawing's text is escaped and blanks at line ends go`() {
        let svg = SVG.canonical(
            "<svg> \n<title>x</title>\n<desc>gnuplot</desc>\n<g><title>keep</title></g></svg>\n\n", title: "fig:a",
            description: "x < y & z")
        #expect(svg == "<svg>\n<title>fig:a</title>\n<desc>x &lt; y &amp; z</desc>\n<g><title>keep</title></g></svg>\n")
        #expect(SVG.fault(svg) == nil)
        #expect(SVG.fault("") == "an empty file")
    }

    @Test(arguments: [
        "<svg>", "<svg><g></svg>", "<svg></svg><svg/>", "<svg a=1/>", "<svg a='<'/>", "<svg>&</svg>",
        "<svg>a & b</svg>",
        "<svg>\u{1}</svg>", "<svg", "<svg a='", "</svg>", "<svg/>x", "<g/>", "<!-- <svg/>", "<svg>< </svg>",
    ])
    func `a drawing that is not well-formed is refused`(text: String) {
        #expect(SVG.fault(text) != nil)
    }

    @Test func `a well-formed drawing is not refused`() {
        let text =
            "<?xml version='1.0'?>\n<!DOCTYPE svg>\n"
            + "<svg a=\"x > y &lt;\" xlink:href='#a'><!-- < --><g />σ &#216;<![CDATA[<&]]></svg >\n"
        #expect(SVG.fault(text) == nil)
    }
}
