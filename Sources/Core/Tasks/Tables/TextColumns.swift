/// The columns of a table that a task reads, by their names.
public struct TextColumns: Codable, Hashable, Sendable {
    /// Of the first text.
    public let text: String
    /// Of the second text; nil where the task has one alone.
    public let textPair: String?
    /// Of the class's name or the score.
    public let label: String

    /// Named columns; each must be another one.
    public init(text: String, textPair: String? = nil, label: String) {
        (self.text, self.textPair, self.label) = (text, textPair, label)
    }

    var names: [String] { [text, textPair, label].compactMap { $0 } }
}
