import Core
import Foundation
import TextFormat

/// Shows how training goes: one line that is rewritten on a terminal, a line every few seconds elsewhere.
final class ProgressDisplay {
    private let isTerminal = isatty(STDERR_FILENO) != 0
    private let metric: Metric
    /// What the same answer for every row scores.
    private let constantAnswer: Double?
    private var shown = Date.distantPast
    private var smoothed: Double?
    private var speed: Double?
    private var hasLine = false

    init(metric: Metric, constantAnswer: Double? = nil) {
        (self.metric, self.constantAnswer) = (metric, constantAnswer)
    }

    func show(_ event: Trainer.Event) {
        switch event {
        case .step(let step):
            smoothed = 0.95 * (smoothed ?? step.loss) + 0.05 * step.loss
            speed = 0.95 * (speed ?? step.examplesPerSecond) + 0.05 * step.examplesPerSecond
            guard Date().timeIntervalSince(shown) > (isTerminal ? 0.2 : 10) else { return }
            shown = Date()
            line(
                "step \(step.step)/\(step.total), epoch \(step.epoch): loss "
                    + "\(decimalText(smoothed ?? 0, decimals: 4)), "
                    + "\(decimalText(speed ?? 0, decimals: 0)) examples/s, \(duration(step.secondsLeft)) left")
        case .epoch(let epoch, let left):
            finish()
            note(
                "epoch \(epoch.epoch): loss \(decimalText(epoch.trainLoss, decimals: 4)), "
                    + "dev \(metric.title) \(decimalText(epoch.metrics[metric.rawValue] ?? 0, decimals: 4))"
                    + (constantAnswer.map { " (constant answer \(decimalText($0, decimals: 4)))" } ?? "")
                    + ", \(duration(left)) left"
            )
        case .resumed(let step, let total):
            note("resumed from the checkpoint at step \(step) of \(total)")
        case .checkpoint: break
        }
    }

    /// Ends the line that is being rewritten.
    func finish() {
        if hasLine { note("") }
        hasLine = false
    }

    private func line(_ text: String) {
        guard isTerminal else { return note(text) }
        try? FileHandle.standardError.write(contentsOf: Data(("\r\u{1B}[K" + text).utf8))
        hasLine = true
    }
}

/// 75 → "1 min 15 s"
func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    if whole >= 3600 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
}
