@testable import Core
@testable import Experiments
import Foundation
import Testing

/// What a pair of frozen factors can hold of a change: the laws of a projection.
@Suite struct SubspaceTests {
    private func normal(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
        var random = Random(seed: seed, purpose: "subspace tests")
        return .normal(rows, columns, deviation: 1, using: &random)
    }
    private func basis(_ W: Matrix, _ rank: Int, _ side: Basis.SigmaSide = .input) throws -> Basis {
        Basis(try SVD.truncated(W, rank: rank), sigmaSide: side)
    }

    @Test func theShareGrowsWithTheRankFromZeroToOne() throws {
        let W = normal(12, 20, 1), X = normal(12, 20, 2), ranks = [1, 2, 4, 8, 12]
        let shares = try ranks.map { try FrozenSubspace(basis(W, $0)).share(of: X) }
        #expect(shares.allSatisfy { (0 ... 1).contains($0) } && zip(shares, shares.dropFirst()).allSatisfy(<))
        let best = try FrozenSubspace.bestShares(of: X, ranks: ranks)
        #expect(zip(shares, best).allSatisfy(<), "the best update of a rank holds more than a given one")
        #expect(abs(best[4] - 1) < 1e-6 && zip(best, best.dropFirst()).allSatisfy(<))
        let tail = (X - (try SVD.truncated(X, rank: 4)).product).squaredNorm / X.squaredNorm
        #expect(abs(1 - best[2] - tail) < 1e-5)
        #expect(try FrozenSubspace(basis(W, 4)).share(of: Matrix(12, 20)) == 0)
    }

    /// B and A need not be orthonormal, as Kaiming's numbers are not.
    @Test(arguments: [1, 3, 7]) func whatWasMadeInTheSubspaceIsHeldWhole(_ rank: Int) throws {
        for factors in [
            try basis(normal(10, 16, 3), rank), Basis(A: normal(rank, 16, 4), B: 7 * normal(10, rank, 5)),
        ] {
            let inside = factors.B * normal(rank, rank, 6) * factors.A
            let subspace = try FrozenSubspace(factors)
            #expect(abs(subspace.share(of: inside) - 1) < 1e-5)
            let other = normal(10, 16, 7), outside = Float(inside.norm / other.norm) * other
            let mixed = subspace.share(of: inside + outside)
            #expect(mixed < 0.99 && mixed > subspace.share(of: outside))
        }
    }

    @Test func signsSidesAndSizesOfTheVectorsDoNotMatter() throws {
        let W = normal(9, 14, 8), X = normal(9, 14, 9), plain = try basis(W, 3)
        let share = try FrozenSubspace(plain).share(of: X)
        var flipped = plain
        flipped = Basis(
            A: Matrix(3, 14) { i, j in i == 1 ? -plain.A[i, j] : 5 * plain.A[i, j] },
            B: Matrix(9, 3) { i, j in j == 1 ? -plain.B[i, j] : plain.B[i, j] })
        #expect(abs(try FrozenSubspace(flipped).share(of: X) - share) < 1e-6)
        #expect(abs(try FrozenSubspace(basis(W, 3, .output)).share(of: X) - share) < 1e-6)
        #expect(abs(try FrozenSubspace(basis(W, 3)).share(of: -3 * X) - share) < 1e-6)
    }

    /// R by the normal equations of ‖X − B·R·A‖², all r² unknowns at once, in Double.
    @Test func theShareIsThatOfTheLeastSquaresSolution() throws {
        let B = normal(5, 2, 10), A = normal(2, 4, 11), X = normal(5, 4, 12)
        func column(_ p: Int, _ q: Int) -> [Double] {
            (0 ..< 20).map { Double(B[$0 / 4, p]) * Double(A[q, $0 % 4]) }
        }
        let columns = [column(0, 0), column(0, 1), column(1, 0), column(1, 1)], x = X.values.map(Double.init)
        func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        var system = columns.map { a in columns.map { dot(a, $0) } + [dot(a, x)] }
        for i in 0 ..< 4 {
            for k in 0 ..< 4 where k != i {
                let factor = system[k][i] / system[i][i]
                for j in i ..< 5 { system[k][j] -= factor * system[i][j] }
            }
        }
        let R = (0 ..< 4).map { system[$0][4] / system[$0][$0] }
        let made = (0 ..< 20).map { place in (0 ..< 4).reduce(0) { $0 + R[$1] * columns[$1][place] } }
        let left = zip(x, made).map { $0 - $1 }
        let share = try FrozenSubspace(Basis(A: A, B: B)).share(of: X)
        #expect(abs(share - (1 - dot(left, left) / dot(x, x))) < 1e-6)
    }

    /// Whatever X is, here one of rank one; the mean of 400 draws within four standard errors.
    @Test func randomFactorsHoldTheirPartOfTheDimensions() throws {
        let X = normal(12, 1, 13) * normal(1, 20, 14)
        let shares = Sample(
            try (0 ..< 400).map { draw in
                var random = Random(seed: UInt64(draw), purpose: "subspace tests")
                return try FrozenSubspace(random: 12, 20, rank: 3, using: &random).share(of: X)
            })
        let expected = FrozenSubspace.expectedShare(outputs: 12, inputs: 20, rank: 3)
        #expect(expected == 9.0 / 240)
        #expect(abs(shares.mean - expected) < 4 * shares.deviation / 20, "\(shares.mean)")
    }

