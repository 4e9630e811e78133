/// The scripts that are drawn without the program that made them.
///
/// A script of a running chapter comes from the repository's own code. One in `page.json` is data: somebody's file,
/// which gnuplot would run as a program, with `system`, backticks, pipes, `load` and output to any file. What a
/// chapter's source would make is not known without running it, so `redraw` takes the few statements that draw and
/// nothing else: `set`, `unset` and `plot` of `DATA` with the words below, numbers and texts. All else is a fault, also
/// what is harmless: the chapter itself draws it.
enum FigureScript {
    struct Fault: Error, Equatable {
        /// Of the script, from 1: where the statement begins, or the text that cannot be read.
        let line: Int
        let expected: String
        let found: String
    }

    /// What `set` and `unset` may name. None takes the name of a file, a program or a function.
    static let options = words(
        """
        arrow bmargin cbrange colorbox format grid key label lmargin logscale multiplot object offsets palette \
        rmargin size style tics title tmargin xlabel xrange xtics y2label y2range y2tics ylabel yrange ytics
        """)

    /// What may stand after them, and in `plot`.
    static let vocabulary = words(
        """
        DATA arrow at axes behind bottom boxxyerror by center dashtype fill fillcolor fillstyle first from \
        graph gray horizontal image index labels layout left linecolor lines linespoints linewidth margins noborder \
        nohead nomirror notitle off offset outside pixels points pointsize pointtype ratio rectangle rgb right \
        rotate row samplen scale screen solid spacing textcolor title to top using vectors with x x1y2 xerrorbars \
        xtic xtics xy y yerrorbars ytic ytics
        """)

    /// Nil where every statement is of these.
    static func fault(in script: [String]) -> Fault? {
        let text = script.joined(separator: "\n")
        do {
            for statement in try FigureScriptScanner.statements(text) { try check(statement) }
            return nil
        } catch { return error }
    }

    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    private static func check(_ statement: FigureScriptScanner.Statement) throws(Fault) {
        func refuse(_ expected: String, _ found: String) -> Fault {
            Fault(line: statement.line, expected: expected, found: found)
        }
        var rest = statement.tokens[...]
        let command = rest.removeFirst()
        switch command {
        case .word("plot"): try checkSources(of: rest, refuse)
        case .word("set"), .word("unset"):
            // `for [row=1:9]`, of so few that they cannot fill memory.
            if rest.starts(with: [.word("for"), .mark("[")]), let end = rest.firstIndex(of: .mark("]")) {
                let loop = rest[..<end].dropFirst(2)
                guard loop.count == 5, loop.dropFirst().first == .mark("="),
                    case .number(let last)? = loop.last, last.wholeMatch(of: /[0-9]{1,3}/) != nil
                else { throw refuse("a loop such as for [row=1:9]", "another") }
                try checkWords(loop, refuse)
                rest = rest[(end + 1)...]
            }
            guard case .word(let option)? = rest.popFirst(), options.contains(option) else {
                throw refuse("an option of \(options.sorted().joined(separator: ", "))", statement.text)
            }
            if option == "format" || option.hasSuffix("tics") { try checkFormats(in: rest, refuse) }
            guard !rest.contains(.mark("=")) else { throw refuse("no assignment", "=") }
        default: throw refuse("set, unset or plot", statement.text)
        }
        try checkWords(rest, refuse)
    }

    private static func checkWords(
        _ tokens: ArraySlice<FigureScriptScanner.Token>, _ refuse: (String, String) -> Fault
    ) throws(Fault) {
        for case .word(let word) in tokens where !vocabulary.contains(word) {
            throw refuse("words that draw curves, axes, marks and labels", word)
        }
    }

    /// Each curve is one of the figure's own file. A text elsewhere could be a file's name, or a command's.
    private static func checkSources(
        of tokens: ArraySlice<FigureScriptScanner.Token>, _ refuse: (String, String) -> Fault
    ) throws(Fault) {
        var depth = 0, before = FigureScriptScanner.Token.mark(",")
        for token in tokens {
            if before == .mark(","), depth == 0, token != .word("DATA") {
                throw refuse("DATA after plot and after each comma of it", "another source")
            }
            switch token {
            case .mark("("), .mark("["): depth += 1
            case .mark(")"), .mark("]"): depth -= 1
            case .mark("="): throw refuse("no assignment", "=")
            case .text(let text):
                guard [.word("title"), .word("rgb"), .word("index")].contains(before) else {
                    throw refuse("a text after title, rgb or index alone", "\"\(text)\"")
                }
            default: break
            }
            before = token
        }
        guard before != .mark(",") else { throw refuse("DATA after plot and after each comma of it", "nothing") }
    }

    /// They, and the labels of tics, are formats of C, which read what is not there when they are wrong.
    private static func checkFormats(
        in tokens: ArraySlice<FigureScriptScanner.Token>, _ refuse: (String, String) -> Fault
    ) throws(Fault) {
        for case .text(let text) in tokens {
            guard text.wholeMatch(of: /[^%]*(?:%(?:\.[0-9])?[eghfsc%][^%]*)*/) != nil else {
                throw refuse("a format such as %.0e", "\"\(text)\"")
            }
        }
    }
}
