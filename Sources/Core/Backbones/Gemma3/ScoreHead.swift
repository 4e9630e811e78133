/// A classifier without a bias on one state of a text, `score`, from a checkpoint or from the seed.
struct ScoreHead {
    let layer: Linear
    let isPretrained: Bool
    /// What of the checkpoint's head is not used, a line each.
    let notes: [String]

    /// A new one starts as N(0, 0.02²).
    ///
    /// - Throws: `InputError` for one of another shape, and for another number of outputs, unless that is to be
    ///   ignored.
    init(_ source: TensorSource, inputs: Int, _ start: HeadStart, seed: UInt64) throws {
        let name = "score", found = try start.outputs(source, name), outputs = found.count
        (isPretrained, notes) = (found.isPretrained, found.notes)
        if isPretrained {
            layer = try source.headLayer(name, outputs, inputs, hasBias: false)
        } else {
            var random = Random(seed: seed, purpose: name)
            let weight = Matrix.normal(outputs, inputs, deviation: 0.02, using: &random)
            layer = Linear(name, weight: weight, bias: nil, group: .head)
        }
        layer.adapt(with: TrainedWeight(layer.base, name: name, group: .head))
    }
}
