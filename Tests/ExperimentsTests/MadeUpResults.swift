@testable import Core
@testable import Experiments

/// Results that no run made.
enum MadeUp {
    /// A record with one epoch for each score of the task's metric.
    static func record(
        _ setting: Setting, _ task: TextTask, seed: UInt64 = 1, scores: [Double], training: Double? = nil,
        loss: Double = 0, divergedAtStep: Int? = nil, losses: [Double] = [0]
    ) -> RunRecord {
        let run = PlannedRun.glue(task, setting, rate: 5e-3, seed: seed, division: nil, backbone: "minilm")
        let metric = task.metric.rawValue
        return RunRecord(
            key: "", backbone: "minilm", data: "glue", configuration: run.configuration,
            inputs: .init(
                model: "", modelConfiguration: nil, tokenizer: "", train: "", dev: "", trainRows: 1, devRows: 1),
            trainableValues: .init(adapter: 0, head: 0), skipped: [],
            epochs: scores.enumerated().map {
                .init(epoch: $0 + 1, step: $0 + 1, trainLoss: loss, metrics: [metric: $1])
            },
            bestEpoch: 1, trainingScores: training.map { [metric: $0] }, divergedAtStep: divergedAtStep, losses: losses,
            circumstances: .init(
                processor: "", threads: 1, blasKernel: "", trainingSeconds: 1, evaluationSeconds: 0,
                examplesPerSecond: 1))
    }

    /// One record for each setting, task and seed.
    static func results(
        _ settings: [Setting], tasks: [TextTask] = Ablation.tasks, record: (Setting, TextTask, UInt64) -> RunRecord?
    ) -> GLUEResults {
        GLUEResults(
            tasks: tasks,
            found: Dictionary(
                uniqueKeysWithValues: settings.map { setting in
                    (
                        setting,
                        Dictionary(
                            uniqueKeysWithValues: tasks.map { task in
                                (task, Plan.seeds.map { record(setting, task, $0) })
                            })
                    )
                }))
    }

    /// Scores of 0.7 moved by some points, and a tenth of a point of luck for each seed, which is another for each
    /// setting and task but leaves means as they are.
    static func results(
        _ settings: [Setting], tasks: [TextTask] = Ablation.tasks, points: (Setting, TextTask) -> Double,
        gap: ((Setting) -> Double)? = nil
    ) -> GLUEResults {
        results(settings, tasks: tasks) { setting, task, seed in
            let turn = UInt64(setting.title.utf8.count + task.name.utf8.count)
            let score = 0.7 + points(setting, task) / 100 + 0.001 * (Double((seed + turn) % 3) - 1)
            return record(setting, task, seed: seed, scores: [score], training: gap.map { score + $0(setting) })
        }
    }

    /// A search by scores for each task and rate.
    static func search(_ setting: Setting, _ score: (TextTask, Double) -> Double?) -> GLUESearch {
        GLUESearch(setting, backbone: "minilm") { score($0.configuration.task, $0.configuration.rates.adapter) }
    }
}
