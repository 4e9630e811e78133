import ChapterSupport
@testable import Core
@testable import Experiments
@testable import Notebook
import Testing

/// Verdicts as one picture.
@Suite struct ForestPlotTests {
    /// EDoRA a point below the others on every task, rank 4 two points below rank 32.
    private func rows(_ ids: [ClaimID]) throws -> [VerdictRow] {
        let settings = Set(GLUEGrid.settings + ClaimTable.ablationSettings)
        let made = MadeUp.results(Array(settings), tasks: GLUEGrid.tasks) { setting, _ in
            setting == Setting(.edora) ? -1 : setting == Setting(.edora, rank: 4) ? -2 : 0
        }
        let table = ClaimTable(
            claims: try ClaimTests.claims(), grid: made, ablation: made, isPapersEncoder: false, in: RunStore())
        return try table.rows(ids)
    }

    /// A picture of other numbers than those that were judged would be worse than none.
    @Test func anEffectHasTheIntervalsOfItsRow() throws {
        for row in try rows([.competitive, .higher, .averageOfRank4]) {
            #expect(row.effects.count == (row.claim.id == .averageOfRank4 ? 1 : 2))
            for effect in row.effects { #expect(row.difference.contains(effect.found.cell), "\(row.claim.id)") }
            #expect(row.effects.allSatisfy { $0.limit == (row.claim.id == .competitive ? -0.01 : 0) })
            #expect(row.effects.map(\.claimed) == row.effects.map { _ in row.claim.number })
        }
    }

    @Test func itDrawsEachDifferenceOnceAndThePapersFigureWhereThereIsOne() throws {
        let forest = ForestPlot(try rows([.competitive, .ratioOfValues]))
        #expect(forest.data.map(\.name).suffix(1) == ["zero and limits"])
        #expect(forest.data.count == 4 && forest.data.prefix(3).allSatisfy { $0.columns.map(\.count) == [2, 2, 2, 2] })
        guard case .numbers("mean", let means) = forest.data[0].columns[0] else {
            Issue.record("the first column is not the mean")
            return
        }
        #expect(means.allSatisfy { abs($0 + 1) < 1e-9 })
        let script = forest.script(title: "what Kaiming's numbers say")
        #expect(script.contains("the paper: 30 times; here 38.1 times at best") && script.contains("Kaiming''s"))
        #expect(FigureScript.fault(in: script.components(separatedBy: "\n")) == nil)
        #expect(ForestPlot(try rows([.averageOfRank4])).data.map(\.name).last == "the paper's difference")
    }

    @Test func withoutADifferenceItSaysSo() throws {
        let forest = ForestPlot(try rows([.ratioOfValues, .remedies]))
        #expect(forest.data == EmptyFigure.data && forest.script(title: "none") == EmptyFigure.script)
    }
}
