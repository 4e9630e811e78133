import TextFormat

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
        var notes: [String] = []
        func fresh(_ name: String, _ outputs: Int, deviation: Double = 0.02) -> Linear {
            var random = Random(seed: seed, purpose: name)
            let weight = Matrix.normal(outputs, H, deviation: deviation, using: &random)
            return Linear(name, weight: weight, bias: Matrix(1, outputs), group: .head)
        }
        let lacksPooler = shape.hasPooler && !source.has(names.dense + ".weight")
        // A lone `classifier.weight` where the family has another output layer is the head of another kind of task.
        var known = source.headRows(names.output + ".weight")
        if let kind = start.otherKind {
            notes.append("the checkpoint's head is \(shownText(kind)): a new one starts from the seed")
            known = nil
        }
        if start.readsOtherwise, known != nil {
            notes.append("the checkpoint's classifier reads other states: a new one starts from the seed")
            known = nil
        }
        if lacksPooler {
            notes.append(
                "the checkpoint has no pooler: one starts from the seed, trains and is saved with the classifier")
            known = nil
        }
        let outputs = start.classes ?? known ?? 2
        if let known, known != outputs {
            guard start.ignoresMismatch else {
                throw InputError(
                    source.place(names.output + ".weight"), expected: "\(outputs) rows, one for each output",
                    found: "\(known)",
                    advice: "`ignoresMismatchedHead` starts with a new classifier on this checkpoint.")
            }
            notes.append(
                "the checkpoint's classifier has \(known) outputs: a new one of \(outputs) starts from the seed")
        }
        isPretrained = known == outputs
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
        self.notes = notes
    }
}
