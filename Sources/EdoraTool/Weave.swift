import ArgumentParser
import Core
import Foundation
import Terminal
import Notebook

struct Weave: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check or re-weave the pages of the chapters without running them.",
        discussion: """
            EXAMPLES
              edora weave --check                 fail if any page is stale
              edora weave chapter4-edora          weave the page again after an edit of its prose
              edora weave --figures               redraw every figure from its data
            """)

    @Flag(help: "Report what is stale and change nothing.") var check = false
    @Flag(help: "Redraw the figures from the data beside them.") var figures = false
    @Argument(help: "Chapters. (default: all)") var chapters: [String] = []

    func validate() throws {
        if check && figures { throw ValidationError("--figures writes, and --check changes nothing: give one of them") }
    }

    func run() throws {
        let root = FileManager.default.currentDirectoryPath
        let names = chapters.isEmpty ? Weaver.chapters(root: root) : chapters
        guard !names.isEmpty else {
            throw InputError(
                root, expected: "chapters in chapters/", found: "none", advice: "Run this from the project's folder.")
        }
        let strays = check && chapters.isEmpty ? Weaver.strays(root: root) : []
        strays.forEach { note("\($0)") }
        var isFresh = strays.isEmpty
        for name in names {
            if figures {
                try Weaver.redraw(chapter: name, root: root)
            } else if check {
                let problems = Weaver.check(chapter: name, root: root)
                problems.forEach { note("\($0)") }
                print("\(name): \(problems.isEmpty ? "fresh" : "stale")")
                isFresh = isFresh && problems.isEmpty
            } else {
                print("\(try Weaver.render(chapter: name, root: root))")
            }
        }
        if !isFresh { throw ExitCode.failure }
    }
}
