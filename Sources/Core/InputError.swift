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
    /// What to do about it, or nil where nothing general can be said.
    public let advice: String?

    /// A fault at `place`, with the phrases that `description` puts together.
    public init(_ place: String, expected: String, found: String, advice: String? = nil) {
        self.place = place
        self.expected = expected
        self.found = found
        self.advice = advice
    }

    public var description: String {
        "\(place): expected \(expected), found \(found)" + (advice.map { "\n  \($0)" } ?? "")
    }
}
