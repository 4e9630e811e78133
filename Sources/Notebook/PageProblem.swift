import TextFormat

/// One thing that is wrong with a page or its source.
///
/// It says where, what was expected there, what was found instead, and, where one exists, the
/// command or change that mends it.
public struct PageProblem: Equatable, Sendable, CustomStringConvertible {
    /// File and line below the repository root: `chapters/chapter4-edora/main.swift:17`.
    public let place: String
    public let expected: String
    public let found: String
    public let advice: String?

    public init(_ place: String, expected: String, found: String, advice: String? = nil) {
        self.place = place
        self.expected = expected
        self.found = found
        self.advice = advice
    }

    /// On one line but for the advice; what comes from files of others is shown as `faultText` does.
    public var description: String {
        faultText(place, expected: expected, found: found, advice: advice.map { [$0] } ?? [])
    }
}

/// Thrown when a page cannot be woven. It carries every problem found, so that an author mends
/// them in one go rather than one a run.
public struct PageError: Error, Equatable, Sendable, CustomStringConvertible {
    public let problems: [PageProblem]

    public init(_ problems: [PageProblem]) {
        self.problems = problems
    }

    init(_ place: String, expected: String, found: String, advice: String? = nil) {
        self.init([PageProblem(place, expected: expected, found: found, advice: advice)])
    }

    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