    /// What only stretches rows, as magnitudes and weight decay do, is no change of direction.
    @Test func theChangeOfDirectionLeavesOutLengths() {
        let W = normal(6, 8, 15), turned = W + 0.1 * normal(6, 8, 16), lengths = Matrix(1, 6) { _, j in Float(j + 1) }
        let change = SubspaceRecord.Change.direction
        #expect(change.matrix(from: W, to: W.scalingRows(by: lengths)).norm < 1e-5 * W.norm)
        let plain = change.matrix(from: W, to: turned)
        #expect(change.matrix(from: W, to: turned.scalingRows(by: lengths)).largestDifference(from: plain) < 1e-5)
        #expect((W + plain).rowNorms.largestDifference(from: W.rowNorms) < 1e-5, "the old lengths")
        #expect(SubspaceRecord.Change.weight.matrix(from: W, to: turned).values == (turned - W).values)
    }
}

/// The committed measurements, and what is refused of a damaged one.
@Suite struct SubspaceRecordTests {
    private func matrix(_ path: String, _ frozen: [Double], relativeChange: Double = 0.1) -> SubspaceRecord.Matrix {
        let shares = SubspaceRecord.Shares(frozen: frozen, best: [0.5, 0.6], random: [0.1, 0.2])
        return SubspaceRecord.Matrix(
            path: path, outputs: 8, inputs: 4, relativeChange: relativeChange, weight: shares, direction: shares)
    }
    private func record(
        _ matrices: [SubspaceRecord.Matrix], ranks: [Int] = [1, 4], draws: Int = 2, task: TextTask = .rte,
        seed: UInt64 = 1
    ) -> SubspaceRecord {
        let run = PlannedRun.glue(task, Setting(.whole), rate: 1e-4, seed: seed, division: nil, backbone: "minilm")
        return SubspaceRecord(
            key: "k", run: run, model: "m", ranks: ranks, draws: draws, matrices: matrices, score: 0.5)
    }
    private let query = "encoder.layer.0.attention.self.query", value = "encoder.layer.0.attention.self.value"

    @Test func everyCommittedRecordIsReadAndKeepsTheLaws() throws {
        let store = RunStore(root: PlanTests.root)
        let records = try SubspaceRecord.runs(in: store).map { run in
            let file = PlanTests.root.appending(path: SubspaceRecord.file(run).relativePath)
            return try SubspaceRecord.read(run, in: store, from: file)
        }
        let summary = try SubspaceSummary(records)
        #expect(summary.kinds.count == 4 && summary.matrices(\.frozen).count == records[0].matrices.count)
        for matrix in records.flatMap(\.matrices) {
            for shares in [matrix.weight, matrix.direction] {
                #expect(zip(shares.frozen, shares.frozen.dropFirst()).allSatisfy(<=), "\(matrix.path)")
                #expect(zip(shares.frozen, shares.best).allSatisfy(<=), "\(matrix.path)")
            }
        }
        for (random, expected) in zip(summary.shares(\.random), summary.expected()) {
            #expect(abs(random / expected - 1) < 0.1)
        }
    }

    @Test func meansGoOverSeedsThenTasks() throws {
        let summary = try SubspaceSummary([
            record([matrix(query, [0.1, 0.2]), matrix(value, [0.3, 0.4])]),
            record([matrix(query, [0.3, 0.4]), matrix(value, [0.3, 0.4])], seed: 2),
            record([matrix(query, [0.6, 0.7]), matrix(value, [0.3, 0.4])], task: .cola),
        ])
        func near(_ a: [Double], _ b: [Double]) -> Bool { zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 } }
        #expect(summary.kinds == ["attention.self.query", "attention.self.value"])
        #expect(near(summary.shares(\.frozen, kind: "attention.self.query"), [0.4, 0.5]))
        #expect(near(summary.shares(\.frozen), [0.35, 0.45]) && near(summary.expected(), [1.0 / 32, 0.5]))
        #expect(abs(summary.relativeChange - 0.1) < 1e-12)
    }

    @Test func recordsThatDoNotBelongTogetherAreRefused() {
        let one = record([matrix(query, [0.1, 0.2])])
        #expect(throws: InputError.self) { try SubspaceSummary([]) }
        #expect(throws: InputError.self) { try SubspaceSummary([one, record([matrix(value, [0.1, 0.2])])]) }
        #expect(throws: InputError.self) {
            try SubspaceSummary([one, record([matrix(query, [0.1, 0.2])], ranks: [1, 3])])
        }
    }

    @Test func aFileIsReadWholeOrRefused() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "subspace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = RunStore(root: folder), file = folder.appending(path: "record.json")
        func found(_ record: SubspaceRecord, asked: SubspaceRecord? = nil) throws -> SubspaceRecord {
            try JSONEncoder().encode(record).write(to: file)
            return try SubspaceRecord.read((asked ?? record).run, in: store, from: file)
        }
        let good = record([matrix(query, [0.1, 0.2])])
        #expect(try found(good) == good)
        let damaged = [
            (record([]), "0 matrices"), (record([matrix(query, [0.1])]), "at 2 ranks"),
            (record([matrix(query, [0.1, 1.1])]), "shares [0.1, 1.1]"),
            (record([matrix(query, [0.1, 0.2], relativeChange: 0)]), "changed by 0"),
            (record([matrix(query, [0.1, 0.2])], ranks: [4, 1]), "ranks [4, 1]"),
            (record([matrix(query, [0.1, 0.2])], ranks: [1, 5]), "8 × 4"),
            (record([matrix(query, [0.1, 0.2])], draws: 0), "0 draws"),
        ]
        for (record, words) in damaged {
            let error = try #require(throws: InputError.self, "\(words)") { try found(record) }
            #expect(error.found.contains(words) && error.advice?.contains("--measure") == true, "\(error)")
        }
        let other = try #require(throws: InputError.self) { try found(good, asked: record([], seed: 3)) }
        #expect(other.found.contains("those of \(good.run.name)"))
        try Data("{".utf8).write(to: file)
        #expect(throws: InputError.self) { try SubspaceRecord.read(good.run, in: store, from: file) }
    }
}
