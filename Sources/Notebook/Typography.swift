/// How numbers are set on a page: a minus sign where a program wrote a hyphen.
public enum Typography {
    /// The text with "−" for each hyphen that begins a number, as in -1.7 and in (-2.5 to -0.8). A hyphen after a
    /// letter, a digit, a dot, a slash or another hyphen joins words, dates and ranges, and is left alone: 1e-2,
    /// 2026-11-27, mini-2.
    ///
    /// - Parameter before: what stands before the text, such as the end of a piece of code.
    public static func withMinusSigns(_ text: String, after before: Character? = nil) -> String {
        var result = ""
        var before = before
        var rest = Substring(text)
        while let character = rest.popFirst() {
            let beginsNumber =
                character == "-" && rest.first.map { $0.isASCII && $0.isNumber } ?? false
                && !(before.map { $0.isLetter || $0.isNumber || "._-/\\`$)]*%=”".contains($0) } ?? false)
            result.append(beginsNumber ? "−" : character)
            before = character
        }
        return result
    }
}
