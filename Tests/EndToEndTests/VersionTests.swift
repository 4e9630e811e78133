import Foundation
import Testing

/// The program, the changelog and the citation name one version.
@Suite(.timeLimit(.minutes(10))) struct VersionTests {
    @Test func theToolSaysTheVersionOfTheNewestChangesAndOfTheCitation() throws {
        let changes = try String(contentsOf: Tool.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
            .replacing("## [Unreleased]", with: "")  // what is still to come has no version
        let newest = try #require(changes.firstMatch(of: /(?m)^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$/))
        let first = changes.firstRange(of: "\n## ").map { changes.index(after: $0.lowerBound) }
        #expect(newest.range.lowerBound == first, "an older heading was found")

        let told = try Tool.edora("--version")
        #expect(told.status == 0 && told.output == newest.1 + "\n", "\(told.output)\(told.errors)")

        let citation = try String(contentsOf: Tool.root.appending(path: "CITATION.cff"), encoding: .utf8)
            .split(separator: "\n")
        #expect(citation.contains("version: \(newest.1)") && citation.contains("date-released: \(newest.2)"))
    }
}
