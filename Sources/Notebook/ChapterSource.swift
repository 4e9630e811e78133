/// A chapter's `main.swift`, cut into prose and code cells.
struct ChapterSource: Equatable {
    enum Kind: Equatable {
        case prose
        /// A question to the reader, and the answer to the question before it.
        case question, answer
        /// `number` counts the code cells of the page from 1. It is what ties a captured output to
        /// its place: line numbers move with every edit of the prose, cell numbers do not.
        case code(number: Int, isHidden: Bool)
    }

    /// Where a cell stands: on the page, or in one of its exercises, counted from 1.
    enum Part: Equatable {
        case page
        case exercise(Int), solution(Int)
    }

    struct Cell: Equatable {
        let kind: Kind
        var part = Part.page
        /// Line of `lines[0]` in the file, from 1.
        let firstLine: Int
        /// Blank edges are trimmed; prose has lost its `//:`.
        let lines: [String]

        var text: String { lines.joined(separator: "\n") }
        var lastLine: Int { firstLine + lines.count - 1 }

        var number: Int? {
            if case .code(let number, _) = kind { number } else { nil }
        }
    }

    /// Path below the repository root, for messages.
    let name: String
    let cells: [Cell]

    /// The code cell that holds a line of the file, or nil when the line is prose or blank.
    func codeCell(atLine line: Int) -> Int? {
        cells.first { $0.number != nil && $0.firstLine <= line && line <= $0.lastLine }?.number
    }

    /// Line on which a code cell starts, or nil when there is no such cell.
    func firstLine(ofCodeCell number: Int) -> Int? {
        cells.first { $0.number == number }?.firstLine
    }

    /// Digest of the code cells and of where they are cut; prose and folding do not enter it.
    var codeDigest: String {
        let code = cells.filter { $0.number != nil }
        return Digest.hex(code.map { $0.text + "\n//-\n" }.joined())
    }
}
