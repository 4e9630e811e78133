import Foundation
import Testing

/// `scripts/check_prose.py` finds how a page should not be written, and nothing else.
@Suite(.timeLimit(.minutes(10))) struct ProseCheckTests {
    private static let exercise = """
        **Exercise 9.1.** Do it.

        <details><summary>Solution</summary>

        ```swift
        done()
        ```

        </details>

        """
    /// Thirty-five words, the most that a sentence may have.
    private static let long = (["Here"] + Array(repeating: "word", count: 33) + ["end."]).joined(separator: " ")
    private static let good = """
        # Chapter 9 · Example

        A loss of −1.7 points (−2.5 to −0.8), or 1.5 %. `a - 1` and $`x-1`$ are code, 2026-11-28 is a day. \(long)

        | a | -b |
        |:--|--:|
        | 1 | words, and many of them, in a cell that is no sentence but goes on and on \(long) |

        """ + String(repeating: exercise, count: 3)

    /// - Parameter others: further files by their paths in a project of one page.
    private func check(
        _ markdown: String, folder: String = "chapter9-example", others: [String: String] = [:]
    ) throws -> Tool.Result {
        let project = Tool.root.appending(path: ".build/prose-check-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: project) }
        let page = "chapters/\(folder)/README.md"
        for (path, text) in others.merging([page: markdown], uniquingKeysWith: { $1 }) {
            let file = project.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try Tool.run("scripts/check_prose.py", [project.appending(path: page).path])
    }

    @Test func aGoodPagePasses() throws {
        let result = try check(Self.good)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test(arguments: [
        ("−1.7 points", "-1.7 points", ":3: expected a minus sign (−) before a number"),
        ("1.5 %", "1.5%", ":3: expected a blank before %"),
        ("| 1 |", "| -1 |", ":7: expected a minus sign (−) before a number"),
        ("word word end.", "word word word end.", ":3: expected at most 35 words in a sentence, found 36"),
        ("```swift", "```text", "expected a solution with code for exercise 1, found none"),
        ("**Exercise 9.1.**", "**Task.**", "expected 3 exercises, found 0"),
    ])
    func eachFaultIsNamed(part: String, other: String, expected: String) throws {
        let result = try check(Self.good.replacing(part, with: other))
        #expect(result.status == 1 && result.output.contains(expected), "\(result.output)\(result.errors)")
    }

    @Test func tiesAreCounted() throws {
        let ties = String(repeating: "The two cannot be told apart. ", count: 5)
        let result = try check(Self.good + "\n" + ties)
        #expect(result.status == 1 && result.output.contains("at most 4 times, found 5"), "\(result.output)")
    }

    @Test func aPageThatIsNoChapterNeedsNoExercises() throws {
        #expect(try check("# Words\n\nA few.\n", folder: "notes").status == 0)
    }

    /// Lines of a solution count as neither; three of ten are the most.
    @Test(arguments: [(3, "as they should be"), (4, "at most 30 % of the code to be hidden, found 36 %")])
    func hiddenCodeIsCounted(hidden: Int, expected: String) throws {
        func lines(_ count: Int) -> String { String(repeating: "work()\n", count: count) }
        let source =
            "//#-hidden-code\n\(lines(hidden))//#-end-hidden-code\n//: Words.\n\n\(lines(7))"
            + "//#-exercise\n//#-solution\n\(lines(50))//#-end-exercise\n"
        let result = try check(Self.good, others: ["chapters/chapter9-example/main.swift": source])
        #expect(result.status == (hidden == 3 ? 0 : 1) && result.output.contains(expected), "\(result.output)")
    }

    /// Greys and Okabe and Ito's colours pass.
    @Test(arguments: [("#D55E00", 0), ("#808080", 0), ("#ff0000", 1)])
    func otherColoursAreNamed(colour: String, status: Int32) throws {
        let result = try check(
            Self.good,
            others: [
                "chapters/chapter9-example/main.swift": "work()\n",
                "figures/chapter9-example/fig-one.gp": "plot DATA lc rgb '\(colour)'\n",
            ])
        #expect(result.status == status && result.output.contains(colour) == (status == 1), "\(result.output)")
    }
}
