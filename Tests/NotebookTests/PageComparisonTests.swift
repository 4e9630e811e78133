import Testing

@testable import Notebook

struct PageComparisonTests {
    private static let page = """
        # Chapter 9

        It scores 67.4 ± 0.2, and -0.3 less.

        **Table 9.1.** Scores.

        | method | score |
        |:--|--:|
        | LoRA | 1,622,016 |

        <!-- machine -->
        3 s
        <!-- /machine -->
        """

    private func compare(_ old: String, _ new: String) -> PageComparison {
        PageComparison(old: Self.page, new: Self.page.replacing(old, with: new))
    }

    @Test func `the same page says so, whatever its machine blocks say`() {
        #expect(compare("3 s", "4 s").lines == ["Every number and sentence is the page's."])
    }

    @Test func `one unit of the last digit is rounding, two are a difference`() {
        let rounding = compare("67.4", "67.5")
        #expect(rounding.isWithinRounding && rounding.numbers == 6)
        #expect(
            rounding.lines == [
                "Same page within rounding: 1 of 6 numbers differ, by one unit of the last digit, "
                    + "as 67.4 → 67.5 in “Chapter 9”."
            ])
        let other = compare("67.4", "67.6")
        #expect(!other.isWithinRounding)
        #expect(
            other.lines == [
                "Another page: 1 of 6 numbers differ, and no sentence changes.", "  “Chapter 9”: 67.4 → 67.6",
            ])
        #expect(compare("-0.3", "−0.4").isWithinRounding)
        #expect(!compare("-0.3", "0.3").isWithinRounding)
        #expect(!compare("1,622,016", "1,622,017").isWithinRounding, "a count")
    }

    @Test func `a number of a table is named by the table`() {
        #expect(compare("1,622,016", "1,622,020").changes.map(\.place) == ["Table 9.1"])
    }

    @Test func `another sentence is shown, beside numbers that differ elsewhere`() {
        let found = compare("It scores 67.4", "It reaches 67.4")
        #expect(found.changes.isEmpty && found.rewritten == ["It reaches 67.4 ± 0.2, and -0.3 less."])
        #expect(found.lines[0] == "Another page: 0 of 6 numbers differ, and 1 line has other words.")
        #expect(compare("| LoRA | 1,622,016 |\n", "").rewritten == [""])
    }
}
