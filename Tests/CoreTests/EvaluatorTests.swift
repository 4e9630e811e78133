import Foundation
import Synchronization
import Testing

@testable import Core

/// Predicting with a model of two layers: the same numbers for any threads and callers, faults of rows, stopping.
@Suite(.timeLimit(.minutes(10))) struct EvaluatorTests {
    private func model(_ name: String = "tiny-bert") throws -> SequenceClassifier {
        try SequenceClassifier(directory: Fixtures.directory.appending(path: name), seed: 1)
    }

    private func rows(_ count: Int, _ purpose: String) -> [Encoding] {
        var random = Random(seed: 5, purpose: purpose)
        return (0 ..< count).map { _ in
            let length = 1 + random.below(24)
            return Encoding(
                ids: (0 ..< length).map { _ in Int32(random.below(60)) }, typeOf: { $0 > length / 2 ? 1 : 0 })
        }
    }

    @Test func theBitsAreTheSameForAnyNumberOfThreads() throws {
        let model = try model(), rows = rows(300, "threads")
        let expected = try Evaluator(model, threads: 1).logits(rows).values
        #expect(Set(expected).count > 500, "the rows do not tell threads apart")
        for threads in [2, 3, 4] {
            let evaluator = try Evaluator(model, threads: threads)
            for _ in 0 ..< 3 { #expect(try evaluator.logits(rows).values == expected, "\(threads) threads") }
        }
        #expect(try Evaluator(model).logits(rows).values == expected, "all cores")
    }

    @Test func eachRowGetsItsOwnLogitsInTheOrderGiven() throws {
        let evaluator = try Evaluator(model(), threads: 2), rows = rows(80, "order"), all = try evaluator.logits(rows)
        for (i, row) in rows.enumerated() {
            #expect(try evaluator.logits([row]).largestDifference(from: all.rows(i ..< i + 1)) < 1e-6, "row \(i)")
        }
        #expect(try evaluator.logits([]).rows == 0)
    }

    @Test func severalCallersGetWhatEachWouldGetAlone() throws {
        let model = try model(), alone = try Evaluator(model, threads: 1), shared = try Evaluator(model, threads: 2)
        let sets = (0 ..< 6).map { rows(40 + 30 * $0, "caller \($0)") }
        let expected = try sets.map { try alone.logits($0).values }
        for _ in 0 ..< 5 {
            let found = try Parallel.map(sets.count, threads: sets.count) { try shared.logits(sets[$0]).values }
            #expect(found == expected)
        }
    }

    @Test func memoryIsUsedAgain() {
        let pool = ArenaPool()
        for _ in 0 ..< 10 { pool.lend(2) { #expect($0.count == 2) } }
        #expect(pool.count == 2)
        pool.lend(2) { first in
            pool.lend(3) { second in
                #expect(!second.contains { arena in first.contains { $0 === arena } }, "two callers have one arena")
            }
        }
        #expect(pool.count == 5)
    }

    @Test(arguments: [
        (Encoding(ids: []), "expected 1 to 24 tokens, as the model has positions, found 0"),
        (Encoding(ids: Array(repeating: 1, count: 25)), "found 25"),
        (Encoding(ids: [1, 60]), "expected ids from 0 to 59, as the model has word embeddings, found 60"),
        (Encoding(ids: [1, -1]), "found -1"),
        (Encoding(ids: [1, 1], typeOf: { $0 == 1 ? 2 : 0 }), "expected token types from 0 to 1"),
    ])
    func aRowThatDoesNotFitIsRefusedByItsNumber(_ row: Encoding, _ message: String) throws {
        let evaluator = try Evaluator(model(), threads: 2)
        let error = #expect(throws: InputError.self) { try evaluator.logits(rows(3, "good") + [row]) }
        #expect(error?.place == "row 3" && error?.description.contains(message) == true, "\(String(describing: error))")
    }

    /// RoBERTa's tokenizer may write any type: the model has one.
    @Test func aModelThatNeverSeesTokenTypesTakesAny() throws {
        let evaluator = try Evaluator(model("tiny-roberta"), threads: 1)
        let plain = Encoding(ids: [0, 5, 2]), typed = Encoding(ids: [0, 5, 2], typeOf: { $0 == 0 ? 0 : 1 })
        #expect(try evaluator.logits([typed]).values == evaluator.logits([plain]).values)
    }

    @Test(arguments: [-1, 0, 1025])
    func otherNumbersOfThreadsAreRefused(_ threads: Int) throws {
        let error = #expect(throws: InputError.self) { try Evaluator(model(), threads: threads) }
        #expect(error?.place == "threads" && error?.found == "\(threads)")
    }

    @Test func progressGrowsToTheWhole() throws {
        let rows = rows(200, "progress"), tokens = rows.reduce(0) { $0 + $1.ids.count }
        let seen = Mutex<[Evaluator.Progress]>([])
        _ = try Evaluator(model(), threads: 2).logits(rows) { progress in seen.withLock { $0.append(progress) } }
        let all = seen.withLock { $0 }
        #expect(all.count > 10)
        #expect(all.allSatisfy { $0.totalRows == 200 && $0.totalTokens == tokens })
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.rows < $1.rows && $0.tokens < $1.tokens })
        #expect(all.last?.rows == 200 && all.last?.tokens == tokens)
    }

    @Test func aCallStopsOnRequestAndTheNextIsWhole() throws {
        let evaluator = try Evaluator(model(), threads: 2), rows = rows(200, "stop"), stop = Trainer.StopFlag()
        let whole = try evaluator.logits(rows).values, most = Mutex(0)
        #expect(throws: CancellationError.self) {
            try evaluator.logits(rows, stop: stop) { progress in
                stop.stop()
                most.withLock { $0 = progress.rows }
            }
        }
        #expect((1 ..< 200).contains(most.withLock { $0 }), "it went on to the end")
        #expect(try evaluator.logits(rows).values == whole)
    }

    @Test func aCancelledTaskStops() async throws {
        let evaluator = try Evaluator(model(), threads: 2), rows = rows(200, "cancel")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try evaluator.logits(rows).rows
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(arguments: [[], [5], [600, 1, 1], Array(repeating: 13, count: 4), Array(repeating: 13, count: 3000)])
    func passesTakeEachRowOnceTheLongestFirst(_ lengths: [Int]) {
        let passes = PassPlan.passes(lengths)
        #expect(passes.joined().sorted() == Array(lengths.indices))
        let inOrder = passes.joined().map { lengths[$0] }
        #expect(inOrder == inOrder.sorted(by: >))
        for pass in passes {
            let tokens = pass.reduce(0) { $0 + lengths[$1] }
            #expect(pass.count == 1 || tokens <= PassPlan.tokens, "\(tokens) tokens")
        }
    }

    /// A hundred short rows are work for several threads.
    @Test func fewRowsAreCutFiner() {
        #expect(PassPlan.passes(Array(repeating: 13, count: 100)).count >= 16)
        #expect(PassPlan.passes(Array(repeating: 13, count: 4)).count == 1)
    }

    @Test func rowsAreEncodedInOrderByAnyNumberOfThreads() throws {
        let tokenizer = try loadTokenizer(Fixtures.minilm)
        let rows = try TextTask.rte.rows(.train, in: Fixtures.miniGLUE)
        let expected = rows.map { tokenizer.encode($0.first, $0.second, maxLength: 32) }
        #expect(rows.count > 600 && Set(expected.map(\.ids)).count > 300)
        for threads in 1 ... 4 {
            #expect(tokenizer.encodings(of: rows, maxLength: 32, threads: threads) == expected, "\(threads) threads")
        }
        #expect(tokenizer.encodings(of: [], maxLength: 32, threads: 2).isEmpty)
    }
}
