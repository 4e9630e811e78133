@testable import Core
@testable import Experiments
import Foundation
import Testing

/// What is measured before a file keeps it: the pages read the files, and would believe any number.
@Suite struct MeasuringTests {
    private func normal(_ rows: Int, _ columns: Int, _ name: String) -> Matrix {
        var random = Random(seed: 1, purpose: "measuring tests " + name)
        return .normal(rows, columns, deviation: 1, using: &random)
    }

    /// By hand: lengths 5 to 10 and 2 to 2, cosines 1 and 0; and the same backwards.
    @Test func movementIsOfLengthsAndOfAngles() {
        let start = Matrix(2, 2, [3, 4, 0, 2]), end = Matrix(2, 2, [6, 8, 2, 0])
        for (a, b) in [(start, end), (end, start)] {
            let moved = Movement(from: a, to: b)
            #expect(abs(moved.magnitude - 2.5) < 1e-9 && abs(moved.direction - 0.5) < 1e-9)
        }
        let still = Movement(from: start, to: start)
        #expect(still.magnitude == 0 && abs(still.direction) < 1e-12)
    }

    /// R: coef(lm(c(2, 4, 7) ~ c(1, 2, 3))), cor(c(1, 2, 3), c(2, 4, 7)).
    @Test func theLineIsThatOfLeastSquares() {
        let line = LeastSquaresLine([1, 2, 3], [2, 4, 7])
        #expect(abs(line.slope - 2.5) < 1e-12 && abs(line.correlation - 0.9933993) < 1e-7)
    }

    @Test func aMovingAverageIsOverTheValuesBefore() {
        #expect(movingAverage([1, 2, 6, 1], over: 2) == [1, 1.5, 4, 3.5])
        #expect(movingAverage([1, 2, 6], over: 9) == [1, 1.5, 3] && movingAverage([], over: 2).isEmpty)
    }

    /// W = 1.5·W₀ has moved by half of W₀, and not in direction; a change inside the factors is held whole.
    @Test func aChangeIsMeasuredFromItsStart() throws {
        let W0 = normal(8, 12, "W0"), bases = try [1, 2].map { Basis(try .truncated(W0, rank: $0), sigmaSide: .input) }
        let longer = try SubspaceRecord.Matrix(from: W0, to: 1.5 * W0, at: "a", bases: bases, draws: 2)
        #expect(longer.relativeChange == 0.5 && longer.direction.best[1] <= 1)
        let inside = bases[1].B * normal(2, 2, "R") * bases[1].A
        let held = try SubspaceRecord.Matrix(from: W0, to: W0 + inside, at: "a", bases: bases, draws: 2).weight
        #expect(held.frozen[1] > 0.9999 && held.frozen[0] < 0.99 && held.best[1] > 0.9999 && held.random[1] < 0.9)
    }

    /// The spectrum is of the direction: rows of other lengths have the same.
    @Test func aSpectrumHoldsSquaresOfSingularValues() throws {
        let D = normal(260, 300, "D"), unit = D.scalingRows(by: D.rowNorms.map { 1 / $0 })
        let found = try SpectrumRecord.Matrix(D.scalingRows(by: Matrix(1, 260) { _, j in 1 + Float(j % 7) }), at: "a")
        let values = try SVD.exact(unit).values.values.map(Double.init)
        for (count, share) in zip(SpectrumRecord.measuredCounts, found.shares) {
            #expect(abs(share - values.prefix(count).reduce(0) { $0 + $1 * $1 } / 260) < 1e-4, "\(count)")
        }
        #expect(abs(found.ratio - values[0] / values[15]) < 1e-3)
    }

    /// bfloat16 less float32, seed by seed.
    @Test func pairsOfPrecisionAreTheNarrowLessTheWide() {
        let pairs = Ablation.precisionPairs
        let results = MadeUp.results(
            pairs.flatMap { [$0.narrow, $0.wide] }, tasks: Ablation.tasksOfPrecision,
            points: { setting, task in setting.change == nil ? 0 : task == .rte ? -1 : 2 })
        let cells = PrecisionPairs(results).cells
        #expect(cells.map(\.setting) == [.edora, .edora, .edora, .lora, .lora, .lora])
        for cell in cells {
            #expect(cell.differences.count == Plan.seeds.count)
            #expect(abs(cell.differences.mean - (cell.task == .rte ? -0.01 : 0.02)) < 1e-9)
        }
    }

    /// The last tenth of the steps: the first losses are near those of one answer under any rate.
    @Test func theLossAtTheEndIsThatOfTheLastTenth() {
        func atEnd(_ losses: [Double]) -> Double? {
            MadeUp.record(.lora, .rte, scores: [0.5], losses: losses).lossAtEnd
        }
        #expect(atEnd([Double](repeating: 0.7, count: 18) + [0.1, 0.3]) == 0.2)
        #expect(atEnd([0.7, 0.6, 0.5]) == 0.5 && atEnd([]) == nil)
    }
}
