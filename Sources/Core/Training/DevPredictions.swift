import TextFormat

/// What a trained model takes each evaluated row for, in the order of the rows.
///
/// With them the rows of two runs can be paired, as McNemar's test asks, and the answers of several runs combined. As
/// JSON they are one text, "0 1 1 0": classes by their numbers, or scores to four significant digits.
public struct DevPredictions: Codable, Sendable, Equatable {
    /// A class from 0 on, or a score, for each row.
    public let values: [Double]

    /// - Parameter values: as `Evaluator.predictions` gives them; finite.
    public init(_ values: [Double]) { self.values = values.map { roundedToSignificant($0, digits: 4) } }

    /// - Throws: `DecodingError` for what is not finite numbers with a space between two.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer(), text = try container.decode(String.self)
        // Compiled once: for each of a million words it took most of the time of a chapter. Classes are digits alone.
        let decimal = /-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?/
        values = try text.split(separator: " ", omittingEmptySubsequences: text.isEmpty).map { word in
            let isDecimal =
                word.utf8.allSatisfy { (UInt8(ascii: "0") ... UInt8(ascii: "9")).contains($0) }
                || word.wholeMatch(of: decimal) != nil
            guard isDecimal, let value = Double(word), value.isFinite else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "\(shownText(String(word))) is no prediction")
            }
            return value
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values.map(Self.text).joined(separator: " "))
    }

    /// "1" and not "1.0": most are classes.
    private static func text(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }

    /// One for each evaluated row, each a class of the task or a score.
    ///
    /// - Throws: `InputError` naming the first that is none.
    func requireFit(_ task: TextTask, rows: Int, place: String) throws {
        guard values.count == rows else {
            throw InputError(place, expected: "one for each of \(rows) evaluated rows", found: "\(values.count)")
        }
        guard !task.isRegression else { return }
        for (row, value) in values.enumerated() {
            guard let number = Int(exactly: value), (0 ..< task.classes).contains(number) else {
                throw InputError(
                    place, expected: "a class from 0 to \(task.classes - 1) for each row",
                    found: "\(value) for row \(row)")
            }
        }
    }
}
