import ChapterSupport
import Core
import CoreBenchmark
import Experiments
import Notebook
import TextFormat

/// What a training step of each method takes beside EDoRA's, from `data/bench/relatives.json`.
struct StepCost: Finding {
    /// The longest rows of the small tasks, and the shortest.
    private static let tasks: [TextTask] = [.rte, .cola]
    private let cost: RelativesCost

    init(_ cost: RelativesCost) { self.cost = cost }

    private func step(_ method: AdapterMethod, _ task: TextTask) -> RelativesCost.Step? {
        cost.steps.first { $0.task == task && $0.method == method }
    }

    /// The middle one of the rounds' ratios.
    private func ratio(_ step: RelativesCost.Step) -> Double { cost.ratios(step).median }

    /// By how much, in per cent, the slowest round of EDoRA's on short rows lies above the fastest.
    private var spread: Double {
        let own = cost.reference(.cola)?.seconds ?? []
        return 100 * ((own.max() ?? 0) / (own.min() ?? 1) - 1)
    }

    /// The others' middle ratios.
    private var others: [Double] {
        cost.steps.filter { $0.method != .vera && $0.method != .edora }.map(ratio)
    }

    var values: [String: String] {
        var values = [
            "cost.others.low": decimalText(others.min() ?? .nan, decimals: 2),
            "cost.others.high": decimalText(others.max() ?? .nan, decimals: 2),
            "cost.processor": cost.processor, "cost.threads": "\(cost.threads)", "cost.date": cost.date,
            "cost.spread": decimalText(spread, decimals: 0),
        ]
        for (key, task) in [("cost.vera.long", TextTask.rte), ("cost.vera.short", .cola)] {
            values[key] = step(.vera, task).map { decimalText(ratio($0), decimals: 1) } ?? "–"
        }
        return values
    }

    var sentences: [(holds: Bool, sentence: String)] {
        let slow = cost.steps.filter { $0.method == .vera }
        return [
            (
                slow.count == 2 && slow.allSatisfy { cost.ratios($0).allSatisfy { $0 > 1.1 } },
                "In every round a step of VeRA takes longer than EDoRA's."
            ),
            (
                others.allSatisfy { $0 < 1.05 },
                """
                No other method is shown to be slower: their middle rounds are {{cost.others.low}} to
                {{cost.others.high}} times EDoRA's.
                """
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                A training step of 32 rows of the task's lengths, {{cost.threads}} threads of an {{cost.processor}}, \
                {{cost.date}}. Milliseconds: the median of three rounds. Times EDoRA's: in the same round, the least \
                first.
                """,
            header: ["method", "rank"] + Self.tasks.flatMap { ["\($0.name), ms", "times EDoRA's"] },
            rows: cost.steps.filter { $0.task == Self.tasks[0] }.map { first in
                [first.method.title, "\(first.rank)"] + Self.tasks.flatMap { task -> [String] in
                    guard let step = step(first.method, task) else { return ["–", "–"] }
                    return [
                        decimalText(1e3 * step.median, decimals: 0),
                        cost.ratios(step).sorted().map { decimalText($0, decimals: 2) }.joined(separator: ", "),
                    ]
                }
            })
    }
}
