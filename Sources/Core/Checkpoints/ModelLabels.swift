/// What a checkpoint's config.json calls the outputs of its own classifier.
struct ModelLabels {
    /// The names in the order of the outputs; nil where there are none.
    let names: [String]?
    /// Whether there is one output, a score.
    let isScore: Bool
    private let json: JSONSettings, problem: String?

    /// - Throws: `InputError` for labels that are not numbered from 0 or not all different, and where `label2id`,
    ///   `num_labels` or `problem_type` says something else than `id2label`.
    init(_ json: JSONSettings) throws {
        let problem = json.has("problem_type") ? try json.text("problem_type") : nil
        (self.json, self.problem) = (json, problem)
        let numbered = try Self.numbered(json), named = try Self.named(json)
        if let numbered, let named, !Self.areGeneric(numbered), !Self.areGeneric(named), numbered != named {
            throw json.wrong("label2id", "the numbers of \(numbered.joined(separator: ", ")), as in id2label")
        }
        names = numbered ?? named
        if let names {
            for key in Self.counts where json.has(key) {
                guard try json.positive(key) == names.count else {
                    throw json.wrong(key, "\(names.count), as labels have names")
                }
            }
        }
        let count = names?.count
        isScore = count == 1 || problem == "regression"
        switch problem {
        case nil, "multi_label_classification": break
        case "regression" where count ?? 1 == 1: break
        case "single_label_classification" where count ?? 2 > 1: break
        case "regression", "single_label_classification":
            throw json.wrong("problem_type", "what \(count ?? 0) labels are for")
        default: throw json.wrong("problem_type", "one that transformers has")
        }
    }

    /// - Throws: `InputError` where the file says another number of outputs than the classifier has.
    func require(outputs: Int) throws {
        if let names, names.count != outputs {
            throw json.wrong("id2label", "\(outputs) labels, as the classifier has outputs")
        }
        for key in Self.counts where json.has(key) {
            guard try json.positive(key) == outputs else {
                throw json.wrong(key, "\(outputs), the outputs of the classifier")
            }
        }
        if problem == "regression" && outputs > 1 || problem == "single_label_classification" && outputs == 1 {
            throw json.wrong("problem_type", "what a classifier of \(outputs) outputs is for")
        }
    }

    private static let counts = ["num_labels", "_num_labels"]

    /// Names that say something; nil for `LABEL_0` and its like.
    var spoken: [String]? { names.flatMap { Self.areGeneric($0) ? nil : $0 } }

    private static func areGeneric(_ names: [String]) -> Bool {
        names.enumerated().allSatisfy { $1 == "LABEL_\($0)" }
    }

    private static func numbered(_ json: JSONSettings) throws -> [String]? {
        guard json.has("id2label") else { return nil }
        let members = json.node["id2label"]?.members ?? [], byNumber = json.node["id2label"]?.byKey ?? [:]
        let labels = members.indices.compactMap { number -> String? in
            // Some write numbers for names.
            byNumber[Array("\(number)".utf8)].flatMap { $0.text ?? ($0.index.map { "\($0)" }) }
        }
        guard !labels.isEmpty, labels.count == members.count, Set(labels).count == labels.count
        else { throw json.wrong("id2label", "a different name for each class, numbered from 0") }
        return labels
    }

    /// The names by their numbers in `label2id`.
    private static func named(_ json: JSONSettings) throws -> [String]? {
        guard json.has("label2id") else { return nil }
        let members = json.node["label2id"]?.members ?? []
        var names = [String?](repeating: nil, count: members.count)
        for (name, number) in members {
            // transformers took numbers in quotes, too.
            let index = number.index.map { Int($0) } ?? number.text.flatMap { Int($0) }
            guard let index, names.indices.contains(index), names[index] == nil else {
                throw json.wrong("label2id", "a number for each class, from 0, each once")
            }
            names[index] = String(decoding: name, as: UTF8.self)
        }
        return names.isEmpty ? nil : names.compactMap { $0 }
    }
}
