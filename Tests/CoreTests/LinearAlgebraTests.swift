import CoreBenchmark
import Testing

@testable import Core

@Suite struct LinearAlgebraTests {
    @Test func productsMatchANaiveSumForEveryTransposeAndForSlices() {
        let a = Matrix.sample(7, 9, "a").columns(2 ..< 7), b = Matrix.sample(6, 4, "b").rows(1 ..< 6)
        let naive = Matrix(7, 4) { i, j in
            Float((0 ..< 5).reduce(0.0) { $0 + Double(a[i, $1]) * Double(b[$1, j]) })
        }
        #expect((a * b).largestDifference(from: naive) < 1e-5)
        #expect((a.transposed().T * b).largestDifference(from: naive) < 1e-5)
        #expect((a * b.transposed().T).largestDifference(from: naive) < 1e-5)
        #expect((a.transposed().T * b.transposed().T).largestDifference(from: naive) < 1e-5)
        let sum = naive.copy()
        sum.setProduct(a, b, scale: 2, accumulating: true)
        #expect(sum.largestDifference(from: 3 * naive) < 1e-5)
    }

    @Test func slicesShareMemoryAndCopiesDoNot() {
        let matrix = Matrix(3, 3) { Float($0 * 3 + $1) }
        let copy = matrix.copy()
        matrix.rows(1 ..< 2).columns(1 ..< 3)[0, 1] = 99
        #expect(matrix[1, 2] == 99)
        #expect(copy[1, 2] == 5)
    }

    @Test(arguments: [(8, 8), (12, 5), (5, 12), (1, 7)])
    func theExactSVDRebuildsTheMatrix(_ shape: (Int, Int)) throws {
        let W = Matrix.sample(shape.0, shape.1, "W")
        let svd = try SVD.exact(W)
        #expect(svd.product.largestDifference(from: W) < 1e-5)
        #expect((svd.U.T * svd.U).largestDifference(from: .identity(svd.rank)) < 1e-5)
        #expect((svd.V.T * svd.V).largestDifference(from: .identity(svd.rank)) < 1e-5)
        for i in 1 ..< max(1, svd.rank) where svd.rank > 1 { #expect(svd.values[0, i] <= svd.values[0, i - 1]) }
    }

    @Test func theLargestEntryOfEachLeftVectorIsPositive() throws {
        let svd = try SVD.exact(.sample(20, 9, "W"))
        for j in 0 ..< svd.rank {
            let column = (0 ..< 20).map { svd.U[$0, j] }
            let largest = column.max { abs($0) < abs($1) } ?? 0
            #expect(largest > 0)
        }
    }

    @Test func theErrorOfTheTruncatedSVDIsTheNextSingularValue() throws {
        let W = Matrix.sample(30, 20, "W")
        let all = try SVD.exact(W)
        let error = W - all.prefix(6).product
        // Eckart and Young: the spectral norm of the error is σ₇.
        #expect(abs(try SVD.exact(error).values[0, 0] - all.values[0, 6]) < 1e-4)
    }

    @Test func theRandomisedSVDFindsTheLeadingTriplets() throws {
        var random = Random(seed: 1, purpose: "spectrum")
        let left = try orthonormalBasis(.normal(120, 80, deviation: 1, using: &random))
        let right = try orthonormalBasis(.normal(90, 80, deviation: 1, using: &random))
        let W = Matrix(120, 80) { left[$0, $1] / Float($1 + 1) } * right.T
        let exact = try SVD.truncated(W, rank: 8), found = try SVD.randomised(W, rank: 8)
        for i in 0 ..< 8 { #expect(abs(exact.values[0, i] - found.values[0, i]) < 1e-4 * exact.values[0, i]) }
        #expect(found.U.largestDifference(from: exact.U) < 1e-3)
        #expect(found.V.largestDifference(from: exact.V) < 1e-3)
        let again = try SVD.randomised(W, rank: 8)
        #expect(again.V.values == found.V.values, "the seed is fixed")
    }

    /// The shapes and rank that EDoRA decomposes in RoBERTa-base, with a spectrum that falls as slowly as 1/√i.
    @Test(arguments: [768, 3072])
    func theRandomisedSVDHoldsOnLargeMatricesWithoutAGap(inputs: Int) throws {
        let W = KernelWorkload.decayingWeight(768, inputs)
        let exact = try SVD.truncated(W, rank: 32), found = try SVD.randomised(W, rank: 32)
        for i in 0 ..< 32 { #expect(abs(exact.values[0, i] - found.values[0, i]) < 1e-4 * exact.values[0, i]) }
    }

    @Test func badInputToTheSVDIsAnError() {
        let W = Matrix(3, 4)
        W[1, 1] = .nan
        #expect(throws: SVDError.notFinite(shape: "3 × 4")) { try SVD.exact(W) }
        #expect(throws: SVDError.rankOutOfRange(rank: 4, shape: "3 × 4", largest: 3)) {
            try SVD.truncated(Matrix(3, 4), rank: 4)
        }
    }

    @Test func rowNormsAreSummedInDouble() {
        let W = Matrix(2, 1000) { i, j in i == 0 ? 1 : Float(j) }
        #expect(W.rowNorms[0, 0] == Float(1000.0.squareRoot()))
        let squares = (0 ..< 1000).reduce(0.0) { $0 + Double($1 * $1) }
        #expect(W.rowNorms[0, 1] == Float(squares.squareRoot()))
    }

    @Test func randomNumbersDependOnSeedPurposeAndIndexOnly() {
        var a = Random(seed: 1, purpose: "x", 3), b = Random(seed: 1, purpose: "x", 3),
            c = Random(seed: 1, purpose: "x", 4)
        let first = (0 ..< 4).map { _ in a.next() }
        #expect(first == (0 ..< 4).map { _ in b.next() })
        #expect(first != (0 ..< 4).map { _ in c.next() })
        var d = Random(seed: 5, purpose: "permutation")
        #expect(d.permutation(100).sorted() == Array(0 ..< 100))
        var e = Random(seed: 5, purpose: "normal")
        let sample = (0 ..< 20000).map { _ in e.normal() }
        let mean = sample.reduce(0, +) / 20000, variance = sample.reduce(0) { $0 + $1 * $1 } / 20000
        #expect(abs(mean) < 0.03 && abs(variance - 1) < 0.05)
    }
}
