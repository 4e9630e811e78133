import TextFormat

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
        let name = "score"
        var notes: [String] = [], known = source.headRows(name + ".weight")
        if let kind = start.otherKind {
            notes.append("the checkpoint's head is \(shownText(kind)): a new one starts from the seed")
            known = nil
        }
        if start.readsOtherwise, known != nil {
            notes.append("the checkpoint's classifier reads other states: a new one starts from the seed")
            known = nil
        }
        let outputs = start.classes ?? known ?? 2
        if let known, known != outputs {
            guard start.ignoresMismatch else {
                throw InputError(
                    source.place(name + ".weight"), expected: "\(outputs) rows, one for each output",
                    found: "\(known)",
                    advice: "`ignoresMismatchedHead` starts with a new classifier on this checkpoint.")
            }
            notes.append(
                "the checkpoint's classifier has \(known) outputs: a new one of \(outputs) starts from the seed")
        }
        isPretrained = known == outputs
        if isPretrained {
            layer = try source.headLayer(name, outputs, inputs, hasBias: false)
        } else {
            var random = Random(seed: seed, purpose: name)
            let weight = Matrix.normal(outputs, inputs, deviation: 0.02, using: &random)
            layer = Linear(name, weight: weight, bias: nil, group: .head)
        }
        layer.adapt(with: TrainedWeight(layer.base, name: name, group: .head))
        self.notes = notes
    }
}
