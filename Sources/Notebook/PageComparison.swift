/// What a new run changes on a page: for the person who ran a chapter on another processor, where sums come out
/// otherwise in their last digits.
public struct PageComparison: Equatable, Sendable {
    /// A number that another stands for now.
    public struct Change: Equatable, Sendable {
        /// The table it stands in, or the section.
        public let place: String
        public let old: String, new: String

        /// The difference in units of the last digit printed, of the coarser of both.
        var units: Double {
            // A whole number is a count, and no sum rounds it.
            guard let a = PrintedNumber(old), let b = PrintedNumber(new), !a.isWhole || !b.isWhole else {
                return .infinity
            }
            return abs(a.value - b.value) / max(a.unit, b.unit)
        }
    }

    /// How many numbers the page has.
    public let numbers: Int
    public let changes: [Change]
    /// Lines whose words differ, as they are now; "" where one is gone.
    public let rewritten: [String]

    /// Compares two pages line by line, machine blocks and the alignment of columns not counted. Lines that differ in
    /// numbers alone are paired; others count as rewritten.
    init(old: String, new: String) {
        let before = Self.lines(old), after = Self.lines(new)
        numbers = after.reduce(0) { $0 + $1.numbers.count }
        var removed: Set<Int> = [], inserted: Set<Int> = []
        for change in after.map(\.words).difference(from: before.map(\.words)) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        let pairs = zip(
            before.indices.filter { !removed.contains($0) }, after.indices.filter { !inserted.contains($0) })
        changes = pairs.flatMap { old, new in
            zip(before[old].numbers, after[new].numbers).filter { $0 != $1 }.map {
                Change(place: after[new].place, old: $0, new: $1)
            }
        }
        let gone = removed.count - inserted.count
        rewritten = inserted.sorted().map { after[$0].text } + Array(repeating: "", count: max(0, gone))
    }

    /// Whether every number is the page's but for rounding: at most one unit of the last digit that is printed.
    public var isWithinRounding: Bool { rewritten.isEmpty && changes.allSatisfy { $0.units < 1.001 } }

    /// For the person who ran the chapter: one line, and where numbers moved by more than rounding, or words changed,
    /// the first few of them.
    public var lines: [String] {
        if changes.isEmpty, rewritten.isEmpty { return ["Every number and sentence is the page's."] }
        let moved = changes.sorted { $0.units > $1.units }
        let count = "\(changes.count) of \(numbers) numbers differ"
        if isWithinRounding {
            let example = moved.first.map { ", as \($0.old) → \($0.new) in \($0.place)" } ?? ""
            return ["Same page within rounding: \(count), by one unit of the last digit\(example)."]
        }
        let words =
            switch rewritten.count {
            case 0: "no sentence changes"
            case 1: "1 line has other words"
            default: "\(rewritten.count) lines have other words"
            }
        return ["Another page: \(count), and \(words)."]
            + moved.prefix(5).filter { $0.units >= 1.001 }.map { "  \($0.place): \($0.old) → \($0.new)" }
            + rewritten.prefix(3).map { "  " + ($0.isEmpty ? "a line less" : "now: \($0.prefix(100))") }
    }

    private struct Line {
        let text: String
        /// The text with each number as one mark, and runs of blanks as one.
        let words: String
        let numbers: [String]
        let place: String
    }

    private static func lines(_ page: String) -> [Line] {
        var place = "the page"
        // Once for all lines: each literal is compiled where it stands.
        let title = /^\*\*(Table [0-9.]+)\.\*\*/, heading = /#{1,3} (.+)/, number = PrintedNumber.pattern
        return MachineBlock.stripped(page).split(separator: "\n").compactMap { line in
            if let match = line.firstMatch(of: title) {
                place = String(match.1)
            } else if let match = line.wholeMatch(of: heading) {
                place = "“\(match.1)”"
            }
            let numbers = line.matches(of: number).map { String($0.output) }
            let words = line.replacing(number, with: "#").split(separator: " ").joined(separator: " ")
            return Line(text: String(line.trimmingBlanks()), words: words, numbers: numbers, place: place)
        }
    }
}

/// A number as it stands on a page: 1,622,016, −0.3, 4.3e-06.
struct PrintedNumber {
    static var pattern: Regex<Substring> { /[-+−]?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?/ }

    let value: Double
    /// One unit of the last digit printed.
    let unit: Double
    /// Whether it is written without a point and an exponent.
    let isWhole: Bool

    init?(_ text: String) {
        let plain = text.replacing("−", with: "-").replacing(",", with: "")
        guard let value = Double(plain) else { return nil }
        self.value = value
        isWhole = !plain.contains(".") && !plain.contains("e")
        let parts = plain.split(separator: "e")
        let decimals = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
        let exponent = (parts.count == 2 ? Int(parts[1]) ?? 0 : 0) - decimals
        unit = (0 ..< abs(exponent)).reduce(1) { unit, _ in exponent < 0 ? unit / 10 : unit * 10 }
    }
}
