/// Cuts the text of a chapter into cells.
///
/// | line | meaning |
/// |---|---|
/// | `//: text` | prose, one leading blank or tab removed |
/// | `//? text` | a question to the reader |
/// | `//! text` | its answer, which is folded away |
/// | `//-` | ends the code cell |
/// | `//#-hidden-code` … `//#-end-hidden-code` | the code cells between them are folded away |
/// | `//#-exercise` … `//#-solution` … `//#-end-exercise` | a task, and its solution that runs, folded away |
/// | anything else | code |
///
/// Markup counts only at the first column and outside string literals and block comments. A blank
/// line between two blocks of prose parts them.
struct SourceScanner {
    private static let hiddenStart = "//#-hidden-code"
    private static let hiddenEnd = "//#-end-hidden-code"
    private static let exerciseStart = "//#-exercise"
    private static let solutionStart = "//#-solution"
    private static let exerciseEnd = "//#-end-exercise"

    /// What a line says that it is, by its first three characters.
    private enum Mark: String, CaseIterable {
        case prose = "//:"
        case question = "//?"
        case answer = "//!"
        case code = ""
    }

    private let name: String
    private var cells: [ChapterSource.Cell] = []
    private var pending: [String] = []
    private var pendingMark = Mark.code
    private var pendingFirstLine = 1
    private var codeCells = 0
    /// Line of the `//#-hidden-code` that is open.
    private var hiddenSince: Int?
    private var part = ChapterSource.Part.page
    private var exercises = 0
    /// Line of the mark that began the part, for messages.
    private var partSince = 0
    private var problems: [PageProblem] = []

    /// - Parameter name: the file's path below the repository root.
    /// - Throws: `PageError` for fold marks that do not pair up, and for unknown `//#-` marks.
    static func scan(_ text: String, name: String) throws -> ChapterSource {
        var scanner = SourceScanner(name: name)
        try scanner.run(text.replacing("\r\n", with: "\n"))
        return ChapterSource(name: name, cells: scanner.cells)
    }

    private init(name: String) {
        self.name = name
    }

    private mutating func run(_ text: String) throws {
        var literals = LiteralTracker()
        for (index, slice) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(slice.trimmingTrailingBlanks())
            let number = index + 1
            if literals.isInCode, let mark = Mark.allCases.first(where: { $0 != .code && line.hasPrefix($0.rawValue) })
            {
                let text = line.dropFirst(3)
                add(String(text.hasPrefix(" ") || text.hasPrefix("\t") ? text.dropFirst() : text), mark, number)
            } else if literals.isInCode, line == "//-" {
                endCell()
            } else if literals.isInCode, line.hasPrefix("//#-") {
                fold(line, number)
            } else {
                literals.consume(line)
                add(line, .code, number)
            }
        }
        endCell()
        if !literals.isInCode {
            let last = cells.last?.firstLine ?? 1
            report(
                last, expected: "string literals and comments that end in the file",
                found:
                    "one that is open at its end, or a regex literal that looks like one, "
                    + "in or after the cell of this line"
            )
        }
        if let line = hiddenSince {
            report(line, expected: "a line \(Self.hiddenEnd) after \(Self.hiddenStart)", found: "the end of the file")
        }
        if part != .page {
            report(partSince, expected: "a line \(Self.exerciseEnd) after it", found: "the end of the file")
        }
        guard problems.isEmpty else { throw PageError(problems) }
    }

    private mutating func add(_ line: String, _ mark: Mark, _ number: Int) {
        if pendingMark != mark { endCell() }
        if pending.isEmpty {
            pendingMark = mark
            pendingFirstLine = number
        }
        pending.append(line)
    }

    private mutating func endCell() {
        let leading = pending.prefix { $0.isEmpty }.count
        var lines = Array(pending.dropFirst(leading))
        while lines.last?.isEmpty == true { lines.removeLast() }
        pending = []
        guard !lines.isEmpty else { return }
        let kind: ChapterSource.Kind
        switch pendingMark {
        case .prose: kind = .prose
        case .question: kind = .question
        case .answer: kind = .answer
        case .code:
            codeCells += 1
            kind = .code(number: codeCells, isHidden: hiddenSince != nil)
        }
        cells.append(.init(kind: kind, part: part, firstLine: pendingFirstLine + leading, lines: lines))
    }

    private mutating func fold(_ line: String, _ number: Int) {
        endCell()
        if [Self.exerciseStart, Self.solutionStart, Self.exerciseEnd].contains(line) { return turn(line, number) }
        switch (line, hiddenSince) {
        case (Self.hiddenStart, nil):
            hiddenSince = number
        case (Self.hiddenStart, let since?):
            report(
                number, expected: Self.hiddenEnd, found: "a second \(Self.hiddenStart); the first is on line \(since)")
        case (Self.hiddenEnd, nil):
            report(number, expected: "\(Self.hiddenStart) before \(Self.hiddenEnd)", found: "none")
        case (Self.hiddenEnd, _):
            hiddenSince = nil
        default:
            report(
                number,
                expected: [
                    Self.hiddenStart, Self.hiddenEnd, Self.exerciseStart, Self.solutionStart, Self.exerciseEnd,
                ].joined(separator: ", "), found: line)
        }
    }

    /// A mark of an exercise: its task, its solution, its end, in this order.
    private mutating func turn(_ line: String, _ number: Int) {
        switch (line, part) {
        case (_, _) where hiddenSince != nil:
            report(number, expected: "\(Self.hiddenEnd) before an exercise's mark", found: line)
        case (Self.exerciseStart, .page):
            exercises += 1
            part = .exercise(exercises)
        case (Self.solutionStart, .exercise(let exercise)):
            part = .solution(exercise)
        case (Self.exerciseEnd, .solution):
            part = .page
        default:
            let expected =
                switch part {
                case .page: Self.exerciseStart
                case .exercise: Self.solutionStart
                case .solution: Self.exerciseEnd
                }
            report(number, expected: "the mark \(expected)", found: line)
        }
        partSince = number
    }

    private mutating func report(_ line: Int, expected: String, found: String) {
        problems.append(PageProblem("\(name):\(line)", expected: expected, found: found))
    }
}

extension StringProtocol {
    func trimmingTrailingBlanks() -> SubSequence {
        var end = endIndex
        while end > startIndex {
            let previous = index(before: end)
            guard self[previous].isWhitespace else { break }
            end = previous
        }
        return self[..<end]
    }

    func trimmingBlanks() -> SubSequence {
        trimmingTrailingBlanks().drop { $0.isWhitespace }
    }
}
