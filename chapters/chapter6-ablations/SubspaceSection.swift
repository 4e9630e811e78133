import Core
import Experiments
import Notebook
import TextFormat

/// What of full fine-tuning's change of directions an update can hold.
struct SubspaceSection {
    let shares: SubspaceSummary
    private let records: [SubspaceRecord]

    /// - Throws: `InputError` for a file of shares that is not one.
    init(in store: RunStore) throws {
        records = try SubspaceRecord.runs(in: store).map { try SubspaceRecord.read($0, in: store) }
        shares = try SubspaceSummary(records)
    }

    var table: AblationTable {
        func percents(_ shares: [Double]) -> [String] {
            shares.map { decimalText(100 * $0, decimals: $0 < 0.1 ? 3 : 1) + " %" }
        }
        let columns = [shares.shares(\.frozen), shares.shares(\.random), shares.expected(), shares.shares(\.best)]
            .map(percents)
        return AblationTable(
            """
            Shares of full fine-tuning's change of directions: means over the matrices, over the seeds of a task, then \
            over tasks ({{subspace.tasks}}). *Random*: orthonormal factors, {{subspace.draws}} draws a matrix.
            """,
            ["rank", "the SVD's factors", "random factors", "r²/(out·in)", "best update"], words: 0,
            rows: shares.ranks.indices.map { i in ["\(shares.ranks[i])"] + columns.map { $0[i] } })
    }

    private static func title(_ kind: String) -> String {
        ["attention.self.query": "query", "attention.self.value": "value", "attention.output.dense": "attention output",
            "output.dense": "feed-forward output"][kind] ?? kind
    }

    private func bars(_ name: String, _ matrices: [[Double]]) -> FigureSeries {
        let byRank = shares.ranks.indices.map { i in matrices.map { $0[i] } }
        func column(_ name: String, _ value: ([Double]) -> Double) -> FigureColumn {
            .numbers(name, byRank.map { roundedToSignificant(value($0), digits: 4) })
        }
        return FigureSeries(name, [
            .numbers("rank", shares.ranks.map(Double.init)), column("mean") { Sample($0).mean },
            column("least") { $0.min() ?? 0 }, column("most") { $0.max() ?? 0 },
        ])
    }

    func figure(_ message: String) -> Drawing {
        let (lora, edora) = (Setting.lora, Setting.edora)
        let styles = [(lora.colour, lora.mark), (edora.colour, edora.mark), ("#444444", 1)]
        let plots = shares.kinds.enumerated().map { number, kind in
            "set title '\(Self.title(kind))'\nplot " + styles.enumerated().map { part, style in
                let place = 3 * number + part
                return "DATA index \(place) using 1:2 with lines linewidth 1.5 "
                    + "linecolor rgb '\(style.0)' notitle, \\\n     "
                    + "DATA index \(place) using 1:2:3:4 with yerrorbars pointtype \(style.1) pointsize 0.5 "
                    + "linecolor rgb '\(style.0)' notitle"
            }.joined(separator: ", \\\n     ")
        }
        let labels = zip(
            ["best update of the rank", "between the SVD's factors", "between random factors"],
            zip(styles, [0.17, 0.5, 0.83])
        ).enumerated().map { number, one in
            "set label \(number + 1) \"\(one.0)\" at screen \(one.1.1), 0.075 center textcolor rgb '\(one.1.0.0)'\n"
        }
        return Drawing(
            message,
            caption: "What an update can hold of full fine-tuning's change of directions; both axes logarithmic.",
            alt: """
                In each of four panels the best update rises from about a third to most of the change; the SVD's \
                factors lie one to four powers of ten below it, and random ones lower still, by up to ten times.
                """,
            shares.kinds.flatMap { kind in
                let title = Self.title(kind)
                return [
                    bars("\(title), best", shares.matrices(\.best, kind: kind)),
                    bars("\(title), SVD", shares.matrices(\.frozen, kind: kind)),
                    bars("\(title), random", shares.matrices(\.random, kind: kind)),
                ]
            },
            script: """
                set multiplot layout 2, 2 title '\(PlotCommand.quoted(message))' \
                margins 0.11, 0.98, 0.2, 0.84 spacing 0.13, 0.19
                set logscale x 2
                set logscale y
                set xrange [3:85]
                set yrange [1e-5:2.5]
                set ytics ('0.001 %%' 1e-5, '0.01 %%' 1e-4, '0.1 %%' 1e-3, '1 %%' 1e-2, '10 %%' 1e-1, '100 %%' 1)
                set xtics (\(shares.ranks.map { "\($0)" }.joined(separator: ", ")))
                \(labels.joined())set label 4 \
                "share held, by rank; bars: from the least to the most of the six layers" \
                at screen 0.5, 0.025 center
                \(plots.joined(separator: "\nunset label\n"))
                unset multiplot
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
            shares.ranks == [4, 8, 16, 32, 64] && shares.kinds.allSatisfy { kind in
                let best = shares.shares(\.best, kind: kind), own = shares.shares(\.frozen, kind: kind)
                let random = shares.shares(\.random, kind: kind)
                return (0.3 ..< 0.45).contains(best[0]) && best[4] > 0.75
                    && zip(own, best).allSatisfy { ($1 / 1e4 ... $1 / 10).contains($0) }
                    && zip(own, random).allSatisfy { $0 > $1 && $0 < 10.5 * $1 }
            },
            """
            In each of four panels the best update rises from about a third to most of the change; the SVD's factors lie
            one to four powers of ten below it, and random ones lower still, by up to ten times.
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
