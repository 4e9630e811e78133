import ArgumentParser

/// The chapter on other input. Any option makes a draft.
struct ChapterOptions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chapter2-weight-decomposition",
        abstract: "Chapter 2: magnitude and direction, on paper and through four fine-tuning runs.",
        discussion: """
            Without options it makes the published page, chapters/chapter2-weight-decomposition/README.md. With --rows, --seed or
            --model it makes a draft in .build/notebook/chapter2-weight-decomposition and leaves the page alone.

            EXAMPLES
              swift run chapter2-weight-decomposition
              swift run chapter2-weight-decomposition --rows 512 --seed 2
            """)

    @Option(help: "Training rows of each live run.") var rows: Int?
    @Option(help: "Seed of the live runs.") var seed: UInt64?
    @Option(help: "A Hugging Face checkpoint folder, or minilm.") var model: String?

    var isDraft: Bool { rows != nil || seed != nil || model != nil }
}
