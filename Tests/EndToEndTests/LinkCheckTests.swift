import Foundation
import Testing

/// `scripts/check_links.py` finds what leads nowhere, and nothing else.
@Suite(.timeLimit(.minutes(10))) struct LinkCheckTests {
    /// A page inside the repository, where links to its files can be checked.
    private func check(_ markdown: String) throws -> Tool.Result {
        let file = Tool.root.appending(path: ".build/link-check-\(UUID().uuidString).md")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(markdown.utf8).write(to: file)
        return try Tool.run("scripts/check_links.py", [file.path])
    }

    @Test func goodLinksPass() throws {
        let result = try check(
            """
            # A title, with *marks*

            <a name="fig-one"></a>

            ## Twice
            ## Twice

            [title](#a-title-with-marks) [figure](#fig-one) [second](#twice-1) [file](../README.md)
            [part](../README.md#results)
            ![a picture](../figures/bench/fig-cost.svg) [web](https://example.org/none) `[code](none.md)`
            `code that
            wraps [code](none.md)` [a link that
            wraps](../README.md)

            ```
            [fenced](none.md)
            ```
            """)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test(arguments: [
        ("[x](none.md)", "expected a file, found none: none.md"), ("[x](#none)", "expected an anchor #none"),
        ("[x](../README.md#none)", "expected an anchor #none in README.md"),
        ("![](../README.md)", "expected a description"),
        ("[x](../../outside.md)", "inside the repository"), ("[x\ny](none.md)", "none: none.md"),
        ("[x](../.build)", "found one that git ignores: ../.build"),
    ])
    func badLinksAreNamed(link: String, expected: String) throws {
        let result = try check("# Title\n\n\(link)\n")
        #expect(
            result.status == 1 && result.output.contains(expected) && result.output.contains(".md:3:"),
            "\(result.output)\(result.errors)")
    }
}
