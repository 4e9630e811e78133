import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Differences by more seeds than three, as far as their runs are on record. Whatever number is there, the words hold:
/// sentences that depend on it are chosen here.
struct SeedsSection {
    private typealias Growth = [(seeds: Int, found: ThreeIntervals)]
    private let all: [(setting: Setting, growth: Growth)]
    /// LoRA and the magnitudes alone, for which all seeds are planned first.
    private var first: [(setting: Setting, growth: Growth)] { all.filter { $0.setting.change == nil } }
    private var seedsThere: Int { first.map { $0.growth.last?.seeds ?? 0 }.min() ?? 0 }

    /// - Throws: `InputError` for a file of records that is not one.
    init(_ study: AblationStudy) throws {
        let seeds = try ManySeeds(study.ablation, in: study.store)
        all = ManySeeds.others.map { ($0, seeds.growth(from: $0)) }
    }

    private static func title(_ setting: Setting) -> String { setting.change.map(\.title) ?? setting.title }

    /// Whether a picture shows more than the table's first rows.
    var hasGrown: Bool { seedsThere > ManySeeds.fewest }

    /// By the first three seeds, and by all that are there.
    var table: Grid {
        Grid(
            caption: "EDoRA at rank 16 less another setting, over {{tasks}}: points, with the three 95 % intervals.",
            header: ["EDoRA less", "seeds", "mean", "these tasks", "seeds' averages", "tasks like these"],
            rows: all.flatMap { setting, growth in
                (growth.count > 1 ? [growth[0], growth[growth.count - 1]] : growth).map { seeds, found in
                    [Self.title(setting), "\(seeds)", Points.text(found.mean)]
                        + found.all.map { Points.text($0) }
                }
            })
    }

    func figure(_ message: String) -> Drawing {
        func points(_ value: Double) -> Double { roundedToSignificant(100 * value, digits: 3) }
        let labels = first.enumerated().map { number, one in
            "set label \(number + 1) 'EDoRA less \(Self.title(one.setting))' at graph \(number == 0 ? 0.03 : 0.5), "
                + "graph 0.95 left textcolor rgb '\(one.setting.colour)'\n"
        }
        return Drawing(
            title: message, caption: "By the first three seeds, by four, and so on; seeds to come are left blank.",
            alt: "Two rows of marks with bars, one for LoRA and one for the magnitudes, against the number of seeds.",
            data: first.filter { !$0.growth.isEmpty }.map { setting, growth in
                FigureSeries(
                    Self.title(setting),
                    [
                        .numbers("seeds", growth.map { Double($0.seeds) }),
                        .numbers("mean", growth.map { points($0.found.mean) }),
                        .numbers("low", growth.map { points($0.found.ofSeedsAverages.lowerBound) }),
                        .numbers("high", growth.map { points($0.found.ofSeedsAverages.upperBound) }),
                    ])
            },
            script: """
                set xrange [2.5:\(ManySeeds.planned).5]
                set offsets 0, 0, graph 0.12, 0
                set xtics 1
                set xlabel 'seeds; the bars are 95 % intervals of the seeds'' averages'
                set ylabel 'difference in points'
                set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead linecolor rgb '#888888'
                \(labels.joined())set key off
                \(PlotCommand.curves(
                    first.map { Self.title($0.setting) }, colours: first.map(\.setting.colour),
                    marks: first.map(\.setting.mark), style: "linespoints linewidth 2", errorBars: .ends,
                    stagger: 1.04))
                """)
    }

    /// What the bars do as seeds come, in words that fit the number there.
    private var answer: String {
        guard hasGrown else {
            let more = first.filter { ($0.growth.last?.seeds ?? 0) > ManySeeds.fewest }.map { Self.title($0.setting) }
            return "So far there are three, and nothing to draw."
                + (more.isEmpty ? "" : " (Of \(enumeration(more)) there are more already, in the table.)")
        }
        let widths = first.compactMap { one -> Double? in
            guard let start = one.growth.first?.found.ofSeedsAverages,
                let end = one.growth.first(where: { $0.seeds == seedsThere })?.found.ofSeedsAverages
            else { return nil }
            return (end.upperBound - end.lowerBound) / (start.upperBound - start.lowerBound)
        }
        let narrower = widths.count { $0 < 1 }
        let bars =
            narrower == widths.count
            ? "Both bars are narrower than with three seeds."
            : narrower > 0
                ? "One of the two bars is narrower than with three seeds, the other is not."
                : "Neither bar is narrower than with three seeds."
        let sides = first.compactMap { one -> String? in
            one.growth.first { $0.seeds == seedsThere }.map { found in
                switch Relation(found.found.ofSeedsAverages) {
                case .above: "EDoRA above \(Self.title(one.setting))"
                case .below: "EDoRA below \(Self.title(one.setting))"
                case .notToldApart: "a tie with \(Self.title(one.setting))"
                }
            }
        }
        return "The bars here are those of the seeds' averages. \(bars) "
            + "With \(InWords.number(Double(seedsThere))) seeds they say: \(enumeration(sides))."
    }

    func require(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), planned = InWords.number(Double(ManySeeds.planned))
        found.value("seeds.planned", planned)
        found.value("seeds.answer", answer)
        let (few, many) = (ManySeeds.fewest, ManySeeds.planned)
        let quantiles = [few, many].map { Sample.quantile(degreesOfFreedom: $0 - 1) }
        let lengths = zip(quantiles, [few, many]).map { $0 / Double($1).squareRoot() }
        found.value("seeds.quantile.few", quantiles[0], decimals: 1)
        found.value("seeds.quantile.many", quantiles[1], decimals: 1)
        found.value("seeds.shorter", lengths[0] / lengths[1], decimals: 1)
        found.value(
            "seeds.state",
            seedsThere == ManySeeds.planned
                ? "All \(planned) of the first three settings are on record."
                : "Of the first three settings \(InWords.number(Double(seedsThere))) of the \(planned) seeds have all "
                    + "their runs on record.")
    }
}
