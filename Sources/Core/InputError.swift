import TextFormat

/// A fault in something that came from outside: a file, a row, a setting.
///
/// It says where the fault is, what was expected there, what was found instead, and, where one
/// exists, the command or change that mends it. Names of properties in the phrases stand in backticks, so that a
/// program can put its own words in their place. Programmer errors are `precondition`s, not this.
public struct InputError: Error, CustomStringConvertible, Equatable, Sendable {
    /// File and place in it, `data/glue/RTE/train.tsv:17`, or the name of a property or parameter: `rates.adapter`.
    public let place: String
    /// What would be right there, as a phrase: `a score from 0 to 5`.
    public let expected: String
    /// What stands there instead.
    public let found: String
    /// What to do about it, a line each; none where nothing general can be said.
    public let adviceLines: [String]

    /// A fault at `place`, with the phrases that `description` puts together.
    public init(_ place: String, expected: String, found: String, advice: String? = nil) {
        self.init(place, expected: expected, found: found, adviceLines: advice.map { [$0] } ?? [])
    }

    /// The same with advice that takes several lines, such as a sentence and a command. A line end within one of them
    /// is shown as `\n`.
    public init(_ place: String, expected: String, found: String, adviceLines: [String]) {
        self.place = place
        self.expected = expected
        self.found = found
        self.adviceLines = adviceLines
    }

    /// What to do about it, as one text; nil where nothing general can be said.
    public var advice: String? { adviceLines.isEmpty ? nil : adviceLines.joined(separator: "\n") }

    /// "PLACE: expected THIS, found THAT", and the advice below. Values may come from files of others: control
    /// characters are shown as escapes, and the middle of a long one is left out.
    public var description: String { faultText(place, expected: expected, found: found, advice: adviceLines) }
}
