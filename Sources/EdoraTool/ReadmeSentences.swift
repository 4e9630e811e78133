import Core
import Experiments
import TextFormat

/// What README says of the records above its table: sentences that people wrote, each with the condition under which
/// it holds.
struct ReadmeSentences {
    let results: GLUEResults

    private func compared(_ setting: Setting, _ other: Setting) -> Comparison? {
        results.comparison(setting, with: other, on: results.averaged)
    }
    private func count(_ setting: Setting) -> String {
        groupedDigits(EncoderConfiguration.miniLM.trainableCount(setting.method, rank: setting.rank))
    }

    /// A list of two items; empty while there are too few runs for an average.
    ///
    /// - Throws: `InputError` naming a sentence that the records no longer support.
    func list() throws -> String {
        let (edora, larger, magnitude) = (Setting(.edora), Setting(.edora, rank: 32), Setting(.magnitude))
        guard let toLoRA = compared(edora, Setting(.lora)), let toMagnitude = compared(edora, magnitude),
            let largerToMagnitude = compared(larger, magnitude)
        else { return "" }
        let score = results.average(magnitude, over: results.averaged).cell
        let difference = """
            EDoRA at rank 16 minus LoRA, on average: \(Points.text(toLoRA.mean)) points. The 95 % interval is \
            \(Points.text(toLoRA.onTheseTasks)) on these tasks (chance of the seeds alone), and \
            \(Points.text(toLoRA.onTasksLikeThese)) on tasks like these (the tasks taken as drawn at random).
            """
        let sentences = [
            "Magnitude only trains \(count(magnitude)) values and scores \(score).",
            try Self.require(
                toMagnitude.here == .notToldApart,
                "EDoRA is not to be told apart from it: \(Self.text(toMagnitude))."),
            try Self.require(
                toMagnitude.here == .notToldApart,
                "So at rank 16 these runs do not show that R and its SVD add anything to the magnitudes."),
            try Self.require(
                largerToMagnitude.here == .above && largerToMagnitude.beyond == .notToldApart,
                """
                At rank 32, with \(count(larger)) values, EDoRA is above magnitude only on these tasks, not surely on \
                others like them: \(Self.text(largerToMagnitude)).
                """),
        ]
        return "- \(difference)\n- \(sentences.joined(separator: " "))"
    }

    /// "-1.6 points, -2.4 to -0.9 and -3.4 to -0.1": the mean, its interval on these tasks, and that for tasks like
    /// these.
    private static func text(_ found: Comparison) -> String {
        let (here, beyond) = (Points.text(found.onTheseTasks), Points.text(found.onTasksLikeThese))
        return "\(Points.text(found.mean)) points, \(here) and \(beyond)"
    }

    private static func require(_ holds: Bool, _ sentence: String) throws -> String {
        guard holds else {
            throw InputError(
                "README.md", expected: "sentences that the records support", found: "“\(sentence)”, which they do not",
                advice: "Write another in Sources/EdoraTool/ReadmeSentences.swift, with a condition that guards it.")
        }
        return sentence
    }
}
