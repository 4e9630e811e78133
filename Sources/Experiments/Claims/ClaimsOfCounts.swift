import Core
import TextFormat

/// What is measured for the claims about numbers of trained values, on RoBERTa-base as the paper counts: exact counts,
/// without error.
extension ClaimTable {
    private static let encoder = Checkpoint.papers.configuration

    static let normRemark = "the count also told which norm the paper means, so it is no independent test"

    static func valuesOfRank16(_ claim: PaperClaim) throws -> Measurement<Int> {
        let count = encoder.trainableCount(.proposed, rank: 16)
        return Measurement(
            count, measured: groupedDigits(count), difference: groupedDigits(count - Int(try claim.figure())))
    }

    /// The baseline's values over those of the paper's method.
    private static func ratio(_ rank: Int, head: Int = 0) -> Double {
        func count(_ method: AdapterMethod) -> Double { Double(encoder.trainableCount(method, rank: rank) + head) }
        return count(.baseline) / count(.proposed)
    }

    private static let ranks = 1 ... 64
    private static let largestRatio = ranks.map { ratio($0) }.max() ?? 0
    /// The same if each input of a matrix had a magnitude, and not each output.
    private static let largestRatioByInputs =
        ranks.map { rank in
            let magnitudes = encoder.layerCount * encoder.adapterTargets.reduce(0) { $0 + $1.inputs }
            return Double(encoder.trainableCount(.baseline, rank: rank))
                / Double(encoder.adaptedMatrixCount * rank * rank + magnitudes)
        }.max() ?? 0

    static let largestRatioText =
        "the largest such ratio of ranks \(ranks.lowerBound) to \(ranks.upperBound), "
        + "\(decimalText(largestRatio, decimals: 1)), without the head, which all methods train alike,"

    static let orderText =
        "without the head, the count on matrices of twice the sides, over that on \(Checkpoint.papers.title)'s, "
        + "at rank 16,"

    /// R has r² values whatever the sides are, and the magnitudes as many as there are outputs.
    static func orderOfValues() -> Measurement<Double> {
        let values = encoder.trainableCount(.proposed, rank: 16),
            core = encoder.trainableCount(Setting.coreAlone.method, rank: 16), magnitudes = values - core
        let grown = Double(core + 2 * magnitudes) / Double(values)
        return Measurement(
            grown,
            measured: "\(decimalText(grown, decimals: 2)) times: of \(groupedDigits(values)) values "
                + "\(groupedDigits(magnitudes)) are magnitudes, O(n), and \(groupedDigits(core)) are R's, O(r²)")
    }

    static func ratioOfValues() -> Measurement<Double> {
        let byRank = [4, 16, 32, 64].map { "\(decimalText(ratio($0), decimals: 1)) at rank \($0)" }
        let withHead = decimalText(ratio(32, head: encoder.headCount(classes: 2)), decimals: 1)
        return Measurement(
            largestRatio,
            measured: "\(AdapterMethod.baseline.title)'s values over \(AdapterMethod.proposed.title)'s on "
                + "\(Checkpoint.papers.title): \(enumeration(byRank)); "
                + "\(withHead) at rank 32 with the head. With a magnitude for each input, which the paper's own "
                + "count of values excludes, it would be \(decimalText(largestRatioByInputs, decimals: 1)) at best",
            brief: "\(decimalText(largestRatio, decimals: 1)) times at best")
    }
}
