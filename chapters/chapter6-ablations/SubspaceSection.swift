import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// What of full fine-tuning's change of directions an update can hold.
struct SubspaceSection {
    let shares: SubspaceSummary
    private let records: [SubspaceRecord]
    /// A curve's name, what it shows, how, by what its ranks are moved to the right, and where its name stands.
    private typealias Curve = (
        name: String, part: KeyPath<SubspaceRecord.Shares, [Double]>, colour: String, mark: Int, shift: Double,
        label: (x: Double, y: Double)
    )

    /// - Throws: `InputError` for a file of shares that is not one.
    init(in store: RunStore) throws {
        records = try SubspaceRecord.runs(in: store).map { try SubspaceRecord.read($0, in: store) }
        shares = try SubspaceSummary(records)
    }

    var table: Grid {
        func percents(_ shares: [Double]) -> [String] {
            shares.map { decimalText(100 * $0, decimals: $0 < 0.1 ? 3 : 1) + " %" }
        }
        let columns = [shares.shares(\.frozen), shares.shares(\.random), shares.expected(), shares.shares(\.best)]
            .map(percents)
        return Grid(
            caption: """
            Shares of full fine-tuning's change of directions: means over the matrices, over the seeds of a task, then \
            over tasks ({{subspace.tasks}}). *Random*: orthonormal factors, {{subspace.draws}} draws a matrix.
            """,
            header: ["rank", "the SVD's factors", "random factors", "r²/(out·in)", "best update"],
            rows: shares.ranks.indices.map { i in ["\(shares.ranks[i])"] + columns.map { $0[i] } }, words: [])
    }

    private func bars(_ name: String, _ matrices: [[Double]]) -> FigureSeries {
        let byRank = shares.ranks.indices.map { i in matrices.map { $0[i] } }
        func column(_ name: String, _ value: ([Double]) -> Double) -> FigureColumn {
            .numbers(name, byRank.map { roundedToSignificant(value($0), digits: 4) })
        }
        return FigureSeries(
            name,
            [
                .numbers("rank", shares.ranks.map(Double.init)), column("mean") { Sample($0).mean },
                column("least") { $0.min() ?? 0 }, column("most") { $0.max() ?? 0 },
            ])
    }

    func figure(_ message: String) -> Drawing {
        let (lora, edora) = (Setting.lora, Setting.edora)
        // Random factors stand a little to the right: their bars would cover those of the SVD's.
        let curves: [Curve] = [
            ("best update of the rank", \.best, lora.colour, lora.mark, 1, (15, 0.2)),
            ("between the SVD's factors", \.frozen, edora.colour, edora.mark, 1, (7, 0.022)),
            ("between random factors", \.random, "#444444", 1, 1.07, (34, 0.00033)),
        ]
        let plots = curves.enumerated().map { place, curve in
            let x = "($1*\(curve.shift))"
            return "DATA index \(place) using \(x):2 with lines linewidth 2 linecolor rgb '\(curve.colour)' notitle, "
                + "\\\n     DATA index \(place) using \(x):2:3:4 with yerrorbars pointtype \(curve.mark) "
                + "linewidth 1.5 linecolor rgb '\(curve.colour)' notitle"
        }
        let labels = curves.enumerated().map { place, curve in
            "set label \(place + 1) \"\(curve.name)\" at \(curve.label.x), \(curve.label.y) center "
                + "textcolor rgb '\(curve.colour)'\n"
        }
        return Drawing(
            title: message,
            caption: """
                What an update can hold of full fine-tuning's change of directions, on {{subspace.tasks}}; both axes \
                logarithmic.
                """,
            alt: """
                The best update rises from about a third to most of the change; the SVD's factors hold one to three \
                powers of ten less, and random ones less still, by up to six times.
                """,
            data: curves.map { bars($0.name, shares.matrices($0.part)) },
            script: """
                set logscale x 2
                set logscale y
                set xrange [3.4:82]
                set yrange [1e-5:2]
                set ytics ('0.001 %%' 1e-5, '0.01 %%' 1e-4, '0.1 %%' 1e-3, '1 %%' 1e-2, '10 %%' 1e-1, '100 %%' 1)
                set xtics (\(shares.ranks.map { "\($0)" }.joined(separator: ", ")))
                set xlabel "rank; a mark is the mean of the \(records[0].matrices.count) matrices, its bar goes from \
                the least to the most"
                set ylabel 'share held'
                set key off
                \(labels.joined())plot \(plots.joined(separator: ", \\\n     "))
                """)
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) throws {
        let found = Findings(page, line, file)
        let (held, byChance, best) = (shares.shares(\.frozen), shares.shares(\.random), shares.shares(\.best))
        for (i, rank) in shares.ranks.enumerated() {
            found.value("held.\(rank)", 100 * held[i], decimals: held[i] < 0.01 ? 2 : 1)
            found.value("held.best.\(rank)", 100 * best[i], decimals: 0)
            found.value("held.times.\(rank)", held[i] / byChance[i], decimals: 1)
        }
        let ofRuns = try records.map { 100 * (try SubspaceSummary([$0])).shares(\.frozen)[2] }
        found.value("held.low", ofRuns.min(), decimals: 2)
        found.value("held.high", ofRuns.max(), decimals: 2)
        found.value("subspace.matrices", records[0].matrices.count)
        found.value("subspace.runs", records.count)
        found.value("subspace.draws", records[0].draws)
        found.value("subspace.tasks", records.tasksInWords)
        found.value("subspace.change", 100 * shares.relativeChange, decimals: 1)
        let weightToo = zip(shares.shares(\.frozen, of: \.weight), held).map { abs($0 / $1 - 1) }.max() ?? 1
        found.require(
            held[2] < 0.01 && best[2] > 0.5, "The frozen factors hold next to nothing of full fine-tuning's change.")
        found.require(
            shares.ranks == [4, 8, 16, 32, 64] && (0.3 ..< 0.45).contains(best[0]) && best[4] > 0.75
                && zip(held, best).allSatisfy { ($1 / 1e3 ... $1 / 10).contains($0) }
                && zip(held, byChance).allSatisfy { $0 > $1 && $0 < 6.5 * $1 },
            """
            The best update rises from about a third to most of the change; the SVD's factors hold one to three powers
            of ten less, and random ones less still, by up to six times.
            """)
        found.require(
            held[2] > byChance[2] && held[2] < 0.01,
            """
            At rank 16 the SVD's factors hold {{held.16}} % of its change of directions, {{held.times.16}} times what
            random ones hold.
            """)
        found.require(best[2] > 0.5, "An update of the same rank with both sides free could hold {{held.best.16}} %.")
        found.require(
            held[0] > byChance[0] && held[4] > byChance[4],
            "At rank 64 they hold {{held.64}} % where the best update holds {{held.best.64}} %.")
        found.require(
            weightToo < 0.15, "With the whole change $`W - W_0`$ in place of $`X`$ the shares are nearly the same.")
    }
}
