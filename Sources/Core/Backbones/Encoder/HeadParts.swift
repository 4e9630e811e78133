/// A head made of what a checkpoint has of it and of what starts from the seed.
struct HeadParts {
    let head: ClassificationHead
    /// Whether all of it is the checkpoint's.
    let isPretrained: Bool
    /// What is not, a line each.
    let notes: [String]

    /// New layers start as N(0, 0.02²), a pooler as N(0, `initializer_range`²), with a zero bias.
    ///
    /// A pooler that the checkpoint lacks makes its classifier meaningless, if it has one: both start anew, and train.
    /// - Throws: `InputError` for a part of a head, for one of another shape, and for another number of outputs, unless
    ///   that is to be ignored.
    init(_ source: TensorSource, _ shape: EncoderConfiguration, _ start: HeadStart, seed: UInt64) throws {
        let H = shape.sizes.hidden, names = shape.family.head
        func fresh(_ name: String, _ outputs: Int, deviation: Double = 0.02) -> Linear {
            var random = Random(seed: seed, purpose: name)
            let weight = Matrix.normal(outputs, H, deviation: deviation, using: &random)
            return Linear(name, weight: weight, bias: Matrix(1, outputs), group: .head)
        }
        let lacksPooler = shape.hasPooler && !source.has(names.dense + ".weight")
        // A lone `classifier.weight` where the family has another output layer is the head of another kind of task.
        let found = try start.outputs(
            source, names.output,
            lack: lacksPooler
                ? "the checkpoint has no pooler: one starts from the seed, trains and is saved with the classifier"
                : nil)
        let known = found.known, outputs = found.count
        (isPretrained, notes) = (found.isPretrained, found.notes)
        let dense: Linear?
        if names.isPooler && !shape.hasPooler {
            dense = nil
        } else if lacksPooler {
            dense = fresh(names.dense, H, deviation: shape.initialDeviation)
        } else if names.isPooler {
            dense = try source.linear(names.dense, H, H)
        } else {
            dense = known != nil ? try source.headLayer(names.dense, H, H) : fresh(names.dense, H)
        }
        let output =
            isPretrained ? try source.headLayer(names.output, outputs, H) : fresh(names.output, outputs)
        head = ClassificationHead(names, dense: dense, output: output, trainsDense: lacksPooler || !names.isPooler)
    }
}
