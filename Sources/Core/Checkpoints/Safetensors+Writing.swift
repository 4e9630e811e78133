import Foundation

extension Safetensors {
    /// A tensor to be written: F32, with one or two dimensions.
    public struct Output {
        let name: String
        let shape: [Int]
        let values: Matrix

        /// A vector has one dimension in the file. Where nothing is said, a single row is one.
        public init(_ name: String, _ values: Matrix, isVector: Bool? = nil) {
            self.name = name
            self.values = values
            shape = isVector ?? (values.rows == 1) ? [values.count] : [values.rows, values.columns]
        }
    }

    /// Writes tensors in byte order of their names. The same tensors and metadata give the same bytes.
    ///
    /// - Throws: `InputError` when the file cannot be written, or two tensors have one name; an older file is then
    ///   still whole.
    public static func write(
        _ tensors: [Output], metadata: [String: String] = ["format": "pt"], to file: URL
    ) throws {
        try AtomicFile.write(to: file, part(tensors, metadata: metadata, named: file.path).body)
    }

    /// The same as the bytes of a file.
    ///
    /// - Throws: `InputError` when two tensors have one name.
    static func data(_ tensors: [Output]) throws -> Data {
        var data = Data()
        try part(tensors, named: "the tensors").body { data.append(contentsOf: $0) }
        return data
    }

    /// The same as one of several files that belong together.
    static func part(
        _ tensors: [Output], metadata: [String: String] = ["format": "pt"], named name: String
    ) throws -> FolderReplacement.Part {
        let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var header: [String: Any] = ["__metadata__": metadata]
        var offset = 0
        for tensor in sorted {
            guard header[tensor.name] == nil else {
                throw InputError(name, expected: "a name for each tensor", found: "\(tensor.name) twice")
            }
            header[tensor.name] =
                [
                    "dtype": "F32", "shape": tensor.shape, "data_offsets": [offset, offset + 4 * tensor.values.count],
                ] as [String: Any]
            offset += 4 * tensor.values.count
        }
        var json = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        json.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
        let text = json, size = offset
        let title = URL(fileURLWithPath: name).lastPathComponent
        return (
            name,
            { append in
                try withUnsafeBytes(of: UInt64(text.count).littleEndian) { try append($0) }
                try text.withUnsafeBytes { try append($0) }
                let work = WorkProgress.begin("MB of \(title) written", of: size / 1_000_000)
                defer { work.end() }
                var written = 0
                for tensor in sorted {
                    let values = tensor.values.isContiguous ? tensor.values : tensor.values.copy()
                    try values.withContiguous { try append(UnsafeRawBufferPointer($0)) }
                    let before = written / 1_000_000
                    written += 4 * values.count
                    work.advance(by: written / 1_000_000 - before)
                }
            }
        )
    }
}
