import Testing

@testable import Core

/// What the leaderboard is sent, and rows that stand in two files.
@Suite struct SubmissionTests {
    /// A label by the larger logit; scores from 0 to 5, with three decimals.
    @Test func predictionsAreLabelsAndScoresInTheirRange() {
        let logits = Matrix(2, 2, [2, 1, 0, 3])
        #expect(GLUESubmission.predictions(.rte, logits: logits) == ["entailment", "not_entailment"])
        #expect(GLUESubmission.predictions(.cola, logits: logits) == ["0", "1"])
        let scores = Matrix(4, 1, [-1, 2.3456, 9, 4.9996])
        #expect(GLUESubmission.predictions(.stsb, logits: scores) == ["0.000", "2.346", "5.000", "5.000"])
        #expect(GLUESubmission.text(["1", "0"]) == "index\tprediction\n0\t1\n1\t0\n")
    }

    @Test func rowsWithTheSameTextsAreRepeated() {
        func row(_ first: String, _ second: String? = nil) -> TextTask.Row {
            .init(first: Array(first.utf8), second: second.map { Array($0.utf8) }, target: nil)
        }
        let known = [row("a"), row("a", "d"), row("e")]
        #expect(TextTask.repeated([row("a"), row("b"), row("a", "c"), row("a", "d"), row("a")], in: known) == 3)
        #expect(TextTask.repeated([row("A"), row("a ")], in: known) == 0, "to the letter")
    }
}
