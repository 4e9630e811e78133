import ArgumentParser
import Core
import Experiments
import Notebook
import Terminal

/// What a chapter understands on its command line.
public protocol ChapterArguments: ParsableCommand {
    /// Whether the options change the page's numbers, so that a draft is made and the published page left alone.
    var isDraft: Bool { get }
    /// Whether to compare the published page with what the chapter gives now, and to write nothing.
    var check: Bool { get }
}

extension ChapterArguments {
    public var isDraft: Bool { false }
    public var check: Bool { false }
}

/// Runs a chapter: reads its command line, takes the best kernels and one thread a product, runs the body, shows on
/// standard error how far long work is, and publishes the page, or compares it where `check` asks for that. Whatever
/// the body or the page throws ends the program with a sentence and status 1.
///
/// - Parameters:
///   - body: the chapter, with the page that it fills and its options.
///   - source, file: where the chapter stands; leave them alone.
public func runChapter<Options: ChapterArguments>(
    source: String = #filePath, file: String = #fileID, _ body: (Notebook, Options) throws -> Void
) {
    OpenBLAS.restartWithBestKernel()
    let options = Options.parseOrExit()
    OpenBLAS.useOneThreadPerCall()
    do {
        try ProcessLimits.prepare()
        let published: Publication? = try ProgressDisplay.standard.during {
            let work = WorkProgress.begin(Options._commandName)
            defer { work.end() }
            // What would else be found after the live run.
            try RunStore().requireReadable()
            let page = try Notebook(source: source, draft: options.isDraft, file: file)
            try body(page, options)
            guard options.check else { return try page.publish() }
            try page.requirePublished()
            return nil
        }
        if let published { print("\(published)") }
    } catch {
        Notebook.exit(with: error)
    }
}
