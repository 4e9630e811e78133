/// Which modules PEFT adapts, by the fields of adapter_config.json.
///
/// `exclude_modules` and `modules_to_save` take modules out; then `target_modules` is a list of paths or their ends
/// after a dot, a regular expression for the whole path, or "all-linear"; `layers_to_transform` and `layers_pattern`
/// leave some layers of a list.
struct PEFTTargetRule {
    /// Modules, in one of the ways that PEFT knows.
    private enum Modules {
        case all
        case named([String])
        case matching(NamePattern)
    }

    private let targets: Modules, excluded: Modules?
    private let saved: [NamePattern]
    private let layers: [Int32]?, layerPatterns: [NamePattern]
    private let settings: JSONSettings

    /// - Parameter saved: `modules_to_save`, which get no adapters.
    /// - Throws: `InputError` naming the key.
    init(_ settings: JSONSettings, saved: [String]) throws {
        self.settings = settings
        // What PEFT takes for BERT and RoBERTa where nothing is said; the tensors show whether it was so.
        targets = try Self.modules(settings, "target_modules") ?? .named(["query", "value"])
        if case .named(let names) = targets, names.isEmpty {
            throw settings.wrong("target_modules", "at least one name")
        }
        excluded = try Self.modules(settings, "exclude_modules")
        self.saved = try saved.map {
            try NamePattern("(^|.*\\.)" + $0 + "($|\\..*)", place: "\(settings.place): \"modules_to_save\"")
        }
        layers = try Self.layers(settings)
        let before = try Self.texts(settings, "layers_pattern").map { "(?:^|.*\\.)" + $0 + "\\." }
        layerPatterns = try (before.isEmpty ? [".*\\.[^.]*\\."] : before).map {
            try NamePattern($0, place: "\(settings.place): \"layers_pattern\"")
        }
        if case .matching(let pattern) = targets, layers != nil {
            throw settings.wrong("layers_to_transform", "null, as target_modules is the pattern \"\(pattern.text)\"")
        }
    }

    /// Whether PEFT puts an adapter on the module of a path: `bert.encoder.layer.0.attention.self.query`.
    ///
    /// - Parameter isLinear: whether it is a linear layer, which "all-linear" means.
    /// - Throws: `InputError` for a pattern that takes too long.
    func isMeant(_ path: String, isLinear: Bool) throws -> Bool {
        if let excluded, try Self.contains(excluded, path, isLinear) { return false }
        guard try !saved.contains(where: { try $0.matches(path) }) else { return false }
        guard try Self.contains(targets, path, isLinear) else { return false }
        // A pattern means all layers, and so does a whole path.
        guard let layers else { return true }
        if case .named(let names) = targets, names.contains(path) { return true }
        return try number(of: path).map(layers.contains) ?? false
    }

    /// The number of the layer that a path is in, by the first pattern that finds one.
    private func number(of path: String) throws -> Int32? {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        for pattern in layerPatterns {
            for (place, part) in parts.enumerated().dropLast() {
                guard let number = Int32(part), number >= 0 else { continue }
                if try pattern.matches(parts[..<place].map { $0 + "." }.joined()) { return number }
            }
        }
        return nil
    }

    private static func contains(_ modules: Modules, _ path: String, _ isLinear: Bool) throws -> Bool {
        switch modules {
        case .all: isLinear
        case .named(let names): names.contains { ("." + path).hasSuffix("." + $0) }
        case .matching(let pattern): try pattern.matches(path)
        }
    }

    private static func modules(_ settings: JSONSettings, _ key: String) throws -> Modules? {
        guard let value = settings.node[key], !value.isNull else { return nil }
        guard let text = value.text else { return .named(try texts(settings, key)) }
        if key == "target_modules", text.lowercased() == TargetNames.allLinear { return .all }
        guard !text.isEmpty else { return key == "target_modules" ? .named([]) : nil }
        return .matching(try NamePattern(text, place: "\(settings.place): \"\(key)\""))
    }

    /// A list of texts, where a single one stands for itself.
    static func texts(_ settings: JSONSettings, _ key: String) throws -> [String] {
        guard let value = settings.node[key], !value.isNull else { return [] }
        if let text = value.text { return text.isEmpty ? [] : [text] }
        guard let array = value.array else { throw settings.wrong(key, "an array of names") }
        return try array.map {
            guard let name = $0.text, !name.isEmpty else { throw settings.wrong(key, "an array of names") }
            return name
        }
    }

    private static func layers(_ settings: JSONSettings) throws -> [Int32]? {
        guard let value = settings.node["layers_to_transform"], !value.isNull else { return nil }
        if let number = value.index { return [number] }
        guard let array = value.array else { throw settings.wrong("layers_to_transform", "numbers of layers") }
        let numbers = try array.map {
            guard let number = $0.index else { throw settings.wrong("layers_to_transform", "numbers of layers") }
            return number
        }
        return numbers.isEmpty ? nil : numbers
    }
}
