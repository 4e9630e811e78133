/// The tensors of a GGUF file as those of a Hugging Face checkpoint.
struct GGUFWeights: TensorFile {
    /// What a checkpoint's tensor is in the file.
    struct Place: Sendable, Equatable {
        /// Its name there.
        let name: String
        /// What the file's values have more than the checkpoint's: 1 for Gemma's norms.
        var surplus: Float = 0
    }

    private let file: GGUF
    private let places: [String: Place]
    /// Names of the file that no checkpoint's name is known for.
    private let others: [String]

    /// - Parameter places: by the checkpoint's names.
    init(_ file: GGUF, _ places: [String: Place]) {
        (self.file, self.places) = (file, places)
        let known = Set(places.values.map(\.name))
        others = file.names.filter { !known.contains($0) }
    }

    /// Tensors without a checkpoint's name have that of the file.
    var names: [String] {
        (places.filter { file.entries[$0.value.name] != nil }.map(\.key) + others)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func shape(_ name: String) -> [Int]? { file.entries[self.name(name)]?.shape }

    func place(_ name: String) -> String { "\(file.path): tensor \(self.name(name))" }

    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        let result = try file.matrix(self.name(name), rows, columns)
        if let surplus = places[name]?.surplus, surplus != 0 {
            for i in 0 ..< result.count { result.base[i] -= surplus }
        }
        return result
    }

    func stored(_ name: String, _ rows: Int, _ columns: Int) throws -> StoredMatrix {
        guard let entry = file.entries[self.name(name)], entry.format.isQuantised, places[name]?.surplus ?? 0 == 0
        else {
            return .floats(try matrix(name, rows, columns))
        }
        return .blocks(try file.quantised(self.name(name), rows, columns))
    }

    private func name(_ name: String) -> String { places[name]?.name ?? name }
}
