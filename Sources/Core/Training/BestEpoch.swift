/// Which epoch of a run is the best, and when the later ones are given up.
extension [RunRecord.Epoch] {
    /// The first with the best score; nil without epochs.
    func best(by metric: Metric) -> RunRecord.Epoch? {
        func score(_ epoch: RunRecord.Epoch) -> Double { epoch.metrics[metric.rawValue] ?? 0 }
        return self.max { (score($0), $1.epoch) < (score($1), $0.epoch) }
    }

    /// Whether so many epochs in a row have brought no better score; never where the patience is nil.
    func exhaust(patience: Int?, by metric: Metric) -> Bool {
        guard let patience, let last, let best = best(by: metric) else { return false }
        return last.epoch - best.epoch >= patience
    }
}

/// The values of all that trains as they were after an epoch.
struct KeptValues {
    private let values: [Matrix]

    /// What the values of a parameter are called in a checkpoint.
    static func tensorName(_ parameter: String) -> String { "best." + parameter }

    /// A copy of the present values.
    init(of parameters: [Parameter]) { values = parameters.map { $0.value.copy() } }

    /// - Throws: `InputError` for a checkpoint without them.
    init(of parameters: [Parameter], in file: Safetensors) throws {
        values = try parameters.map { try file.matrix(Self.tensorName($0.name), $0.value.rows, $0.value.columns) }
    }

    /// The present values become these.
    func assign(to parameters: [Parameter]) {
        for (parameter, value) in zip(parameters, values) { parameter.value.assign(value) }
    }

    func tensors(of parameters: [Parameter]) -> [Safetensors.Output] {
        zip(parameters, values).map { .init(Self.tensorName($0.name), $1, isVector: false) }
    }
}
