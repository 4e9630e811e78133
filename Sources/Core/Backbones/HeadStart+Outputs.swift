import TextFormat

extension HeadStart {
    /// What becomes of a checkpoint's classifier.
    struct Outputs {
        /// Of the classifier that the model gets.
        let count: Int
        /// Those of the checkpoint's; nil where there is none, or its head is left aside.
        let known: Int?
        /// What of the checkpoint's head is not used, a line each.
        let notes: [String]

        /// Whether the checkpoint's classifier is taken.
        var isPretrained: Bool { known == count }
    }

    /// - Parameters:
    ///   - name: the classifier's, without `.weight`.
    ///   - lack: what the checkpoint lacks so that its classifier means nothing, a line; nil where it lacks nothing.
    /// - Throws: `InputError` for another number of outputs than was asked for, unless that is to be ignored.
    func outputs(_ source: TensorSource, _ name: String, lack: String? = nil) throws -> Outputs {
        var notes: [String] = [], known = source.headRows(name + ".weight")
        if let kind = otherKind {
            notes.append("the checkpoint's head is \(shownText(kind)): a new one starts from the seed")
            known = nil
        }
        if readsOtherwise, known != nil {
            notes.append("the checkpoint's classifier reads other states: a new one starts from the seed")
            known = nil
        }
        if let lack {
            notes.append(lack)
            known = nil
        }
        let count = classes ?? known ?? 2
        if let known, known != count {
            guard ignoresMismatch else {
                throw InputError(
                    source.place(name + ".weight"), expected: "\(count) rows, one for each output", found: "\(known)",
                    advice: "`ignoresMismatchedHead` starts with a new classifier on this checkpoint.")
            }
            notes.append(
                "the checkpoint's classifier has \(known) outputs: a new one of \(count) starts from the seed")
        }
        return Outputs(count: count, known: known, notes: notes)
    }
}
