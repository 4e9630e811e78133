import ArgumentParser
import Core
import Foundation
import Terminal

/// Writes what a training found. Where there is no room for it, it stays in memory while a person makes some or names
/// another folder; where there is nobody to ask, a checkpoint keeps it.
struct ResultKeeper {
    let run: FineTuning
    /// The checkpoint's file; nil without `--output`.
    let checkpoint: URL?

    /// Writes one result, and returns where it is in the end.
    ///
    /// - Parameters:
    ///   - what: as the subject of a sentence.
    ///   - write: writes to a place; called again after a failure, perhaps for another.
    ///   - elsewhere: the place in another folder that the person names.
    /// - Throws: `ExitCode` when it could not be written in the end; why, and what goes on from here, is then said.
    func keep(
        _ what: String, at place: URL, write: (URL) throws -> Void, elsewhere: (URL) throws -> URL = { $0 }
    ) throws -> URL {
        var place = place
        while true {
            do {
                try write(place)
                return place
            } catch let error as InputError {
                note("\(error)")
                let kept = keptState()
                guard let next = ask(what, kept) else {
                    note("\(what) is not written. \(kept)")
                    throw ExitCode(1)
                }
                do { if let next { place = try elsewhere(next) } } catch let error as InputError { note("\(error)") }
            }
        }
    }

    /// Keeps the trained state in a checkpoint, where that finds room, and says what there is to go on from.
    private func keptState() -> String {
        guard let checkpoint else {
            return "There was no --output DIR for a checkpoint: what was trained is lost when this ends."
        }
        let goOn = "Make room; this goes on from it: \(ShellText.command(with: "--resume"))"
        do {
            try run.keepState(in: checkpoint)
            return "The checkpoint \(checkpoint.path) holds all that was trained. \(goOn)"
        } catch {
            guard let steps = FineTuning.steps(inCheckpoint: checkpoint), run.canResume(checkpoint) else {
                return "Nor can a checkpoint be written: what was trained is lost when this ends."
            }
            return "A checkpoint of the end cannot be written, but \(checkpoint.path) holds step \(steps.done) of "
                + "\(steps.total). \(goOn)"
        }
    }

    /// What the person at the terminal wants: nil to give up, none of the folders to try the same again.
    private func ask(_ what: String, _ kept: String) -> URL?? {
        guard isatty(STDIN_FILENO) != 0, isatty(STDERR_FILENO) != 0 else { return nil }
        note(
            """
            \(what) is still in memory. \(kept)
            Press Return to try again, type another folder, or q to give up:
            """)
        guard let answer = readLine()?.trimmingCharacters(in: .whitespaces), answer != "q" else { return nil }
        return .some(answer.isEmpty ? nil : URL(fileURLWithPath: answer))
    }
}
