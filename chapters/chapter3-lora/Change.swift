import ChapterSupport
import Core
import Notebook
import TextFormat

/// How simple the changes of matrices in fine-tuning are: the share of their squared norm by the number of singular
/// values.
struct Change: Finding {
    /// Of each adapted weight, of its change, and of random numbers, for 1, 2, 3 … singular values.
    private let weights, changes: [[Double]], noise: [Double]
    private let shown: Int, name: String

    /// - Parameters:
    ///   - shown: the number of the matrix that stands for all, and is named.
    init(weights: [SVD], changes: [SVD], noise: Matrix, shown: Int, of name: String) throws {
        (self.weights, self.changes) = (weights.map(cumulativeEnergy), changes.map(cumulativeEnergy))
        self.noise = cumulativeEnergy(try SVD.exact(noise))
        (self.shown, self.name) = (shown, name)
    }

    private func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 0) + " %" }
    /// The share that a number of singular values holds: all of it, where a matrix has no more.
    private func share(_ curve: [Double], _ count: Int) -> Double {
        count == 0 ? 0 : count > curve.count ? 1 : curve[count - 1]
    }
    private func mean(_ curves: [[Double]]) -> [Double] {
        noise.indices.map { i in curves.reduce(0) { $0 + share($1, i + 1) } / Double(curves.count) }
    }

    /// The curves that are drawn.
    private var curves: [[Double]] { [weights[shown], mean(weights), changes[shown], mean(changes), noise] }

    /// The share of the norm of ΔW, not of its square, that its best approximation of a rank lacks.
    private func missing(_ curve: [Double], _ rank: Int) -> Double {
        max(0, 1 - share(curve, rank)).squareRoot()
    }
    /// The same on average over all matrices.
    func missing(_ rank: Int) -> String {
        percent(changes.reduce(0) { $0 + missing($1, rank) } / Double(changes.count))
    }

    var values: [String: String] {
        let all = mean(changes)
        return [
            "weight.16": percent(weights[shown][15]), "change.4": percent(changes[shown][3]),
            "change.16": percent(changes[shown][15]), "noise.16": percent(noise[15]), "directions": "\(noise.count)",
            "matrices": "\(changes.count)",
            "all.4": percent(all[3]), "all.16": percent(all[15]), "all.weight": percent(mean(weights)[15]),
            "missed.4": missing(4), "missed.16": missing(16), "missed.64": missing(64),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let all = mean(changes), weight = mean(weights)
        return [
            (
                all[3] > 2 * weight[3] && all[99] > 0.9 && abs(all[15] - changes[shown][15]) < 0.12
                    && [3, 15, 99].allSatisfy { weight[$0] > noise[$0] && weights[shown][$0] > noise[$0] },
                """
                Two solid curves and a dashed one beside each. Those of the change start far above the others and
                flatten beyond a hundred singular values; the weight's come next; that of random numbers is the lowest.
                """
            ),
            (
                zip(changes, weights).allSatisfy { $0[15] > $1[15] } && all[15] > 2 * weight[15],
                """
                After this short training each of the {{matrices}} changes is simpler than its weight: sixteen singular
                values hold more of it.
                """
            ),
            (all[15] > 0.5, "So a matrix of low rank can hold most of a change's squared norm."),
        ]
    }

    var drawing: Drawing {
        let names = [
            "the weight", "mean of all weights", "its change in fine-tuning", "mean of all changes", "random numbers",
        ]
        let colours = ["#0072b2", "#0072b2", "#d55e00", "#d55e00", "#666666"], dashes = [1, 2, 1, 2, 1]
        func place(_ curve: Int, at index: Int) -> String {
            "first \(index), \(decimalText(100 * curves[curve][index - 1], decimals: 1))"
        }
        return Drawing(
            caption: """
                Share of the squared norm that the first singular values hold: solid for `\(name)` of {{model}}, \
                dashed the mean over all {{matrices}} adapted matrices. Live run on mini-glue's QNLI.
                """,
            alt: """
                Two solid curves and a dashed one beside each. Those of the change start far above the others and \
                flatten beyond a hundred singular values; the weight's come next; that of random numbers is the lowest.
                """,
            data: zip(names, curves).map { name, energy in
                FigureSeries(
                    name, x: ("singular_values", energy.indices.map { Double($0 + 1) }),
                    y: ("percent", energy.map { roundedToSignificant(100 * $0, digits: 3) }))
            },
            script: """
                set title 'After a short training the change is far simpler than the weight'
                set logscale x 2
                set xrange [1:\(noise.count)]
                set yrange [0:100]
                set xlabel 'number of singular values   (solid: one matrix; dashed: mean of all)'
                set ylabel 'share of the squared norm, %'
                set xtics (1, 4, 16, 64, 256)
                set key off
                set label 1 'change in fine-tuning' at \(place(2, at: 10)) right offset -1,0.9 \
                textcolor rgb '\(colours[2])'
                set label 2 'the weight' at \(place(0, at: 40)) right offset -1,0.7 textcolor rgb '\(colours[0])'
                set label 3 'random numbers' at \(place(4, at: 90)) left offset 1,-0.5 textcolor rgb '\(colours[4])'
                plot \(names.indices.map {
                    "DATA index \($0) using 1:2 with lines linewidth 2 dashtype \(dashes[$0]) "
                        + "linecolor rgb '\(colours[$0])'"
                }.joined(separator: ", \\\n     "))
                """)
    }
}
