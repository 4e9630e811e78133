import ChapterSupport
import Core
import Experiments

/// What chapter 5's average says of the claim about scores.
struct AverageOnGLUE: Finding {
    private let tasks: Int
    /// EDoRA less LoRA, and less DoRA; nil where a run is missing.
    private let differences: [ThreeIntervals?]
    private let verdict: Verdict?

    /// - Throws: `InputError` for a file in the folder of records that is not one.
    init(_ verdicts: [VerdictRow], in store: RunStore) throws {
        let results = try GLUEResults(GLUEGrid(in: store), in: store)
        tasks = results.averaged.count
        differences = [Setting.lora, .dora].map { ThreeIntervals(results.averagedDifferences(.edora, from: $0)) }
        verdict = verdicts.first { $0.claim.id == .competitive }?.verdict
    }

    var values: [String: String] { [:] }
    var sentences: [(holds: Bool, sentence: String)] {
        let areBelow = differences.allSatisfy { found in
            found.map { $0.count(.below) == 3 && $0.onTasksLikeThese.upperBound > -0.003 } == true
        }
        return [
            (
                tasks == 5 && areBelow,
                """
                There EDoRA's average over five tasks is below LoRA's and DoRA's, and all three intervals leave out \
                zero, the one for tasks like these only just.
                """
            ),
            (
                verdict == .inconclusive,
                "Whether it is lower by more than the one point that the rule allows is open."
            ),
        ]
    }
}
