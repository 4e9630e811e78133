import ArgumentParser
import ChapterSupport
import Core

/// The chapter on other input: another backbone makes a draft.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter5-glue",
        abstract: "Chapter 5: nine settings on the six tasks of GLUE.",
        discussion: """
            Without options it makes the published page, chapters/chapter5-glue/README.md, from committed run records,
            in seconds. With --model roberta-base it fills the same tables for the paper's encoder, as a draft in
            .build/notebook/chapter5-glue. A draft names what has no record, and strikes out what its numbers do not
            support.

            EXAMPLES
              swift run chapter5-glue
              swift run chapter5-glue --draft                        (while some records are missing)
              swift run chapter5-glue --train                        (first trains what has no record: make glue)
              swift run chapter5-glue --model roberta-base --train   (needs make roberta, too; days on one machine)
            """)

    @Option(help: "The encoder: \(Checkpoint.choice).") var model = Checkpoint.all[0].name
    @Flag(help: "Make a draft, and leave the published page alone.") var draft = false
    @Flag(help: "Train the missing runs first. Ctrl-C loses none that is finished, and the same command goes on.")
    var train = false
    @Flag(help: "Fail where the published page is not what the records give, and write nothing.") var check = false

    var isDraft: Bool { draft || model != Checkpoint.all[0].name }

    /// - Throws: `InputError` for an encoder whose counts the page does not know.
    func checkpoint() throws -> Checkpoint {
        guard let known = Checkpoint.named(model) else {
            throw InputError("--model", expected: Checkpoint.choice, found: model)
        }
        return known
    }
}
