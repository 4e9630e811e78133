import Core
import Foundation
import Synchronization
import TextFormat

/// Shows how far long work is, on standard error: one line that is rewritten on a terminal, a line every ten seconds
/// elsewhere. Work that ends within two seconds is not shown.
public final class ProgressDisplay: Sendable {
    /// The one of this process, as there is one standard error.
    public static let standard = ProgressDisplay()

    private struct State {
        var isTerminal = isatty(STDERR_FILENO) != 0
        var secondsBetweenLines = 10.0
        /// What the work's owner adds to the first piece with parts.
        var detail = ""
        var hasLine = false, isOver = true
        /// Since anything was written.
        var quiet = Stopwatch()
    }
    private let state = Mutex(State())
    /// What is printed next must not stand behind the line.
    private let work = WorkProgress { ProgressDisplay.standard.hide() }

    private init() {}

    /// Shows what `body` tells `WorkProgress` until it ends.
    public func during<Value>(_ body: () throws -> Value) rethrows -> Value {
        state.withLock { ($0.isOver, $0.quiet) = (false, Stopwatch()) }
        Thread.detachNewThread { [self] in while refresh() { Thread.sleep(forTimeInterval: 0.2) } }
        defer {
            state.withLock {
                Self.clear(&$0)
                $0.isOver = true
            }
        }
        return try WorkProgress.$current.withValue(work, operation: body)
    }

    /// What stands beside the parts of the work, such as the loss; "" for nothing.
    public func show(_ detail: String) { state.withLock { $0.detail = detail } }

    /// For one of several processes on one terminal: no line is rewritten, and lines are rare.
    public func writeLines(every seconds: Double) {
        state.withLock { ($0.isTerminal, $0.secondsBetweenLines) = (false, seconds) }
    }

    /// A line that stays, or some with line feeds between them. A terminal that is gone, or a log on a full disk, must
    /// not end hours of training. What it names may come from files of others, and moves no cursor.
    func note(_ text: String) {
        state.withLock {
            Self.clear(&$0)
            write(escapingControls(text, except: ["\n"]) + "\n")
            $0.quiet = Stopwatch()
        }
    }

    private func hide() { state.withLock { Self.clear(&$0) } }

    /// Returns false when the work is over.
    private func refresh() -> Bool {
        state.withLock {
            guard !$0.isOver else { return false }
            let pieces = work.now
            guard !pieces.isEmpty else {
                Self.clear(&$0)
                return true
            }
            guard $0.quiet.seconds > ($0.hasLine ? $0.isTerminal ? 0 : $0.secondsBetweenLines : 2) else { return true }
            let text = Self.text(of: pieces, $0.detail)
            write($0.isTerminal ? "\r\u{1B}[K" + Self.fitted(text) : text + "\n")
            ($0.hasLine, $0.quiet) = (true, Stopwatch())
            return true
        }
    }

    /// Takes the line that is rewritten away.
    private static func clear(_ state: inout State) {
        if state.hasLine && state.isTerminal { write("\r\u{1B}[K") }
        if state.isTerminal { state.hasLine = false }
    }

    /// "training steps: 12 of 315, loss 0.6931, 40 s left; rows evaluated: 200 of 400"
    static func text(of pieces: [WorkProgress.Piece], _ detail: String) -> String {
        let counted = pieces.firstIndex { $0.total > 0 }
        return pieces.enumerated().map { number, piece in
            guard piece.total > 0 else {
                return piece.what + (number == pieces.count - 1 ? ", \(duration(piece.seconds)) so far" : "")
            }
            let added = number == counted && !detail.isEmpty ? ", \(detail)" : ""
            let left = piece.secondsLeft.map { ", \(duration($0)) left" } ?? ""
            return "\(piece.what): \(groupedDigits(piece.done)) of \(groupedDigits(piece.total))\(added)\(left)"
        }.joined(separator: "; ")
    }

    /// A line that is wider than the terminal cannot be rewritten.
    private static func fitted(_ text: String) -> String {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return text }
        return String(text.prefix(Int(size.ws_col) - 1))
    }
}

private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

/// A line for the person at the terminal; results go to standard output.
public func note(_ text: String) { ProgressDisplay.standard.note(text) }

/// 75 → "1 min 15 s"
public func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    if whole >= 3600 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
}
