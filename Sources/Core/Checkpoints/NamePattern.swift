/// A regular expression over names of layers, as Python's `re` reads it: what PEFT's `target_modules` and the keys of
/// its `rank_pattern` may be.
///
/// Only whether it matches is asked, so greed and groups mean nothing. For each part of the pattern and each place that
/// it starts from, the places where it can end are found once; so nested quantifiers take no exponential time. `\d` and
/// `\w` are ASCII's, as names of layers are.
struct NamePattern: Sendable {
    /// A piece of the pattern; others are named by their index in `parts`.
    enum Part: Sendable {
        case one(ScalarSet)
        case sequence([Int])
        case choice([Int])
        case times(Int, least: Int, most: Int?)
        case start, end
        case boundary(isWanted: Bool)
        case ahead(Int, isWanted: Bool)
    }

    /// Scalars of ranges and of other sets, or all but these.
    struct ScalarSet: Sendable {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var sets: [ScalarSet] = []
        var isInverted = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            (ranges.contains { $0.contains(scalar) } || sets.contains { $0.contains(scalar) }) != isInverted
        }

        static let digits = ScalarSet(ranges: ["0" ... "9"])
        static let word = ScalarSet(ranges: ["a" ... "z", "A" ... "Z", "0" ... "9", "_" ... "_"])
        static let space = ScalarSet(ranges: [" " ... " ", "\t" ... "\r"])
        static let any = ScalarSet(ranges: ["\n" ... "\n"], isInverted: true)

        var inverted: ScalarSet { ScalarSet(sets: [self], isInverted: true) }
    }

    let text: String
    private let parts: [Part]
    private let root: Int
    private let place: String
    /// A pattern that takes more is refused; those that people write take some thousands for a name.
    private static let mostSteps = 2_000_000

    /// - Parameter place: the file and the key, for errors.
    /// - Throws: `InputError` with the pattern, for what Python refuses and for what is not read here: lookbehind,
    ///   back references, flags, possessive quantifiers.
    init(_ text: String, place: String) throws {
        var parser = NamePatternParser(text, place: place)
        (self.text, self.place, root) = (text, place, try parser.whole())
        parts = parser.parts
    }

    /// Whether the whole of a name matches: `re.fullmatch`.
    ///
    /// - Throws: `InputError` where that takes too many steps.
    func matches(_ name: String) throws -> Bool {
        let scalars = Array(name.unicodeScalars)
        var search = Search(parts: parts, name: scalars)
        let ends = search.ends(root, from: 0)
        guard search.steps <= Self.mostSteps else {
            throw InputError(
                place, expected: "a pattern that takes at most \(Self.mostSteps) steps for a name",
                found: "\"\(text)\", which takes more for \(name)", advice: "Name the modules in a list instead.")
        }
        return ends.contains(scalars.count)
    }

    private struct Search {
        let parts: [Part]
        let name: [Unicode.Scalar]
        private var known: [Int: Set<Int>] = [:]
        private(set) var steps = 0

        init(parts: [Part], name: [Unicode.Scalar]) { (self.parts, self.name) = (parts, name) }

        /// Where a part can end that starts at a place; nothing once there were too many steps.
        mutating func ends(_ part: Int, from start: Int) -> Set<Int> {
            let key = part * (name.count + 1) + start
            if let ends = known[key] { return ends }
            let ends = newEnds(parts[part], start)
            known[key] = ends
            return ends
        }

        private mutating func newEnds(_ part: Part, _ start: Int) -> Set<Int> {
            steps += 1
            guard steps <= NamePattern.mostSteps else { return [] }
            switch part {
            case .one(let set): return start < name.count && set.contains(name[start]) ? [start + 1] : []
            case .sequence(let parts): return parts.reduce([start]) { ends($1, fromEach: $0) }
            case .choice(let parts): return parts.reduce(into: []) { $0.formUnion(ends($1, from: start)) }
            case .times(let part, let least, let most): return repeated(part, least, most, start)
            case .start: return start == 0 ? [start] : []
            case .end: return start == name.count ? [start] : []
            case .boundary(let isWanted): return isBoundary(start) == isWanted ? [start] : []
            case .ahead(let part, let isWanted): return ends(part, from: start).isEmpty != isWanted ? [start] : []
            }
        }

        private mutating func ends(_ part: Int, fromEach starts: Set<Int>) -> Set<Int> {
            steps += starts.count
            return starts.reduce(into: []) { $0.formUnion(ends(part, from: $1)) }
        }

        /// A place that fewer repetitions have reached leads nowhere new.
        private mutating func repeated(_ part: Int, _ least: Int, _ most: Int?, _ start: Int) -> Set<Int> {
            var reached: Set<Int> = least == 0 ? [start] : [], latest: Set<Int> = [start], count = 0
            while !latest.isEmpty, count < most ?? Int.max, steps <= NamePattern.mostSteps {
                latest = ends(part, fromEach: latest)
                count += 1
                guard count >= least else { continue }
                latest.subtract(reached)
                reached.formUnion(latest)
            }
            return reached
        }

        private func isBoundary(_ place: Int) -> Bool {
            let before = place > 0 && ScalarSet.word.contains(name[place - 1])
            return before != (place < name.count && ScalarSet.word.contains(name[place]))
        }
    }
}
