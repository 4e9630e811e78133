import ChapterSupport
import Core
import Notebook
import TextFormat

/// How simple the change of a matrix in fine-tuning is: the share of the squared norm by the number of singular values.
struct Change: Finding {
    /// Of the weight, of its change and of random numbers, for 1, 2, 3 … singular values.
    private let energies: [[Double]]
    private let name: String

    init(weight: Matrix, change: Matrix, noise: Matrix, of name: String) throws {
        energies = try [weight, change, noise].map(cumulativeEnergy)
        self.name = name
    }

    private func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 0) + " %" }

    var values: [String: String] {
        [
            "weight.16": percent(energies[0][15]), "change.4": percent(energies[1][3]),
            "change.16": percent(energies[1][15]), "missed": percent((1 - energies[1][15]).squareRoot()),
            "noise.16": percent(energies[2][15]), "directions": "\(energies[0].count)",
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                energies[1][3] > 2 * energies[0][3] && energies[1][99] > 0.9
                    && [3, 15, 99].allSatisfy { energies[0][$0] > energies[2][$0] },
                """
                The one of the change starts far above the others and flattens beyond a hundred singular values; the
                weight's comes next; that of random numbers is the lowest.
                """
            ),
            (
                energies[1][15] > 2 * energies[0][15],
                "In this matrix, after this short training, the change is far simpler than the weight."
            ),
            (energies[1][15] > 0.5, "So a matrix of low rank can hold most of the change's squared norm."),
        ]
    }

    var drawing: Drawing {
        let names = ["the weight", "its change in fine-tuning", "random numbers"]
        let colours = ["#0072b2", "#d55e00", "#666666"]
        func place(_ curve: Int, at index: Int) -> String {
            "first \(index), \(decimalText(100 * energies[curve][index - 1], decimals: 1))"
        }
        return Drawing(
            caption: """
                Share of the squared norm that the first singular values hold, for `\(name)` of {{model}}. Live run on \
                mini-glue's QNLI.
                """,
            alt: """
                Three rising curves. The one of the change starts far above the others and flattens beyond a hundred \
                singular values; the weight's comes next; that of random numbers is the lowest.
                """,
            data: zip(names, energies).map { name, energy in
                FigureSeries(
                    name, x: ("singular_values", energy.indices.map { Double($0 + 1) }),
                    y: ("percent", energy.map { roundedToSignificant(100 * $0, digits: 3) }))
            },
            script: """
                set title 'In one matrix, after a short training: the change is far simpler than the weight'
                set logscale x 2
                set xrange [1:\(energies[0].count)]
                set yrange [0:100]
                set xlabel 'number of singular values'
                set ylabel 'share of the squared norm, %'
                set xtics (1, 4, 16, 64, 256)
                set key off
                set label 1 'its change in fine-tuning' at \(place(1, at: 10)) right offset -1,0.6 \
                textcolor rgb '\(colours[1])'
                set label 2 'the weight' at \(place(0, at: 40)) right offset -1,0.5 textcolor rgb '\(colours[0])'
                set label 3 'random numbers' at \(place(2, at: 90)) left offset 1,-0.5 textcolor rgb '\(colours[2])'
                plot \((0 ..< 3).map {
                    "DATA index \($0) using 1:2 with lines linewidth 2 linecolor rgb '\(colours[$0])'"
                }.joined(separator: ", \\\n     "))
                """)
    }
}
