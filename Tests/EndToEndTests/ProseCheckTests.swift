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

    private func check(_ markdown: String, folder: String = "chapter9-example") throws -> Tool.Result {
        let folder = Tool.root.appending(path: ".build/prose-check-\(UUID().uuidString)/\(folder)")
        defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "README.md")
        try Data(markdown.utf8).write(to: file)
        return try Tool.run("scripts/check_prose.py", [file.path])
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
}
