import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// A matrix whose numbers were put in random order, decomposed: anywhere in it, or each row within itself.
struct Shuffled {
    let anywhere, inRows: SVD
}

/// What the same numbers in random order hold in their first singular values: how much of a matrix's strong directions
/// is chance, and how much the unequal lengths of its rows.
struct Chance: Finding {
    private static let rank = 16
    private let spectra: Spectra, shuffled: [Shuffled]
    /// What the means of the rows hold of ‖W‖², which shuffled rows keep, too.
    private let means: [Double]

    /// - Parameters:
    ///   - shuffled: of each of the spectra's matrices.
    ///   - matrices: these.
    init(_ spectra: Spectra, shuffled: [Shuffled], of matrices: [Matrix]) {
        (self.spectra, self.shuffled) = (spectra, shuffled)
        means = matrices.map { W in
            let mean = W * Matrix(W.columns, 1) { _, _ in 1 / Float(W.columns).squareRoot() }
            return mean.squaredNorm / W.squaredNorm
        }
    }

    private func energy(_ svd: SVD) -> Double { Spectrum.energy(svd, Self.rank) }
    private func mean(_ values: [Double]) -> Double { Sample(values).mean }

    /// The shares of each matrix of a kind: of itself, of its direction, and shuffled.
    private func shares(_ kind: String) -> (own: [Double], direction: [Double], inRows: [Double], anywhere: [Double]) {
        let chosen = spectra.all.indices.filter { spectra.all[$0].kind == kind }
        return (
            chosen.map { energy(spectra.all[$0].svd) }, chosen.map { energy(spectra.all[$0].ofDirection) },
            chosen.map { energy(shuffled[$0].inRows) }, chosen.map { energy(shuffled[$0].anywhere) }
        )
    }
    private func random(_ kind: String) -> Double { energy(spectra.random(kind).svd) }
    private var square: [String] { Spectra.kinds.filter { $0 != "output" } }

    /// Of what matrices hold above random ones, the part that they hold with each row shuffled within itself.
    private func explained(_ kind: String) -> Double {
        let (found, flat) = (shares(kind), random(kind))
        return (mean(found.inRows) - flat) / (mean(found.own) - flat)
    }
    private func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 0) + " %" }

    /// Of what matrices hold above random ones, the part that goes when their rows get one length.
    private func lost(_ kind: String) -> Double {
        let found = shares(kind)
        return (mean(found.own) - mean(found.direction)) / (mean(found.own) - random(kind))
    }
    private var meansByKind: [Double] {
        Spectra.kinds.map { kind in mean(zip(spectra.all, means).filter { $0.0.kind == kind }.map(\.1)) }
    }

    var values: [String: String] {
        [
            "lengths.least": percent(max(explained("query"), explained("value"))),
            "lengths.attention": percent(explained("attention output")),
            "lengths.wide": percent(explained("output")),
            "means.most": decimalText(100 * (meansByKind.max() ?? 0), decimals: 1) + " %",
            "away.attention": percent(lost("attention output")), "away.wide": percent(lost("output")),
            "flattest.direction": spectra.share(energy(spectra.flattest.ofDirection)),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let flattest = spectra.flattest
        return [
            (
                square.allSatisfy { abs(mean(shares($0).anywhere) - random($0)) < 0.005 }
                    && mean(shares("output").anywhere) > 1.1 * random("output"),
                """
                With all numbers shuffled the square matrices hold what random ones hold; *output* holds a little more,
                since its numbers are of more unequal sizes.
                """
            ),
            (
                max(explained("query"), explained("value")) < 0.15 && meansByKind.allSatisfy { $0 < 0.01 }
                    && (0.25 ..< 0.4).contains(explained("attention output"))
                    && (0.4 ..< 0.6).contains(explained("output")),
                """
                So the lengths of rows explain little in query and value, at most a third in attention output, and at
                most about a half in *output*.
                """
            ),
            (
                Spectra.kinds.allSatisfy { kind in
                    let found = shares(kind)
                    return mean(found.own) > 1.25 * mean(found.inRows) && mean(found.direction) > 1.25 * random(kind)
                },
                "Trained weights have strong directions beyond that: D, with rows of one length, has them as well."
            ),
            (
                spectra.all.allSatisfy { one in
                    (one.kind, one.layer) == (flattest.kind, flattest.layer)
                        || energy(one.ofDirection) > 1.15 * random(one.kind)
                },
                "Stronger than chance: yes, in all but one."
            ),
            (
                energy(flattest.ofDirection) <= random(flattest.kind),
                """
                One matrix has none by this measure: {{flattest.kind}} of layer {{flattest.layer}} holds {{flattest}},
                and {{flattest.direction}} with rows of length one.
                """
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                Share of the squared norm that the first 16 singular values hold, in per cent: mean over the layers \
                (smallest–largest). D is W with its rows divided by their lengths. Each row shuffled: its numbers \
                change places, and its length stays. All shuffled: all numbers of W change places. Each matrix is \
                shuffled once.
                """,
            header: ["matrix", "W", "D", "each row shuffled", "all shuffled", "random"],
            rows: Spectra.kinds.map { kind in
                let found = shares(kind)
                return [kind]
                    + [found.own, found.direction, found.inRows, found.anywhere].map(spectra.range)
                    + [decimalText(100 * random(kind), decimals: 1)]
            })
    }
}
