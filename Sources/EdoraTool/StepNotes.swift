import Core
import Terminal
import TextFormat

/// What `edora train` says while it trains: the smoothed loss and the speed in the line of progress, a line an epoch.
struct StepNotes {
    let metric: Metric
    /// What the same answer for every row scores.
    let constantAnswer: Double?
    private var loss: Double?, speed: Double?

    init(metric: Metric, constantAnswer: Double?) { (self.metric, self.constantAnswer) = (metric, constantAnswer) }

    mutating func show(_ event: Trainer.Event) {
        switch event {
        case .step(let step):
            loss = 0.95 * (loss ?? step.loss) + 0.05 * step.loss
            speed = 0.95 * (speed ?? step.examplesPerSecond) + 0.05 * step.examplesPerSecond
            ProgressDisplay.standard.show(
                "epoch \(step.epoch), loss \(decimalText(loss ?? 0, decimals: 4)), "
                    + "\(decimalText(speed ?? 0, decimals: 0)) examples/s")
        case .epoch(let epoch, let left):
            note(
                "epoch \(epoch.epoch): loss \(decimalText(epoch.trainLoss, decimals: 4)), "
                    + "dev \(metric.title) \(decimalText(epoch.metrics[metric.rawValue] ?? 0, decimals: 4))"
                    + (constantAnswer.map { " (constant answer \(decimalText($0, decimals: 4)))" } ?? "")
                    + ", \(duration(left)) left"
            )
        case .resumed(let step, let total):
            note("resumed from the checkpoint at step \(step) of \(total)")
        case .checkpointFailed(_, let reason):
            note("warning: no checkpoint; training goes on, and the next one tries again. \(reason)")
        case .checkpoint: break
        }
    }
}
