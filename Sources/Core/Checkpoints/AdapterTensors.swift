/// The tensors of an adapter's file under the names that PEFT gives them today, and which of them were asked for.
///
/// PEFT also reads A, B and magnitudes with the adapter's name in theirs (`lora_A.default.weight`), as they are called
/// in memory, and magnitudes with `.weight`. Raw state dictionaries keep a head under `modules_to_save`, and leave out
/// `base_model.model.`.
final class AdapterTensors {
    private let file: Safetensors
    /// The name in the file, by today's.
    private let stored: [String: String]
    /// Tensors of the file that nothing computed here depends on.
    let skipped: [String]
    private var used: Set<String> = []

    /// What the paths of PEFT's adapter tensors are followed by.
    private static let wrapped: Set = ["lora_A", "lora_B", "lora_magnitude_vector"]

    /// A folder of this project, which spells them as PEFT does today.
    init(own file: Safetensors) {
        self.file = file
        stored = Dictionary(uniqueKeysWithValues: file.names.map { ($0, $0) })
        skipped = []
    }

    /// A file of another program.
    ///
    /// - Parameter extras: how the names of tensors begin that have a part in training alone: `lora_velora_`.
    /// - Throws: `InputError` for several adapters in one file, and for a tensor that is there twice.
    init(foreign file: Safetensors, extras: [String]) throws {
        self.file = file
        var stored: [String: String] = [:], skipped: [String] = [], adapters: Set<String> = []
        // Those that are spelled as today come first, as PEFT takes these where both are there.
        let spelled = file.names.map { (old: $0, today: Self.today($0)) }
        for (old, today) in spelled.filter({ $0.old == $0.today.name }) + spelled.filter({ $0.old != $0.today.name }) {
            let parts = old.split(separator: ".")
            if parts.contains(where: { part in part == "original_module" || extras.contains { part.hasPrefix($0) } }) {
                skipped.append(old)
                continue
            }
            if let adapter = today.adapter { adapters.insert(adapter) }
            guard let other = stored.updateValue(old, forKey: today.name) else { continue }
            // With bias "all", PEFT saves the head's biases a second time, and reads the plain ones.
            guard other == today.name, old.contains(".modules_to_save.") else {
                throw InputError(file.path, expected: "each tensor once", found: "\(other) and \(old)")
            }
            stored[today.name] = other
            skipped.append(old)
        }
        guard adapters.count <= 1 else {
            throw InputError(
                file.path, expected: "the tensors of one adapter",
                found: "those of \(adapters.sorted().joined(separator: ", "))",
                advice: "Let PEFT save each by save_pretrained(DIR, selected_adapters=[NAME]).")
        }
        (self.stored, self.skipped) = (stored, skipped.sorted())
    }

    /// Today's name, and the adapter's name that stood in it.
    private static func today(_ name: String) -> (name: String, adapter: String?) {
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init), adapter: String?
        // What a model's adapters share stands beside it: `base_model.vera_A`.
        if !name.hasPrefix("base_model.") { parts = ["base_model", "model"] + parts }
        if let place = parts.lastIndex(where: wrapped.contains) {
            var rest = Array(parts[(place + 1)...])
            if rest.count == 2, ["weight", "bias"].contains(rest[1]) { adapter = rest.removeFirst() }
            if parts[place] == TensorRole.magnitude.rawValue, rest == ["weight"] { rest = [] }
            parts = parts[...place] + rest
        }
        if let place = parts.firstIndex(of: "modules_to_save") {
            parts.remove(at: place)
            if place < parts.count, parts[place] == "default" { parts.remove(at: place) }
        }
        let latent = parts.count - 2
        if latent > 0, ["default_lora_latent_mapping", "lora_latent_mapping"].contains(parts[latent]) {
            parts[latent - 1 ... latent] = [parts[latent - 1] + "_lora_latent_mapping"]
        }
        return (parts.joined(separator: "."), adapter)
    }

    var path: String { file.path }
    /// Today's names, in order.
    var names: [String] { stored.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    func shape(_ name: String) -> [Int]? { stored[name].flatMap { file.entries[$0]?.shape } }

    /// The tensor of a name and shape; a vector is one row.
    ///
    /// - Throws: `InputError` when it is missing, or has another shape or type.
    func take(_ name: String, _ rows: Int, _ columns: Int, isInteger: Bool = false) throws -> Matrix {
        used.insert(name)
        let name = stored[name] ?? name
        return try isInteger ? file.wholeNumbers(name, rows, columns) : file.matrix(name, rows, columns)
    }

    /// - Throws: `InputError` for tensors that nothing asked for.
    func requireNoOthers() throws {
        let unknown = names.filter { !used.contains($0) }.compactMap { stored[$0] }
        guard unknown.isEmpty else {
            throw InputError(
                file.path, expected: "the tensors that its description calls for, and no others",
                found: AdapterDirectory.some(unknown))
        }
    }
}
