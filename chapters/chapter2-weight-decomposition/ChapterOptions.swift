import ArgumentParser
import ChapterSupport
import Core
import Experiments

/// The chapter on other input. Any option makes a draft.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter2-weight-decomposition",
        abstract: "Chapter 2: magnitude and direction, on paper and through fine-tuning.",
        discussion: """
            Without options it makes the published page, chapters/chapter2-weight-decomposition/README.md. With
            --method or --model, which change the live run, it makes a draft in
            .build/notebook/chapter2-weight-decomposition and leaves the page alone.

            EXAMPLES
              swift run chapter2-weight-decomposition
              swift run chapter2-weight-decomposition --method lora
              swift run chapter2-weight-decomposition --train      (first trains what data/movement lacks)
            """)

    @Option(help: "Method of the live run: full, lora, dora or edora.") var method: String?
    @Option(help: "A Hugging Face checkpoint folder, or minilm.") var model: String?
    @Flag(help: "Train the runs whose movements are missing.") var train = false

    var isDraft: Bool { method != nil || model != nil }

    /// - Throws: `InputError` for a name that is none of the four.
    func liveMethod() throws -> AdapterMethod {
        guard let method else { return .edora }
        guard let known = AdapterMethod.named(method), MovementRecord.methods.contains(known) else {
            throw InputError(
                "--method", expected: MovementRecord.methods.map(\.id).joined(separator: ", "), found: method)
        }
        return known
    }
}
