import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Two tasks of GLUE itself, with chapter 4's own older runs.
struct RealGLUE: Finding {
    /// By method, then by task.
    private let samples: [[Sample]]

    init(in store: RunStore) throws {
        samples = try Plan.realMethods.map { method in
            try Plan.realTasks.map { Sample(scoresOf: try store.records(of: Plan.real($0, method))) }
        }
    }

    var values: [String: String] {
        [
            "glue.mrpc": samples[0][0].pointsAbove(samples[1][0]), "glue.rte": samples[0][1].pointsAbove(samples[1][1]),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let constant = GLUEFacts.of[.rte]?.mostFrequentShare ?? 0
        return [
            (
                Plan.realTasks == [.mrpc, .rte] && Plan.realMethods.prefix(2) == [.edora, .lora]
                    && samples[0].indices.allSatisfy { task in
                        (samples[0][task].minus(samples[1][task]).interval?.upperBound ?? 1) < 0
                    },
                """
                On MRPC EDoRA ends below LoRA, {{glue.mrpc}} points over three seeds, although only its rate was
                searched.
                """
            ),
            (
                samples.prefix(2).allSatisfy { abs($0[1].mean - constant) < 0.03 },
                "On RTE both stay within three points of the most frequent answer, so the order there means little."
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                Dev accuracy on GLUE in per cent, last epoch, mean ± SD over three seeds; MiniLM, rank 16. Differences \
                in points, paired by seed, with the 95 % interval.
                """,
            header: ["method", "values"] + Plan.realTasks.flatMap { [$0.name + ", %", "EDoRA is above by"] },
            rows: zip(Plan.realMethods, samples).map { method, own in
                [method.title, groupedDigits(miniCount(method, 16))] + own.indices.flatMap { task in
                    [own[task].plain, method == .edora ? "" : samples[0][task].pointsAbove(own[task])]
                }
            } + [["Most frequent answer", "0"] + Plan.realTasks.flatMap { [realMajority($0), ""] }])
    }
}
