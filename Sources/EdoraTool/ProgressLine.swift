import Foundation

/// A line on standard error that says how far something is: rewritten on a terminal, a new one every few seconds
/// elsewhere.
struct ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) != 0
    private var shown: Date
    private var isOpen = false

    /// - Parameter first: when the first line is wanted.
    init(first: Date = .distantPast) { shown = first - (isTerminal ? 0.2 : 10) }

    /// Writes the text, unless it is too early for another.
    mutating func show(_ text: () -> String) {
        guard Date().timeIntervalSince(shown) > (isTerminal ? 0.2 : 10) else { return }
        shown = Date()
        guard isTerminal else { return note(text()) }
        try? FileHandle.standardError.write(contentsOf: Data(("\r\u{1B}[K" + text()).utf8))
        isOpen = true
    }

    /// Ends the line that is being rewritten.
    mutating func finish() {
        if isOpen { note("") }
        isOpen = false
    }
}

/// 75 → "1 min 15 s"
func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    if whole >= 3600 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
}
