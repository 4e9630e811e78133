import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// By how much the first step lowers the loss at each rank, for three scales of the update.
struct Scale: Finding {
    private static let names = ["s = 1", "s = α/√r", "s = α/r"]

    /// Relative to rank 1, one list a scale.
    private let rises: [[Double]]
    private let name: String

    /// - Parameters:
    ///   - gains: −⟨G, ΔW⟩ of the first step, one list a rank, one value a scale in the order of the names.
    ///   - name: of the matrix whose shape the gradient has.
    init(gains: [[Double]], shapeOf name: String) {
        rises = Self.names.indices.map { scale in gains.map { $0[scale] / gains[0][scale] } }
        self.name = name
    }

    var values: [String: String] {
        [
            "gain.plain": decimalText(rises[0].last ?? 0, decimals: 0),
            "gain.divided": decimalText(rises[2].last ?? 0, decimals: 2),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        func nearly(_ x: Double, _ y: Double) -> Bool { abs(x - y) < 0.1 * y }
        let ranks = Plan.ranks.map(Double.init)
        return [
            (
                zip(ranks, rises[0]).allSatisfy { nearly($1, $0) }
                    && zip(ranks, rises[1]).allSatisfy { nearly($1, $0.squareRoot()) }
                    && rises[2].allSatisfy { nearly($0, 1) },
                """
                With s = 1 the gain rises in proportion to the rank; with α divided by the root of r it rises with the
                root; with α/r the line is nearly flat.
                """
            ),
            (rises[2].allSatisfy { nearly($0, 1) }, "So there the first step gains nearly the same at every rank."),
        ]
    }

    var drawing: Drawing {
        let colours = ["#666666", "#e69f00", "#0072b2"]
        let labels = zip(Self.names, zip(rises, colours)).enumerated().map { index, one in
            let (name, (values, colour)) = one
            return "set label \(index + 1) '\(name)' at first 70, first "
                + "\(decimalText(values.last ?? 1, decimals: 3)) left textcolor rgb '\(colour)'"
        }
        return Drawing(
            caption: """
                By how much the first step of AdamW lowers a linear loss, for a made-up gradient of the shape of \
                `\(name)`; both axes logarithmic.
                """,
            alt: """
                With s = 1 the gain rises in proportion to the rank; with α divided by the root of r it rises with the \
                root; with α/r the line is nearly flat.
                """,
            data: zip(Self.names, rises).map { name, values in
                FigureSeries(
                    name, x: ("rank", Plan.ranks.map(Double.init)),
                    y: ("gain", values.map { roundedToSignificant($0, digits: 3) }))
            },
            script: """
                set title 'Divided by r, the first step does as much at every rank'
                set logscale xy 2
                set xrange [0.85:140]
                set yrange [0.5:100]
                set xtics (\(Plan.ranks.map { "\($0)" }.joined(separator: ", ")))
                set xlabel 'rank'
                set ylabel 'fall of the loss in the first step, rank 1 = 1'
                set key off
                \(labels.joined(separator: "\n"))
                \(PlotCommand.curves(
                    Self.names, colours: colours, style: "linespoints linewidth 2 pointtype 7 pointsize 0.7"))
                """)
    }
}
