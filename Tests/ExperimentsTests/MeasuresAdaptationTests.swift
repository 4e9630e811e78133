@testable import Core
@testable import Experiments
import Testing

/// When a task measures nothing of adaptation: at each limit that the rule's text names.
@Suite struct MeasuresAdaptationTests {
    private let rule = MeasuresAdaptation()

    /// An accuracy of two classes in equal parts, on 400 rows: two standard errors are ten points.
    private func evidence(
        dev: Double, spread: Double = 0.001, training: Double = 0.95, rows: Int = 400, isCorrelation: Bool = false
    ) -> MeasuresAdaptation.Evidence {
        let constant = isCorrelation ? 0 : 0.5
        return MeasuresAdaptation.Evidence(
            dev: Sample([dev - spread, dev, dev + spread]), training: Sample([training, training, training]),
            constant: constant, constantInTraining: constant, rows: rows, isCorrelation: isCorrelation)
    }

    @Test func bothKindsOfChanceMustBeOvercome() {
        #expect(rule.finding(evidence(dev: 0.61)) == .measures)
        #expect(rule.finding(evidence(dev: 0.52, spread: 0.02)) == .measuresNothing)
        #expect(rule.finding(evidence(dev: 0.48)) == .measuresNothing)
        #expect(rule.finding(evidence(dev: 0.59)) == .undecided, "above by the seeds, not by the choice of rows")
        #expect(rule.finding(evidence(dev: 0.61, spread: 0.06)) == .undecided, "above by the rows, not by the seeds")
        #expect(rule.finding(evidence(dev: 0.52, spread: 0.035)) == .undecided, "the interval does not exclude more")
        #expect(rule.finding(nil) == .undecided)
    }

    @Test func whatWasNotFittedSaysNothing() {
        func finding(_ training: Double) -> MeasuresAdaptation.Finding {
            rule.finding(evidence(dev: 0.5, training: training))
        }
        #expect(finding(0.75) == .measuresNothing && finding(0.749) == .undecided, "half the way from 0.5 to 1")
        #expect(MeasuresAdaptation(fitted: 0.4).finding(evidence(dev: 0.5, training: 0.71)) == .measuresNothing)
        #expect(rule.finding(evidence(dev: 0.61, training: 0.6)) == .measures, "dev rows above chance need no fit")
    }

    @Test func moreRowsAreLessChance() {
        #expect(abs(rule.margin(evidence(dev: 0.5)) - 0.1) < 1e-12)
        #expect(abs(rule.margin(evidence(dev: 0.2, rows: 401, isCorrelation: true)) - 0.1) < 1e-12)
        #expect(rule.finding(evidence(dev: 0.53, rows: 10_000)) == .measures)
        #expect(rule.finding(evidence(dev: 0.11, rows: 401, isCorrelation: true)) == .measures)
        #expect(rule.finding(evidence(dev: 0.09, rows: 401, isCorrelation: true)) == .undecided)
        #expect(MeasuresAdaptation(standardErrors: 3).finding(evidence(dev: 0.61)) == .undecided)
    }

    /// The limits of the text are those that decide.
    @Test func theTextNamesItsLimits() {
        #expect(rule.text.contains("at least half the way"))
        #expect(rule.text.contains("no more than two standard errors"))
        let other = MeasuresAdaptation(standardErrors: 3, fitted: 0.8)
        #expect(other.text.contains("at least 0.8 the way"))
        #expect(other.text.contains("no more than three standard errors"))
    }

    @Test func theEvidenceIsThatOfAllWeights() throws {
        let whole = Setting(.whole),
            facts = GLUEFacts(
                train: 100, dev: 50, tokens: 1, mostFrequent: 30, mostFrequentInTraining: 55)
        let results = MadeUp.results([whole], tasks: [.rte, .cola]) { setting, task, seed in
            MadeUp.record(setting, task, seed: seed, scores: [0.1, 0.6 + 0.01 * Double(seed)], training: 0.9)
        }
        let found = try #require(results.evidenceOfAdaptation(.rte, facts))
        #expect(found.dev.values == [0.61, 0.62, 0.63] && found.constant == 0.6 && found.constantInTraining == 0.55)
        #expect(zip(found.excess.values, [0.01, 0.02, 0.03]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(found.fit - 0.35 / 0.45) < 1e-12 && abs(found.rowError - 1 / 50.0.squareRoot()) < 1e-12)
        let cola = try #require(results.evidenceOfAdaptation(.cola, facts))
        #expect(cola.constant == 0 && cola.constantInTraining == 0 && abs(cola.rowError - 1 / 7) < 1e-12)
        var unknown = facts
        unknown.mostFrequentInTraining = nil
        #expect(results.evidenceOfAdaptation(.rte, unknown) == nil && results.evidenceOfAdaptation(.rte, nil) == nil)
        #expect(results.evidenceOfAdaptation(.cola, unknown) != nil, "a correlation needs no most frequent answer")
        let without = MadeUp.results([whole], tasks: [.rte]) { MadeUp.record($0, $1, seed: $2, scores: [0.6]) }
        #expect(without.evidenceOfAdaptation(.rte, facts) == nil, "no scores on training rows")
    }
}
