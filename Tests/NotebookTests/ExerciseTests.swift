import Foundation
import Testing

@testable import Notebook

/// Exercises with solutions that run, and the contents of a page.
@Suite(.timeLimit(.minutes(10)))
struct ExerciseTests {
    private static let source = """
        //: # Chapter 9 · Example
        //:
        //: Words.
        //:
        //: ## A norm, and more
        //:
        //: ### Part
        //#-exercise
        //: Double it.
        //#-solution
        //: Twice two:
        let page = 1
        //: which is even.
        //#-end-exercise
        //: ## Part
        """

    private func publish(_ source: String) throws -> String {
        let chapter = try TestChapter(source: source)
        defer { chapter.remove() }
        let notebook = try chapter.notebook()
        notebook.show("4", line: 12, file: "NotebookTests/TestChapter.swift")
        try notebook.publish()
        #expect(Weaver.check(chapter: chapter.name, root: chapter.root.path) == [])
        return try chapter.read("chapters/chapter9-example/README.md")
    }

    @Test func `a solution is folded away with its code and what the code gave`() throws {
        let page = try publish(Self.source)
        let expected = """
            **Exercise 9.1.** Double it.

            <details><summary>Solution</summary>

            Twice two:

            ```swift
            let page = 1
            ```

            ```text
            4
            ```

            which is even.

            </details>

            ## Part
            """
        #expect(page.contains(expected), "\(page)")
    }

    @Test func `the sections stand below the heading, with anchors as GitHub makes them`() throws {
        let page = try publish(Self.source)
        let expected = """
            # Chapter 9 · Example

            <details><summary>5 minutes of reading · contents</summary>

            - [A norm, and more](#a-norm-and-more)
              - [Part](#part)
            - [Part](#part-1)

            </details>

            Words.
            """
        #expect(page.hasPrefix(expected), "\(page)")
    }

    @Test func `what is folded away takes no time to read`() {
        let words = String(repeating: "word ", count: 1800)
        #expect(Contents.minutes(words) == 10)
        let fold = "<details><summary>x</summary>\n\n"
        #expect(Contents.minutes("\(fold)\(words)\n\n</details>") == 5)
        #expect(Contents.minutes("\(fold)\(fold)a\n\n</details>\n\n\(words)\n\n</details>") == 5, "one in another")
    }

    @Test(arguments: [
        ("//#-solution\n", "", "the mark //#-solution"), ("//#-exercise\n", "", "the mark //#-exercise"),
        ("//#-end-exercise\n", "", "//#-end-exercise"), ("let page = 1\n", "", "a solution with code that runs"),
        ("//: Double it.\n", "", "begins with its task"),
    ])
    func `an exercise without its parts is refused`(part: String, other: String, expected: String) {
        #expect {
            let chapter = try TestChapter(source: Self.source.replacing(part, with: other))
            defer { chapter.remove() }
            try chapter.notebook().publish()
        } throws: {
            "\($0)".contains(expected)
        }
    }
}
