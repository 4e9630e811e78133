import ChapterSupport
import Core
import Notebook
import TextFormat

/// The singular values of one adapted matrix, and of its direction.
struct Spectrum {
    let kind: String, layer: Int
    let svd: SVD, ofDirection: SVD
    let norm: Double

    /// The share of the squared norm that the first r singular values hold.
    func energy(_ r: Int) -> Double { Spectrum.energy(svd, r) }

    static func energy(_ svd: SVD, _ r: Int) -> Double {
        let squares = svd.values.values.map { Double($0) * Double($0) }
        return squares.prefix(r).reduce(0, +) / squares.reduce(0, +)
    }
}

/// The spectra of all adapted matrices of a network, beside those of random numbers of the same shapes.
struct Spectra: Finding {
    static let kinds = ["query", "value", "attention output", "output"]
    private static let colours = ["#0072b2", "#009e73", "#e69f00", "#cc79a7"]
    private static let keptRanks = [4, 8, 16, 32, 64]

    let all: [Spectrum]
    private let square, wide: Matrix
    private let squareSVD, wideSVD: SVD
    private let model: String

    init(_ all: [Spectrum], square: Matrix, wide: Matrix, model: String) throws {
        (self.all, self.square, self.wide, self.model) = (all, square, wide, model)
        (squareSVD, wideSVD) = (try SVD.exact(square), try SVD.exact(wide))
    }

    func of(_ kind: String) -> [Spectrum] { all.filter { $0.kind == kind } }
    /// Random numbers of a kind's shape.
    func random(_ kind: String) -> (svd: SVD, norm: Double) {
        kind == "output" ? (wideSVD, wide.norm) : (squareSVD, square.norm)
    }
    private func meanEnergy(_ own: [Spectrum]) -> Double { own.map { $0.energy(16) }.reduce(0, +) / Double(own.count) }
    var flattest: Spectrum { all.min { $0.energy(16) < $1.energy(16) } ?? all[0] }
    private var squares: [Spectrum] { all.filter { $0.kind != "output" } }

    func share(_ value: Double) -> String { decimalText(100 * value, decimals: 1) + " %" }
    func range(_ values: [Double]) -> String {
        let ends = [values.min() ?? 0, values.max() ?? 0].map { decimalText(100 * $0, decimals: 1) }
        return decimalText(100 * values.reduce(0, +) / Double(values.count), decimals: 1) + " (\(ends[0])–\(ends[1]))"
    }

    var values: [String: String] {
        [
            "edge": decimalText(2 * Double(square.rows).squareRoot(), decimals: 1),
            "edge.measured": decimalText(Double(squareSVD.values[0, 0]), decimals: 1),
            "square": square.shape, "wide": wide.shape, "count": "\(all.count)",
            "layers": "\(all.count / Self.kinds.count)", "model": model,
            "energy.square": share(meanEnergy(squares)), "energy.wide": share(meanEnergy(of("output"))),
            "energy.random": share(Spectrum.energy(squareSVD, 16)),
            "energy.wideRandom": share(Spectrum.energy(wideSVD, 16)),
            "flattest.kind": flattest.kind, "flattest.layer": "\(flattest.layer)",
            "flattest": share(flattest.energy(16)),
            "overlap.none": share(16 / Double(square.rows)), "overlap.wide": share(16 / Double(wide.columns)),
        ]
    }

    /// The first value of a curve over that of the random one, both drawn to one norm, and the index where it crosses.
    private func start(_ one: Spectrum) -> (ratio: Double, crossing: Int) {
        let (flat, norm) = (random(one.kind).svd.values.values.map(Double.init), random(one.kind).norm)
        let scaled = one.svd.values.values.map { Double($0) / one.norm * norm }
        return (scaled[0] / flat[0], scaled.indices.first { scaled[$0] < flat[$0] } ?? scaled.count)
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let (squareStarts, wideStarts) = (squares.map(start), of("output").map(start))
        return [
            (
                squareStarts.allSatisfy { $0.ratio > 1 && $0.crossing < 100 }
                    && (1.75 ..< 2).contains(squareStarts.map(\.ratio).max() ?? 0)
                    && squares.filter { start($0).ratio < 1.15 && start($0).crossing < 30 }.map(\.kind)
                        == ["attention output"],
                """
                In three of them every curve starts above the random one, the highest nearly twice as high, and crosses
                it before index 100; one attention output runs along it.
                """
            ),
            (
                wideStarts.allSatisfy { $0.ratio > 1.5 }
                    && (3.5 ..< 4.5).contains(wideStarts.map(\.ratio).max() ?? 0),
                """
                In the fourth every output matrix starts well above random, the highest four times as high, and then
                drops.
                """
            ),
            (all.allSatisfy { $0.energy(64) < 0.75 }, "But nowhere is there a point after which little is left."),
        ]
    }

