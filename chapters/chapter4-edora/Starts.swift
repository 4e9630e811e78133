import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// R's start drawn wider and wider: one run each.
struct Starts: Finding {
    private static let deviations = Plan.deviations
    /// The loss of tossing a coin.
    private static let coin = log(2.0)

    private let records: [RunRecord?]
    /// ‖B·R·A‖/‖W₀‖ of the first update, for one draw of R.
    private let updates: [Double]
    /// The scores of the method's seeds as it is.
    private let usual: Sample
    private let name: String

    init(in store: RunStore, around W0: Matrix, _ basis: Basis, name: String, random: inout Random) throws {
        records = try Self.deviations.map { try store.record(of: Plan.mini(deviation: $0)) }
        usual = Sample(scoresOf: try store.records(of: Plan.mini(.edora)))
        var updates: [Double] = []
        for deviation in Self.deviations {
            let R = Matrix.normal(basis.A.rows, basis.A.rows, deviation: deviation, using: &random)
            updates.append((basis.B * (R * basis.A)).norm / W0.norm)
        }
        (self.updates, self.name) = (updates, name)
    }

    private var losses: [Double] { records.map { $0?.last?.trainLoss ?? .nan } }
    private var scores: [Double?] { records.map { $0?.lastScore } }
    private var texts: [String] { Self.deviations.map { String(format: "%g", $0) } }

    var values: [String: String] {
        [
            "sigma.one": scores[3].map { decimalText(100 * $0, decimals: 1) + " %" } ?? "not run",
            "sigma.loss": decimalText(losses[3], decimals: 3),
            "sigma.times.one": decimalText(updates[3], decimals: 1),
            "sigma.times.ten": decimalText(updates[4], decimals: 0),
        ]
    }

    /// Places whose loss has left that of a coin.
    private var learned: [Int] { losses.indices.filter { losses[$0] < 0.6 } }

    var sentences: [(holds: Bool, sentence: String)] {
        let own = learned.compactMap { scores[$0] }
        let range = (own.max() ?? .infinity) - (own.min() ?? 0)
        let stuck = losses.indices.filter { !learned.contains($0) }
        return [
            (
                learned.map { Self.deviations[$0] } == [0, 0.01, 0.1],
                "Up to σ = {{lit:0.1}} the network learns."
            ),
            (
                (scores[3] ?? 0) > 0.55 && abs(losses[3] - Self.coin) < 0.01 && (scores[4] ?? 1) < 0.53,
                """
                At σ = {{lit:1}} it hardly does: the loss stays that of a coin, and {{sigma.one}} is one run's last
                epoch. At σ = {{lit:10}} it does not.
                """
            ),
            (
                stuck.map { Self.deviations[$0] } == [1, 10] && stuck.allSatisfy { updates[$0] > 1 }
                    && learned.allSatisfy { updates[$0] < 0.2 },
                """
                For $`B R A`$ starts {{sigma.times.one}} and {{sigma.times.ten}} times as large as $`W_0`$, and the
                pretrained network is drowned, or gone.
                """
            ),
            (
                range < (usual.values.max() ?? 0) - (usual.values.min() ?? 1),
                "The three that learn lie closer together than EDoRA's three seeds."
            ),
            (
                learned == [0, 1, 2] && learned.allSatisfy { losses[$0] < 0.45 }
                    && stuck.allSatisfy { losses[$0] > 0.68 },
                """
                Five marks: at σ from zero to a tenth the last loss is about half of a coin's, at σ of one and ten it
                is that of a coin.
                """
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                The start of $`R`$. The second column is one draw for `\(name)` at rank {{rank}}; the others are one \
                run each, seed 1, mini-glue's QNLI.
                """,
            header: ["σ", "‖BRA‖ / ‖W₀‖", "training loss, epoch 1", "training loss, last", "dev accuracy, last"],
            rows: Self.deviations.indices.map { i in
                let epochs = records[i]?.epochs ?? []
                return [texts[i], decimalText(updates[i], decimals: 4)]
                    + [epochs.first, epochs.last].map { $0.map { decimalText($0.trainLoss, decimals: 3) } ?? "not run" }
                    + [scores[i].map { decimalText(100 * $0, decimals: 1) + " %" } ?? "not run"]
            }, alignment: [.right, .right, .right, .right, .right])
    }

    /// The last loss by σ, with the size of the first update below.
    var drawing: Drawing {
        let drawn = losses.indices.filter { losses[$0].isFinite }
        let names = drawn.map { i in
            let percent = decimalText(100 * updates[i], decimals: updates[i] < 0.1 ? 1 : 0) + " %%"  // as in a format
            return "\"σ = \(texts[i])\\n\(updates[i] == 0 ? "nothing" : percent)\" \(i)"
        }
        let edora = Setting(.edora)
        return Drawing(
            caption: """
                Training loss of the last epoch by the start of $`R`$; one run each, mini-glue's QNLI, run records.
                """,
            alt: """
                Five marks: at σ from zero to a tenth the last loss is about half of a coin's, at σ of one and ten it \
                is that of a coin.
                """,
            data: [
                FigureSeries(
                    "last loss", x: ("place", drawn.map(Double.init)),
                    y: ("training_loss", drawn.map { roundedToSignificant(losses[$0], digits: 4) }))
            ],
            script: """
                set title 'A start larger than the weight itself ends the learning'
                set xlabel 'σ of R at the start; below it the size of B R A against W₀' offset 0, -1
                set ylabel 'training loss, last epoch'
                set xrange [-0.5:\(decimalText(Double(Self.deviations.count) - 0.5, decimals: 1))]
                set yrange [0:0.8]
                set xtics (\(names.joined(separator: ", ")))
                set bmargin 6
                set key off
                set arrow 1 from graph 0, first \(decimalText(Self.coin, decimals: 3)) \
                to graph 1, first \(decimalText(Self.coin, decimals: 3)) nohead dashtype 2 linecolor rgb '#999999'
                set label 1 'the loss of tossing a coin: ln 2' at graph 0.02, first 0.735 left textcolor rgb '#666666'
                set label 2 'learns' at first 1, first 0.27 center textcolor rgb '\(edora.colour)'
                set label 3 'hardly, or not' at first 3.5, first 0.62 center textcolor rgb '#444444'
                plot DATA index 0 using 1:2 with points pointtype \(edora.mark) pointsize 1.3 \
                linecolor rgb '\(edora.colour)'
                """)
    }
}
