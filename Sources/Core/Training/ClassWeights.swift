/// How much a row counts in the cross-entropy, by its class.
///
/// The loss of a step is Σ w·(−log p)/Σ w over its rows, w being the weight of a row's class, as in PyTorch's
/// `CrossEntropyLoss(weight:)` with `reduction="mean"`.
public enum ClassWeights: Sendable, Equatable {
    /// n/(classes·count) over the training rows, so that every class has the same weight in all; scikit-learn's rule.
    case balanced
    /// By the names of classes, or by the words that files have for them; a class that is not named weighs 1.
    case byName([String: Double])

    /// The weight of each class of a task, in their order, for these training rows.
    ///
    /// - Throws: `InputError` for a class without rows under `balanced`, and what `validate` throws.
    func values(for task: TextTask, targets: [Target?]) throws -> [Double] {
        try validate(for: task)
        guard case .classes(let labels) = task.answer else { return [] }
        switch self {
        case .byName(let weights): return labels.map { weights[$0.name] ?? weights[$0.word] ?? 1 }
        case .balanced:
            var counts = labels.map { _ in 0 }
            for case .label(let label)? in targets where counts.indices.contains(label) { counts[label] += 1 }
            if let missing = counts.firstIndex(of: 0) {
                throw InputError(
                    "classWeights", expected: "training rows of every class, to balance them",
                    found: "none of \(labels[missing].name)")
            }
            return counts.map { Double(targets.count) / Double(counts.count * $0) }
        }
    }

    /// - Throws: `InputError` for a task of scores, for a name that is no class or says a class twice, and for a weight
    ///   that is not a positive number.
    func validate(for task: TextTask) throws {
        guard case .classes(let labels) = task.answer else {
            throw InputError("classWeights", expected: "a task of classes", found: "\(task.name), a task of scores")
        }
        guard case .byName(let weights) = self else { return }
        let named = weights.keys.sorted().map { name in
            (name, labels.firstIndex { $0.name == name } ?? labels.firstIndex { $0.word == name })
        }
        if let (name, _) = named.first(where: { $0.1 == nil }) {
            throw InputError(
                "classWeights", expected: "names of \(labels.map(\.name).joined(separator: ", "))", found: name)
        }
        guard Set(named.map(\.1)).count == named.count else {
            throw InputError(
                "classWeights", expected: "each class once", found: named.map(\.0).joined(separator: ", "))
        }
        if let (name, weight) = weights.sorted(by: { $0.key < $1.key }).first(where: { !($0.1 > 0 && $0.1.isFinite) }) {
            throw InputError("classWeights", expected: "a positive number for \(name)", found: "\(weight)")
        }
    }
}

/// As JSON it is `"balanced"`, or an object of names and weights.
extension ClassWeights: Codable {
    private static let balancedName = "balanced"

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let name = try? container.decode(String.self) {
            guard name == Self.balancedName else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "\"\(name)\", which is not \"\(Self.balancedName)\"")
            }
            self = .balanced
        } else {
            self = .byName(try container.decode([String: Double].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .balanced: try container.encode(Self.balancedName)
        case .byName(let weights): try container.encode(weights)
        }
    }
}
