import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The proposed method beside those that it is made of, on one generated task with three seeds.
struct Relatives: Finding {
    /// The methods of the tables, EDoRA first.
    static let compared: [(method: AdapterMethod, rank: Int)] = [(.edora, 16)] + Plan.chapter4Methods

    let samples: [Sample]
    private let devRows: Int
    /// R and m, R alone, m alone, and neither.
    private static let parts: [(name: String, method: AdapterMethod, rank: Int)] = [
        ("$`R`$ and $`m`$", .edora, 16), ("$`R`$ alone", .loraXS, 16),
        ("$`R`$ alone, as many values", .loraXS, Plan.equalBudgetRank), ("$`m`$ alone", .magnitude, 16),
        ("neither", .head, 16),
    ]
    /// Their searches.
    private let searches: [RateSearch]

    init(in store: RunStore) throws {
        samples = try Self.compared.map { Sample(scoresOf: try store.records(of: Plan.mini($0.method, rank: $0.rank))) }
        devRows = try Plan.mini(.edora).lazy.compactMap { try store.record(of: $0)?.inputs.devRows }.first ?? 0
        searches = try Self.parts.map { try RateSearch($0.method, rank: $0.rank, in: store) }
    }

    /// The held-out score of a part at a rate; nil where it was not tried.
    private func heldOut(_ part: Int, at rate: Double) -> Double? {
        let tried = Rates.candidates(Self.parts[part].method, rank: Self.parts[part].rank)
        return tried.firstIndex(of: rate).flatMap { searches[part].scores[$0] }
    }
    private func ownRate(_ part: Int) -> Double { Rates.mini(Self.parts[part].method, rank: Self.parts[part].rank) }

    func sample(_ method: AdapterMethod, _ rank: Int = 16) -> Sample {
        Self.compared.firstIndex { $0.method == method && $0.rank == rank }.map { samples[$0] } ?? Sample([])
    }

    /// What the 95 % interval of the paired difference says; nil where runs are missing.
    private func relation(_ a: Sample, _ b: Sample) -> Relation? { a.minus(b).interval.map { Relation($0) } }

