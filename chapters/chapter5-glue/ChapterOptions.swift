import ArgumentParser
import Core

/// The chapter on other input: another backbone makes a draft.
struct ChapterOptions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chapter5-glue",
        abstract: "Chapter 5: nine settings on the six tasks of GLUE.",
        discussion: """
            Without options it makes the published page, chapters/chapter5-glue/README.md, from committed run records, in seconds; it names what has
            no record. With --model roberta-base it fills the same tables for the paper's encoder, as a draft in .build/notebook/chapter5-glue.

            EXAMPLES
              swift run chapter5-glue
              swift run chapter5-glue --train                        (first trains what has no record; needs data/glue: make glue)
              swift run chapter5-glue --model roberta-base --train   (needs roberta-base as well: make roberta; days on one machine)
            """)

    @Option(help: "The encoder: minilm or roberta-base.") var model = "minilm"
    @Flag(help: "Train the missing runs first. Ctrl-C loses none that is finished, and the same command goes on.") var train = false
    @Flag(help: "Fail where the published page is not what the records give, and write nothing.") var check = false

    var isDraft: Bool { model != "minilm" }

    /// - Throws: `InputError` for an encoder whose counts the page does not know.
    func encoder() throws -> EncoderConfiguration {
        switch model {
        case "minilm": return .miniLM
        case "roberta-base": return .robertaBase
        default: throw InputError("--model", expected: "minilm or roberta-base", found: model)
        }
    }
}
