import ArgumentParser
import ChapterSupport

/// The chapter on other input. Any option but --train makes a draft.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter3-lora",
        abstract: "Chapter 3: LoRA, two thin matrices in place of a large one.",
        discussion: """
            Without options it makes the published page, chapters/chapter3-lora/README.md, from a short live run and
            committed run records.
            With --rows, --seed or --model it makes a draft in .build/notebook/chapter3-lora and leaves the page alone.

            EXAMPLES
              swift run chapter3-lora
              swift run chapter3-lora --rows 512 --seed 2
              swift run chapter3-lora --train      (first trains the runs of its tables that have no record yet)
            """)

    @Option(help: "Training rows of the live run.") var rows: Int?
    @Option(help: "Seed of the live run.") var seed: UInt64?
    @Option(help: "A Hugging Face checkpoint folder, or minilm.") var model: String?
    @Flag(help: "Train the missing runs of the tables; each is half a minute to a minute on two recent cores.")
    var train = false

    var isDraft: Bool { rows != nil || seed != nil || model != nil }
}
