import Core

/// Chapter 5: the six tasks on real GLUE.
extension Plan {
    /// Five epochs; SST-2, with its 67,349 rows, two.
    public static func glueEpochs(_ task: GLUETask) -> Int { task == .sst2 ? 2 : 5 }

    public static func glue(
        _ task: GLUETask, _ adapter: AdapterConfiguration, rate: Double, seed: UInt64, division: Division? = nil
    ) -> PlannedRun {
        let rates = Rates.pair(adapter.method, adapter: rate)
        return PlannedRun(data: "glue", TrainingConfiguration(
            adapter: adapter, task: task, epochs: glueEpochs(task), learningRate: rates.adapter, headLearningRate: TrainingConfiguration.headRate(rates.head, task),
            weightDecay: 0.01, seed: seed, division: division))
    }

    /// The tasks of the search for rates; the rate found on both together holds for all six.
    public static let glueSearchTasks: [GLUETask] = [.cola, .mrpc]

    public static func glueSearch(_ method: Method) -> [PlannedRun] {
        Rates.candidates(method).flatMap { rate in
            glueSearchTasks.map { glue($0, .standard(method, rank: 16), rate: rate, seed: 1, division: .heldOut) }
        }
    }

    /// In order of worth: EDoRA and the two that it is compared with first.
    public static var glueSearch: [PlannedRun] {
        [Method.edora, .lora, .dora, .loraXS, .magnitude, .full, .head].flatMap(glueSearch)
    }
}