    private func curve(_ name: String, _ svd: SVD, norm: Double, to target: Double) -> FigureSeries {
        let n = square.rows, shown = Array(0 ..< 32) + Array(stride(from: 32, to: n, by: 8))
        return FigureSeries(
            name, x: ("index", shown.map { Double($0 + 1) }),
            y: ("singular_value", shown.map { rounded(Double(svd.values[0, $0]) / norm * target, 2) }))
    }

    /// A panel a kind of matrix, a line a layer.
    var drawing: Drawing {
        let panels = Self.kinds.enumerated().map { index, kind in
            let first = all.enumerated().filter { $0.element.kind == kind }.map(\.offset)
            let lines = first.map {
                "DATA index \($0) using 1:2 with lines linewidth 1 linecolor rgb '\(Self.colours[index])'"
            }
            let flat = all.count + (kind == "output" ? 1 : 0), isWide = kind == "output"
            return """
                set title '\(kind), \(isWide ? wide.shape : square.shape)'
                set yrange [0:\(isWide ? 260 : 80)]
                set ytics \(isWide ? 100 : 20)
                set label 1 'random numbers' at first 1.2, first \(isWide ? 28 : 26) left textcolor rgb '#000000'
                set label 2 'a line a layer' at first 12, first \(isWide ? 150 : 64) left \
                textcolor rgb '\(Self.colours[index])'
                plot \((lines + [
                    "DATA index \(flat) using 1:2 with lines linewidth 3 linecolor rgb '#000000'",
                ]).joined(separator: ", \\\n     "))
                """
        }
        return Drawing(
            caption: """
                Singular values of the {{count}} adapted matrices of {{model}}, a line each, scaled to the norm of the \
                random matrix of their shape.
                """,
            alt: """
                Four panels. In three of them every curve starts above the random one, the highest nearly twice as \
                high, and crosses it before index 100; one attention output runs along it. In the fourth every output \
                matrix starts well above random, the highest four times as high, and then drops.
                """,
            data: all.map { one in
                curve("\(one.kind) \(one.layer)", one.svd, norm: one.norm, to: random(one.kind).norm)
            } + [
                    curve("random", squareSVD, norm: square.norm, to: square.norm),
                    curve("random, wide", wideSVD, norm: wide.norm, to: wide.norm),
                ],
            script: """
                set multiplot layout 2,2 title 'Trained weights have strong directions, and a long tail' \
                margins 0.09, 0.98, 0.13, 0.83 spacing 0.08, 0.18
                set logscale x
                set xrange [1:\(square.rows)]
                set key off
                set label 3 'index of the singular value' at screen 0.53, 0.02 center
                set label 4 'singular value, scaled' at screen 0.012, 0.5 center rotate
                \(panels.joined(separator: "\nunset label\n"))
                unset multiplot
                """)
    }

    var energies: Grid {
        Grid(
            caption: """
                Share of the squared norm that the first r singular values hold, in per cent: mean over the layers \
                (smallest–largest), and of random matrices.
                """,
            header: ["matrix"] + Self.keptRanks.map { "r = \($0)" },
            rows: Self.kinds.map { kind in
                [kind] + Self.keptRanks.map { r in range(of(kind).map { $0.energy(r) }) }
            } + [("random, \(square.shape)", squareSVD), ("random, \(wide.shape)", wideSVD)].map { name, svd in
                [name] + Self.keptRanks.map { decimalText(100 * Spectrum.energy(svd, $0), decimals: 1) }
            })
    }

    var byLayer: Grid {
        Grid(
            caption: "The same at r = 16, layer by layer, counted from the input; the first is 0.",
            header: ["layer"] + Self.kinds,
            rows: (0 ..< all.count / Self.kinds.count).map { layer in
                ["\(layer)"] + Self.kinds.map { kind in
                    share(of(kind).first { $0.layer == layer }?.energy(16) ?? .nan)
                }
            }, alignment: [.right, .right, .right, .right, .right])
    }

    /// - Parameter overlap: of the first r columns of two matrices.
    func overlaps(_ overlap: (Matrix, Matrix, Int) -> Double) -> Grid {
        Grid(
            caption: """
                Overlap of the first 16 singular directions of W and of D, in per cent: mean over the layers \
                (smallest–largest).
                """,
            header: ["matrix", "outputs (U)", "inputs (V)"],
            rows: Self.kinds.map { kind in
                [kind, range(of(kind).map { overlap($0.svd.U, $0.ofDirection.U, 16) }),
                    range(of(kind).map { overlap($0.svd.V, $0.ofDirection.V, 16) })]
            })
    }
}
