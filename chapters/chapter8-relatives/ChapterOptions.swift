import ArgumentParser
import ChapterSupport
import Experiments

/// The chapter renders from records and from what it makes itself; an option trains what has no record.
struct ChapterOptions: ChapterArguments {
    static let configuration = CommandConfiguration(
        commandName: "chapter8-relatives",
        abstract: "Chapter 8: EDoRA among its relatives, at equal budgets.",
        discussion: """
            It makes the published page, chapters/chapter8-relatives/README.md, in a minute. The page is whole however \
            many runs have their record, and names those that have none.

            EXAMPLES
              swift run chapter8-relatives
              swift run chapter8-relatives --draft
              swift run chapter8-relatives --train    (first trains what has no record; needs make glue)
            """)

    @Flag(help: "Make a draft in .build/notebook/chapter8-relatives, and leave the published page alone.")
    var draft = false
    @Flag(help: "Train the missing runs first. Ctrl-C loses none that is finished, and the same command goes on.")
    var train = false
    @Flag(help: "Fail where the published page is not what the chapter gives now, and write nothing.")
    var check = false

    var isDraft: Bool { draft }

    /// Trains first what is asked for.
    ///
    /// - Throws: what the sweep throws.
    func makeMissing() throws {
        if train { try Sweep(replanning: { try RelativesGrid().plan }).runForChapter() }
    }
}
