import Core
import Foundation
import TextFormat

/// Shows how training goes: one line that is rewritten on a terminal, a line every few seconds elsewhere.
final class ProgressDisplay {
    private let metric: Metric
    private var line = ProgressLine()
    private var smoothed: Double?
    private var speed: Double?

    init(metric: Metric) { self.metric = metric }

    func show(_ event: Trainer.Event) {
        switch event {
        case .step(let step):
            smoothed = 0.95 * (smoothed ?? step.loss) + 0.05 * step.loss
            speed = 0.95 * (speed ?? step.examplesPerSecond) + 0.05 * step.examplesPerSecond
            line.show {
                "step \(step.step)/\(step.total), epoch \(step.epoch): loss "
                    + "\(decimalText(smoothed ?? 0, decimals: 4)), "
                    + "\(decimalText(speed ?? 0, decimals: 0)) examples/s, \(duration(step.secondsLeft)) left"
            }
        case .epoch(let epoch, let left):
            finish()
            note(
                "epoch \(epoch.epoch): loss \(decimalText(epoch.trainLoss, decimals: 4)), "
                    + "dev \(metric.title) \(decimalText(epoch.metrics[metric.rawValue] ?? 0, decimals: 4)), "
                    + "\(duration(left)) left"
            )
        case .resumed(let step, let total):
            note("resumed from the checkpoint at step \(step) of \(total)")
        case .checkpoint: break
        }
    }

    /// Ends the line that is being rewritten.
    func finish() { line.finish() }
}
