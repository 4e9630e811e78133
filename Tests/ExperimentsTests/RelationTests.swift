import Experiments
import Testing

@Suite struct RelationTests {
    @Test func anIntervalLiesAboveBelowOrAcrossZero() {
        #expect(Relation(0.001 ... 0.02) == .above && Relation(-0.02 ... -0.001) == .below)
        for holdsZero in [-0.01 ... 0.01, 0 ... 0.01, -0.01 ... 0, 0 ... 0] {
            #expect(Relation(holdsZero) == .notToldApart)
        }
    }

    /// Three tasks agree and the fourth does not: seeds leave no doubt, other tasks might.
    @Test func onTheseTasksIsNotOnTasksLikeThese() throws {
        let three = [[0.030, 0.031, 0.029], [0.020, 0.021, 0.019], [0.025, 0.024, 0.026]]
        let all = try #require(Comparison(tasks: three + [[0.030, 0.028, 0.032]]))
        let most = try #require(Comparison(tasks: three + [[-0.010, -0.011, -0.009]]))
        #expect(all.isSurely(.above) && !all.isSurely(.below) && abs(all.mean - 0.02625) < 1e-12)
        #expect(most.here == .above && most.beyond == .notToldApart && !most.isSurely(.above))
        #expect(most.onTasksLikeThese.contains(0) && !most.onTheseTasks.contains(0))
        let none = try #require(Comparison(tasks: [[Double]](repeating: [0.010, -0.012, 0.003], count: 4)))
        #expect(none.isSurely(.notToldApart))
    }

    @Test func withoutBothIntervalsNothingIsCompared() {
        let task = [0.01, 0.02, 0.03]
        #expect(Comparison(tasks: []) == nil)
        #expect(Comparison(tasks: [task, task, task]) == nil, "too few tasks for the bootstrap")
        #expect(Comparison(tasks: [[0.01], [0.02], [0.03], [0.04]]) == nil, "one seed")
    }
}
