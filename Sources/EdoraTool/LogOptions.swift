import ArgumentParser
import Core
import Terminal

/// Curves for TensorBoard beside a training.
struct LogOptions: ParsableArguments {
    @Option(
        help: """
            Folder for TensorBoard's event file: loss, gradient norm, learning rates, dev scores. With --resume it \
            goes on without a gap or a second value of a step; one with another run's events is refused.
            """)
    var logDir: PathArgument?

    /// What the events of a run are given to.
    ///
    /// - Throws: `InputError` for a folder with the events of another run.
    func log(of run: FineTuning, resumes: Bool) throws -> (Trainer.Event) -> Void {
        guard let logDir else { return { _ in } }
        let log = try TensorBoardLog(logDir.url, of: run, resumes: resumes)
        return { event in
            if case .resumed(let step, _) = event, step > log.lastStep {
                note("the log in \(logDir) lacks steps \(log.lastStep + 1) to \(step), which are done already")
            }
            if let fault = log.record(event) {
                note("warning: the log lacks steps for now; training goes on. \(fault)")
            }
        }
    }
}
