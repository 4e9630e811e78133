import ArgumentParser
import ChapterSupport

/// The chapter renders from records; options train what has none, or make a draft of what there is.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter6-ablations",
        abstract: "Chapter 6: which parts of EDoRA matter, and the verdicts on the paper's claims.",
        discussion: """
            It makes the published page, chapters/chapter6-ablations/README.md, from committed run records, in seconds.
            While some are missing, --draft names them, and strikes out what the others do not support.

            EXAMPLES
              swift run chapter6-ablations
              swift run chapter6-ablations --draft
              swift run chapter6-ablations --train      (first trains what has no record, chapter 5's searches
                                                         included; needs data/glue: make glue)
              swift run chapter6-ablations --measure    (first trains what data/subspace, data/gradients and data/pair
                                                         lack: what EDoRA's frozen factors hold of full fine-tuning's
                                                         change and of the gradient, and the answers to one pair; needs
                                                         data/glue for CoLA, make gemma for the decoder's answers)
            """)

    @Flag(help: "Make a draft in .build/notebook/chapter6-ablations, and leave the published page alone.")
    var draft = false
    @Flag(help: "Train the missing runs first. Ctrl-C loses none that is finished, and the same command goes on.")
    var train = false
    @Flag(help: "Train and measure first what data/subspace, data/gradients and data/pair lack: an hour of one core.")
    var measure = false
    @Flag(help: "Fail where the published page is not what the records give, and write nothing.") var check = false

    var isDraft: Bool { draft }
}