    var values: [String: String] {
        let interval = samples[0].minus(sample(.lora)).interval
        return [
            "edora.mean": samples[0].plain, "lora.mean": sample(.lora).plain, "full.mean": sample(.full).plain,
            "equal.mean": sample(.loraXS, Plan.equalBudgetRank).plain, "magnitude.mean": sample(.magnitude).plain,
            "small.mean": sample(.lora, Plan.leastRank).plain,
            "small.count": groupedDigits(miniCount(.lora, Plan.leastRank)),
            "lora.width": interval.map { decimalText(100 * ($0.upperBound - $0.lowerBound), decimals: 0) } ?? "–",
            "lora.deviation": decimalText(100 * samples[0].minus(sample(.lora)).deviation, decimals: 0),
            "mini.dev": "\(devRows)", "xs.rank": "\(Plan.equalBudgetRank)",
            "edora.rate": Rates.text(Rates.mini(.edora)), "head.rate": Rates.text(Rates.head),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let edora = samples[0], magnitude = sample(.magnitude), tie = Relation.notToldApart
        let others = [
            sample(.lora), sample(.lora, Plan.leastRank), sample(.dora), sample(.full),
            sample(.loraXS, Plan.equalBudgetRank),
        ]
        return [
            (
                abs(edora.mean - sample(.full).mean) < 0.05 && relation(edora, sample(.full)) == tie,
                "{{edora.mean}} of a hundred dev rows, and full fine-tuning {{full.mean}}."
            ),
            (
                zip(edora.values, sample(.lora).values).allSatisfy { own, other in
                    own != edora.values.min() || other == sample(.lora).values.max()
                },
                "Those to LoRA have an SD of {{lora.deviation}}: the seed that is EDoRA's worst is LoRA's best."
            ),
            (
                others.allSatisfy { relation(edora, $0) == tie } && relation(edora, magnitude) == tie
                    && relation(edora, sample(.head)) == .above,
                "EDoRA is surely above the head alone, and every other interval of [[tab:methods]] holds zero."
            ),
            (
                sample(.loraXS).mean < edora.mean - 0.1 && relation(edora, sample(.loraXS)) == tie,
                "LoRA-XS at rank 16 comes nearest to a difference: its mean is more than ten points lower."
            ),
            (
                relation(edora, magnitude) == tie && magnitude.mean > edora.mean,
                "It is the highest mean but full fine-tuning's, and EDoRA's bar overlaps it."
            ),
            (
                samples.indices.allSatisfy { i in
                    Self.compared[i].method == .full || samples[i].mean <= magnitude.mean
                } && sample(.full).mean > magnitude.mean,
                "Magnitude only, with no $`R`$ at all, reaches {{magnitude.mean}} at a rate of its own."
            ),
            (
                relation(edora, magnitude) == tie && magnitude.mean > edora.mean
                    && (heldOut(3, at: ownRate(0)) ?? 1) < (heldOut(0, at: ownRate(0)) ?? 0) - 0.1
                    && (heldOut(3, at: ownRate(3)) ?? 0) >= (heldOut(0, at: ownRate(0)) ?? 1),
                """
                At EDoRA's rate $`m`$ alone is far below both together on the held-out rows; at a rate of its own it is
                not, and on the dev rows its mean is the higher one.
                """
            ),
            (
                sample(.head).mean < 0.6 && sample(.loraXS).mean < 0.75 && overlap(samples.indices.filter { i in
                    Self.compared[i].method != .head && samples[i] != sample(.loraXS)
                }),
                """
                Nine rows of dots with bars. Head only lies near fifty per cent, LoRA-XS at rank sixteen near seventy;
                the bars of the other seven overlap between eighty and ninety-five.
                """
            ),
        ]
    }

    /// Whether the bars of some rows have a value in common.
    private func overlap(_ rows: [Int]) -> Bool {
        let (lows, highs) = (
            rows.map { samples[$0].mean - samples[$0].deviation }, rows.map { samples[$0].mean + samples[$0].deviation }
        )
        return (lows.max() ?? 1) < (highs.min() ?? 0)
    }

    /// Whether EDoRA is above the head alone by the interval, and neither above nor below any other.
    private var isTie: Bool {
        samples.indices.dropFirst().allSatisfy { i in
            relation(samples[0], samples[i]) == (Self.compared[i].method == .head ? .above : .notToldApart)
        }
    }

    private func title(_ i: Int) -> String { Self.compared[i].method.title(rank: Self.compared[i].rank) }

    var grid: Grid {
        Grid(
            caption: """
                Dev accuracy in per cent on mini-glue's QNLI after the last epoch: mean ± SD over three seeds; MiniLM, \
                rank 16 where no other is named. Differences: points, paired by seed, with the 95 % interval.
                """,
            header: ["method", "trainable values", "dev accuracy, %", "EDoRA is above by"],
            rows: samples.indices.map { i in
                [
                    title(i), groupedDigits(miniCount(Self.compared[i].method, Self.compared[i].rank)),
                    samples[i].plain, i == 0 ? "" : samples[0].pointsAbove(samples[i]),
                ]
            })
    }

    var partsGrid: Grid {
        func percent(_ score: Double?) -> String { score.map { decimalText(100 * $0, decimals: 1) } ?? "–" }
        return Grid(
            caption: """
                What trains besides the head, mini-glue's QNLI. Accuracy in per cent: of the searches, on held-out \
                rows with one seed, and of [[tab:methods]] on dev rows. *$`R`$ alone* (LoRA-XS) lacks the norm, too.
                """,
            header: [
                "what trains", "values", "held out, at EDoRA's rate", "own rate", "held out, at its own", "dev rows",
            ],
            rows: Self.parts.indices.map { i in
                let part = Self.parts[i]
                return [
                    part.name, groupedDigits(miniCount(part.method, part.rank)),
                    percent(heldOut(i, at: Rates.mini(.edora))), Rates.text(ownRate(i)),
                    percent(heldOut(i, at: ownRate(i))), sample(part.method, part.rank).plain,
                ]
            })
    }

    /// A row a method: its seeds, and their mean with one SD to each side.
    var drawing: Drawing {
        let drawn = samples.indices.filter { samples[$0].count > 0 }
        let series = drawn.enumerated().flatMap { row, i -> [FigureSeries] in
            let percents = samples[i].values.map { 100 * $0 }, y = -Double(row)
            return [
                FigureSeries(
                    "\(title(i)), seeds", x: ("percent", percents), y: ("row", percents.map { _ in y - 0.18 })),
                FigureSeries(title(i), [
                    .numbers("mean", [roundedToSignificant(100 * samples[i].mean, digits: 4)]),
                    .numbers("row", [y + 0.1]),
                    .numbers("deviation", [roundedToSignificant(100 * samples[i].deviation, digits: 3)]),
                ]),
            ]
        }
        let names = drawn.enumerated().map { row, i in
            let count = groupedDigits(miniCount(Self.compared[i].method, Self.compared[i].rank))
            return "'\(title(i)): \(count)' \(-row)"
        }
        let curves = drawn.enumerated().flatMap { row, i -> [String] in
            let setting = Setting(Self.compared[i].method, rank: Self.compared[i].rank)
            return [
                "DATA index \(2 * row + 1) using 1:2:3 with xerrorbars pointtype \(setting.mark) pointsize 1 "
                    + "linewidth 2 linecolor rgb '\(setting.colour)'",
                "DATA index \(2 * row) using 1:2 with points pointtype 6 pointsize 0.5 linecolor rgb '#666666'",
            ]
        }
        return Drawing(
            caption: """
                Dev accuracy on mini-glue's QNLI, run records; behind a method's name the values that it trains. Rank \
                16 where no other is named.
                """,
            alt: """
                Nine rows of dots with bars. Head only lies near fifty per cent, LoRA-XS at rank sixteen near \
                seventy; the bars of the other seven overlap between eighty and ninety-five.
                """,
            data: series,
            script: """
                set title '\(isTie ? "Three seeds tell EDoRA from the head alone, and from no other" : "Nine settings")'
                set xlabel 'dev accuracy, %   (bars: ± one SD; rings: the three seeds)'
                set xrange [48:100]
                set yrange [\(decimalText(0.5 - Double(drawn.count), decimals: 1)):0.5]
                set ytics scale 0 (\(names.joined(separator: ", ")))
                set lmargin 27
                set grid xtics linecolor rgb '#e5e5e5'
                set key off
                plot \(curves.joined(separator: ", \\\n     "))
                """)
    }
}

func miniCount(_ method: AdapterMethod, _ rank: Int) -> Int {
    EncoderConfiguration.miniLM.trainableCount(method, rank: rank)
}
