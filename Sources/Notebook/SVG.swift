import Foundation
import TextFormat

/// The final form of a drawing.
enum SVG {
    /// Title and description replaced, trailing blanks taken off, one line end at the end.
    static func canonical(_ text: String, title: String, description: String) -> String {
        var text = replacingFirst("title", in: text, with: title)
        text = replacingFirst("desc", in: text, with: description)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingTrailingBlanks() }
        return String(lines.joined(separator: "\n").trimmingTrailingBlanks()) + "\n"
    }

    /// Why a text is not a drawing, or nil. Image viewers on the web refuse what browsers forgive.
    static func fault(_ text: String) -> String? {
        if text.trimmingBlanks().isEmpty { return "an empty file" }
        return XMLForm.fault(text, root: "svg")
    }

    static func description(of text: String) -> String? {
        content(of: "desc", in: text).map { String(text[$0]) }
    }

    static func escaped(_ text: String) -> String {
        text.replacingScalars(["&": "&amp;", "<": "&lt;", ">": "&gt;"])
    }

    private static func replacingFirst(_ element: String, in text: String, with content: String) -> String {
        guard let range = self.content(of: element, in: text) else { return text }
        return text.replacingCharacters(in: range, with: escaped(content))
    }

    private static func content(of element: String, in text: String) -> Range<String.Index>? {
        guard let start = text.firstRange(of: "<\(element)>"),
            let end = text[start.upperBound...].firstRange(of: "</\(element)>")
        else { return nil }
        return start.upperBound ..< end.lowerBound
    }
}
