import ArgumentParser
import ChapterSupport
import Experiments

/// The chapter renders from records; options train or measure what has none, or make a draft of what there is.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter7-decoder",
        abstract: "Chapter 7: EDoRA on a decoder, Gemma 3 270M.",
        discussion: """
            It makes the published page, chapters/chapter7-decoder/README.md, from committed files, in seconds. The page
            is whole however many runs have their record, and names those that have none.

            EXAMPLES
              swift run chapter7-decoder
              swift run chapter7-decoder --draft
              swift run chapter7-decoder --train      (first trains what has no record; needs make gemma and make glue)
              swift run chapter7-decoder --measure    (first measures what data/decoder lacks; needs make gemma)
            """)

    @Flag(help: "Make a draft in .build/notebook/chapter7-decoder, and leave the published page alone.")
    var draft = false
    @Flag(help: "Train the missing runs first. Ctrl-C loses none that is finished, and the same command goes on.")
    var train = false
    @Flag(help: "Measure first what data/decoder lacks: spectra, steps and decompositions, some minutes of one core.")
    var measure = false
    @Flag(help: "Fail where the published page is not what the records give, and write nothing.") var check = false

    var isDraft: Bool { draft }

    /// Trains and measures first what is asked for.
    ///
    /// - Throws: what the sweep and the measurements throw.
    func makeMissing() throws {
        if train { try Sweep(replanning: { try DecoderGrid().plan }).runForChapter() }
        if measure {
            try SpectrumRecord.measureMissing()
            try RoundingRecord.measureMissing()
            try DecoderCost.measureMissing()
        }
    }
}
