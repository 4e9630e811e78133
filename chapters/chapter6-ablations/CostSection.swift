import ChapterSupport
import Core
import CoreBenchmark
import Experiments
import Foundation
import Notebook
import TextFormat

/// Seconds of the SVD, by size and beside training.
struct CostSection {
    private let report: SVDCost.Report?
    private var squares: [SVDCost.Size] { report?.sizes ?? [] }
    private var base: SVDCost.Encoder? { report?.encoders.first { $0.name == Checkpoint.papers.title } }
    private let tokens = (cola: GLUEFacts.of[.cola]?.trainingTokens ?? 0, rte: GLUEFacts.of[.rte]?.trainingTokens ?? 1)

    /// - Throws: `InputError` for a file that is not what `edora bench --svd-cost` writes.
    init() throws { report = try ClaimTable.svdCost() }

    var table: Grid {
        Grid(
            caption: "Core seconds of the SVD of all adapted matrices, and of an epoch of RTE under EDoRA, rank 16.",
            header: ["encoder", "matrices", "exact SVD", "randomised", "one epoch of RTE", "exact, of five epochs"],
            rows: report.map { $0.encoders.map { encoder in
                let epoch = encoder.epoch.map { seconds in
                    let share = encoder.exact / (5 * seconds)
                    return [decimalText(seconds, decimals: 0), decimalText(100 * share, decimals: 2) + " %"]
                } ?? ["–", "–"]
                let svd = [encoder.exact, encoder.randomised].map { decimalText($0, decimals: 2) }
                return [encoder.name, "\(encoder.matrices)"] + svd + epoch
            } } ?? [["–", "–", "–", "–", "–", "–"]])
    }

    func figure(_ message: String) -> Drawing {
        let kinds: [(name: String, seconds: KeyPath<SVDCost.Size, Double>, colour: String, mark: Int)] = [
            ("exact", \.exact, "#444444", 7), ("randomised", \.randomised, "#0072b2", 5),
        ]
        let labels = kinds.enumerated().compactMap { number, kind in
            squares.last.map { last in
                "set label \(number + 1) '\(kind.name)' at \(last.rows), \(last[keyPath: kind.seconds]) left "
                    + "offset 1, 0 textcolor rgb '\(kind.colour)'\n"
            }
        }
        return Drawing(
            title: message, caption: "Seconds for the SVD of a square matrix of random numbers, on logarithmic axes.",
            alt: "Two rising lines, exact and randomised.",
            data: squares.isEmpty ? [] : kinds.map { kind in
                FigureSeries(
                    kind.name, x: ("size", squares.map { Double($0.rows) }),
                    y: ("seconds", squares.map { $0[keyPath: kind.seconds] }))
            },
            script: """
                set logscale xy
                set xrange [200:22000]
                set xtics (\(squares.map { "'\(groupedDigits($0.rows))' \($0.rows)" }.joined(separator: ", ")))
                set ytics ('0.01' 0.01, '0.1' 0.1, '1' 1, '10' 10, '100' 100)
                set xlabel 'rows and columns of a square matrix'
                set ylabel 'seconds of one core'
                \(labels.joined())set key off
                \(PlotCommand.curves(
                    kinds.map(\.name), colours: kinds.map(\.colour), marks: kinds.map(\.mark),
                    style: "linespoints linewidth 2"))
                """)
    }

    /// The exponent p of seconds = c·nᵖ, by least squares on logarithms, from 1,024 on, where constant costs no longer
    /// count.
    private func growth(_ seconds: (SVDCost.Size) -> Double) -> Double? {
        let large = squares.filter { $0.rows >= 1024 }
        guard large.count > 1 else { return nil }
        return LeastSquaresLine(large.map { log(Double($0.rows)) }, large.map { log(seconds($0)) }).slope
    }

    /// What an SVD takes beside five epochs on CoLA on the same core.
    private func shareOfTraining(_ seconds: Double?) -> Double? {
        guard let seconds, let epoch = base?.epoch else { return nil }
        return seconds / (5 * epoch * tokens.cola / tokens.rte)
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        let growths = (exact: growth(\.exact), randomised: growth(\.randomised))
        let shares = (exact: shareOfTraining(base?.exact), randomised: shareOfTraining(base?.randomised))
        found.value("cola.tokens", tokens.cola / tokens.rte, decimals: 1)
        found.value("cost.share", shares.exact.map { 100 * $0 }, decimals: 2)
        found.value("cost.faster", shares.exact.map { 0.01 / $0 }, decimals: 1)
        found.value("cost.fast", shares.exact.map { 100 * 100 * $0 }, decimals: 0)
        found.value("cost.fast.randomised", shares.randomised.map { 100 * 100 * $0 }, decimals: 0)
        found.value("cost.processor", report?.processor ?? "a processor that is still to come")
        found.value("cost.encoder", base?.name ?? "–")
        found.value("cost.exact.growth", growths.exact, decimals: 1)
        found.value("cost.randomised.growth", growths.randomised, decimals: 1)
        found.value("cost.rows", squares.last.map { groupedDigits($0.rows) } ?? "–")
        found.value("cost.exact", squares.last?.exact, decimals: 0)
        found.value("cost.randomised", squares.last?.randomised, decimals: 1)
        found.require(
            !squares.isEmpty && squares.allSatisfy { $0.exact > $0.randomised }
                && (growths.exact ?? 0) > (growths.randomised ?? .infinity),
            "The exact SVD's line is the steeper and the higher.")
        found.require(
            (shares.exact ?? 1) <= 0.01,
            "For {{cost.encoder}} the exact SVD takes {{cost.share}} % of five epochs on CoLA on the same core.")
        found.require(
            (shares.exact ?? 1) <= 0.01 && 100 * (shares.randomised ?? 0) > 0.01,
            "So the verdict on the cost holds for a processor alone.")
    }
}
