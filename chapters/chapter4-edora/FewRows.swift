import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Sixty-four training rows, eighty times over.
struct FewRows: Finding {
    private let methods: [AdapterMethod] = [.edora, .lora]
    private let runs: [[RunRecord]]
    private let withAllRows: [Sample]

    init(in store: RunStore) throws {
        runs = try methods.map { try store.records(of: Plan.fewRows($0)) }
        withAllRows = try methods.map { Sample(scoresOf: try store.records(of: Plan.mini($0))) }
    }

    private var losses: [Sample] { runs.map { Sample($0.compactMap { $0.last?.trainLoss }) } }
    private var scores: [Sample] { runs.map { Sample(scoresOf: $0) } }

    var values: [String: String] {
        [
            "few.loss": losses[0].count == 0 ? "not run" : decimalText(losses[0].mean, decimals: 3),
            "few.edora": scores[0].plain, "few.lora": scores[1].plain,
        ]
    }

    private var isByHeart: Bool {
        zip(losses, scores).allSatisfy { $0.count > 0 && $0.mean < 0.01 && abs($1.mean - 0.5) < 0.05 }
    }

    private var isByHeartEarly: Bool {
        runs.allSatisfy { records in
            records.allSatisfy { $0.epochs.count >= 30 }
                && Sample(records.map { $0.epochs[29].trainLoss }).mean < 0.05
                && LearningCurve(records).means.allSatisfy { abs($0 - 0.5) < 0.06 }
        }
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [
            (
                isByHeart && isByHeartEarly,
                """
                Left, both training losses fall to nearly zero within thirty epochs; right, both dev accuracies stay
                near fifty per cent.
                """
            ),
            (
                isByHeart,
                "Both learn the sixty-four rows by heart, and nothing of the task: the training loss ends near zero, "
                    + "the dev accuracy at {{few.edora}} (EDoRA) and {{few.lora}} (LoRA)."
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                Sixty-four training rows of mini-glue's QNLI, eighty epochs, three seeds; the last column has five \
                epochs of all rows. Accuracy in per cent, mean ± SD.
                """,
            header: ["method", "training loss, last epoch", "dev accuracy", "with all rows"],
            rows: methods.indices.map { i in
                [
                    methods[i].title, losses[i].count == 0 ? "not run" : decimalText(losses[i].mean, decimals: 4),
                    scores[i].plain, withAllRows[i].plain,
                ]
            })
    }

    var drawing: Drawing {
        let drawn = methods.indices.filter { !runs[$0].isEmpty }
        let data = drawn.map { i in
            let curve = LearningCurve(runs[i])
            return FigureSeries(methods[i].title, [
                .numbers("epoch", curve.epochs),
                .numbers("training_loss", curve.epochs.indices.map { epoch in
                    roundedToSignificant(Sample(runs[i].map { $0.epochs[epoch].trainLoss }).mean, digits: 4)
                }),
                .numbers("dev_accuracy", curve.means.map { roundedToSignificant(100 * $0, digits: 4) }),
            ])
        }
        func plot(_ column: Int) -> String {
            "plot " + drawn.indices.map { i in
                let setting = Setting(methods[drawn[i]])
                return "DATA index \(i) using 1:\(column) with lines linewidth 2 linecolor rgb '\(setting.colour)'"
            }.joined(separator: ", ")
        }
        let (edora, lora) = (Setting(.edora).colour, Setting(.lora).colour)
        return Drawing(
            caption: "Sixty-four rows, by epoch: means over three seeds. Data: mini-glue's QNLI, run records.",
            alt: """
                Left, both training losses fall to nearly zero within thirty epochs; right, both dev accuracies stay \
                near fifty per cent.
                """,
            data: data,
            script: """
                set multiplot layout 1,2 \
                title '\(isByHeart ? "Learnt by heart, and not understood" : "Sixty-four rows")' \
                margins 0.09, 0.98, 0.14, 0.83 spacing 0.12, 0
                set key off
                set xlabel 'epoch'
                set title 'training loss'
                set yrange [0:0.8]
                set label 1 'EDoRA' at first 17, first 0.4 left textcolor rgb '\(edora)'
                set label 2 'LoRA' at first 3, first 0.3 left textcolor rgb '\(lora)'
                \(plot(2))
                set title 'dev accuracy, %'
                set yrange [40:100]
                set label 1 'EDoRA' at first 60, first 56 left textcolor rgb '\(edora)'
                set label 2 'LoRA' at first 60, first 47.5 left textcolor rgb '\(lora)'
                set label 3 'EDoRA with all rows: \(withAllRows[0].plain)' at graph 0.05, first 82 left \
                textcolor rgb '#666666'
                \(plot(3))
                unset multiplot
                """)
    }
}
