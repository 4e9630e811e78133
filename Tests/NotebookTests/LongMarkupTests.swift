import Foundation
import Testing

@testable import Notebook

/// A page of whatever marks takes no longer than its length.
@Suite(.timeLimit(.minutes(10))) struct LongMarkupTests {
    @Test func runsOfBackticksWithoutAnEndTakeNoTime() {
        // The longest first: none of them has an end.
        let text = (1 ... 1_400).reversed().map { String(repeating: "`", count: $0) }.joined(separator: " a ")
        let start = Date(), segments = Markdown.segments("text " + text).segments
        #expect(Date().timeIntervalSince(start) < 10)
        #expect(segments.allSatisfy { !$0.isVerbatim } && segments.map(\.text).joined() == "text " + text)
    }

    @Test func aSpanEndsAtTheNextRunOfItsLength() {
        func verbatim(_ text: String) -> [String] { Markdown.segments(text).segments.filter(\.isVerbatim).map(\.text) }
        #expect(verbatim("a ``b ` c`` d `e` f") == ["``b ` c``", "`e`"])
        #expect(verbatim("`a ``b`` c` ``") == ["`a ``b`` c`"])
        #expect(verbatim("``a `b` c") == ["`b`"])
        #expect(verbatim("\\`a `b`") == ["`b`"], "a backslash takes a backtick's meaning away")
        #expect(verbatim("\\``a` `b`") == ["`a`", "`b`"])
    }
}
