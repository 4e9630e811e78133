/// What a method says of itself must hold together before anything trains or is written by it.
extension AdapterMethod {
    /// Checks the method beside others that are there already.
    ///
    /// - Throws: `InputError` for an id that is taken, adapters without a maker, one role for two tensors, roles that
    ///   the PEFT form lacks, and a way of reading that belongs to another method.
    func validate(beside others: [AdapterMethod]) throws {
        func require(_ condition: Bool, expected: String, found: String) throws {
            if !condition { throw InputError("the method \(id)", expected: expected, found: found) }
        }
        try require(!others.contains(self), expected: "an id of its own", found: "one that is registered")
        guard scope == .adaptedMatrices else { return }
        try require(make != nil, expected: "`make`, as it adapts matrices", found: "none")
        let roles = trained + frozen + (shared.map { $0.trained + $0.frozen } ?? []), names = roles.map(\.rawValue)
        try require(
            Set(names).count == names.count, expected: "a role of its own for each tensor",
            found: names.joined(separator: ", "))
        try require(!roles.contains(.weight), expected: "other roles than the head's tensors have", found: "weight")
        guard let peft else { return }
        let needed = peft.neededRoles
        try require(
            needed.allSatisfy(roles.contains),
            expected: "tensors for its form in PEFT: "
                + needed.map(\.rawValue).joined(separator: ", "), found: names.joined(separator: ", "))
        let rival = others.first { $0.peft?.reads != nil && peft.readsAlike($0.peft) }
        try require(
            rival == nil, expected: "`reads` that no other method has", found: "that of \(rival?.id ?? "another")")
    }
}

extension PEFTForm {
    /// The tensors from which the form is written.
    fileprivate var neededRoles: [TensorRole] {
        let magnitudes = usesDoRA ? [TensorRole.magnitude] : []
        return switch update {
        case .own: magnitudes + [.loraA, .loraB]
        case .productWithCore: magnitudes + [.loraA, .basisB, .core]
        case .none, .made: magnitudes
        }
    }

    /// Whether a file of another program would be read as both methods'.
    fileprivate func readsAlike(_ other: PEFTForm?) -> Bool {
        reads != nil && reads == other?.reads && usesDoRA == other?.usesDoRA && readsStart == other?.readsStart
    }
}
