/// A piece of Markdown read as one line a paragraph, to find sentences that wrap over several lines of it.
///
/// White space counts as one blank, and the `>` of a quotation as none. A blank line ends a paragraph, and no sentence
/// goes on after it. Fenced blocks are no prose and are left out.
struct FoldedText {
    private static let paragraphEnd: Character = "\n"

    private let text: String
    /// What is left of the text, and where each character of it stands there.
    private var characters: [Character] = []
    private var places: [String.Index] = []

    init(_ text: String) {
        self.text = text
        var fence: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = fence {
                if Markdown.closes(line, open) { fence = nil }
            } else if let mark = Markdown.fenceMark(line) {
                fence = mark
                add(Self.paragraphEnd, line.startIndex)
            } else {
                add(line)
            }
        }
    }

    /// A sentence with single blanks for its white space.
    static func folded(_ sentence: String) -> String {
        sentence.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether a folded sentence has a mark at its end, maybe within brackets, quotation marks or emphasis.
    static func isWhole(_ sentence: String) -> Bool {
        sentence.last { !")]*_\"”'’".contains($0) }.map { ".!?:;".contains($0) } ?? false
    }

    /// Where a folded sentence stands in the text, in order.
    func ranges(of sentence: String) -> [Range<String.Index>] {
        let wanted = Array(sentence)
        guard !wanted.isEmpty else { return [] }
        var found: [Range<String.Index>] = []
        var start = 0
        while start + wanted.count <= characters.count {
            let end = start + wanted.count
            // Letters around it would make another word of its first or last one.
            if characters[start ..< end].elementsEqual(wanted), !isWord(start - 1), !isWord(end) {
                found.append(places[start] ..< text.index(after: places[end - 1]))
                start = end
            } else {
                start += 1
            }
        }
        return found
    }

    /// The text with a change made to each place where one of the folded sentences stands.
    func replacing(_ sentences: some Sequence<String>, with change: (Substring) -> String) -> String {
        var result = ""
        var rest = text.startIndex
        for range in joined(sentences.flatMap { ranges(of: $0) }) {
            result += text[rest ..< range.lowerBound] + change(text[range])
            rest = range.upperBound
        }
        return result + text[rest...]
    }

    /// Ranges in order, those that overlap as one: a sentence may be a part of another.
    private func joined(_ ranges: [Range<String.Index>]) -> [Range<String.Index>] {
        var result: [Range<String.Index>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound < last.upperBound {
                result[result.count - 1] = last.lowerBound ..< max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    private mutating func add(_ line: Substring) {
        let content = line.drop { $0.isWhitespace || $0 == ">" }
        if content.isEmpty { return add(Self.paragraphEnd, line.startIndex) }
        add(" ", line.startIndex)
        for place in content.indices { add(text[place].isWhitespace ? " " : text[place], place) }
    }

    private mutating func add(_ character: Character, _ place: String.Index) {
        if character == " ", characters.last.map({ $0 == " " || $0 == Self.paragraphEnd }) ?? true { return }
        characters.append(character)
        places.append(place)
    }

    private func isWord(_ index: Int) -> Bool {
        characters.indices.contains(index) && (characters[index].isLetter || characters[index].isNumber)
    }
}
