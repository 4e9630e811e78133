import Foundation

extension Safetensors {
    /// A tensor to be written: F32 or I64 with one or two dimensions, or a list of F64.
    public struct Output {
        let name: String
        let shape: [Int]
        private let content: Content

        private enum Content {
            case floats(Matrix)
            case integers([Int64])
            case doubles([Double])
        }

        /// A vector has one dimension in the file. Where nothing is said, a single row is one. `isInteger` is for
        /// values that are all whole numbers.
        public init(_ name: String, _ values: Matrix, isVector: Bool? = nil, isInteger: Bool = false) {
            self.name = name
            content = isInteger ? .integers(values.values.map { Int64($0) }) : .floats(values)
            shape = isVector ?? (values.rows == 1) ? [values.count] : [values.rows, values.columns]
        }

        /// A vector of F64.
        init(_ name: String, _ values: [Double]) {
            (self.name, content, shape) = (name, .doubles(values), [values.count])
        }

        /// Whether no number is infinite or NaN.
        var isFinite: Bool {
            switch content {
            case .floats(let matrix): matrix.isFinite
            case .integers: true
            case .doubles(let values): values.allSatisfy(\.isFinite)
            }
        }

        var type: String {
            switch content {
            case .floats: "F32"
            case .integers: "I64"
            case .doubles: "F64"
            }
        }

        var byteCount: Int {
            switch content {
            case .floats(let matrix): 4 * matrix.count
            case .integers(let values): 8 * values.count
            case .doubles(let values): 8 * values.count
            }
        }

        func append(by append: AtomicFile.Append) throws {
            switch content {
            case .floats(let matrix):
                let values = matrix.isContiguous ? matrix : matrix.copy()
                try values.withContiguous { try append(UnsafeRawBufferPointer($0)) }
            case .integers(let values): try values.withUnsafeBytes { try append($0) }
            case .doubles(let values): try values.withUnsafeBytes { try append($0) }
            }
        }
    }

    /// Writes tensors in byte order of their names. The same tensors and metadata give the same bytes.
    ///
    /// - Parameters:
    ///   - tensors: in any order.
    ///   - metadata: the header's `__metadata__`.
    ///   - isSealed: whether the digest of all bytes follows them; see `requireSeal`.
    ///   - file: the file to make or replace.
    ///   - beforeReplacing: called when the whole is on disk under another name; what it throws leaves the old.
    /// - Throws: `InputError` when the file cannot be written, or two tensors have one name; an older file is then
    ///   still whole.
    public static func write(
        _ tensors: [Output], metadata: [String: String] = ["format": "pt"], isSealed: Bool = false, to file: URL,
        beforeReplacing: () throws -> Void = {}
    ) throws {
        let body = try body(tensors, metadata: metadata, isSealed: isSealed, of: file.path)
        try AtomicFile.write(to: file, beforeReplacing: beforeReplacing, body)
    }

    /// The same as the bytes of a file.
    ///
    /// - Throws: `InputError` when two tensors have one name.
    static func data(_ tensors: [Output], metadata: [String: String] = ["format": "pt"]) throws -> Data {
        var data = Data()
        let body = try body(tensors, metadata: metadata, of: "the tensors")
        try body { data.append(contentsOf: $0) }
        return data
    }

    /// What appends the bytes of a file.
    ///
    /// - Parameter place: what the file is called in messages.
    /// - Throws: `InputError` when two tensors have one name.
    static func body(
        _ tensors: [Output], metadata: [String: String] = ["format": "pt"], isSealed: Bool = false, of place: String
    ) throws -> AtomicFile.Body {
        let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var header: [String: Any] = ["__metadata__": metadata]
        var offset = 0
        func add(_ tensor: String, _ type: String, _ shape: [Int], bytes: Int) throws {
            guard header[tensor] == nil else {
                throw InputError(place, expected: "a name for each tensor", found: "\(tensor) twice")
            }
            header[tensor] =
                ["dtype": type, "shape": shape, "data_offsets": [offset, offset + bytes]] as [String: Any]
            offset += bytes
        }
        for tensor in sorted { try add(tensor.name, tensor.type, tensor.shape, bytes: tensor.byteCount) }
        if isSealed { try add(sealName, "U8", [SHA256Digest.length], bytes: SHA256Digest.length) }
        var json = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        json.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
        let text = json, size = offset
        let title = URL(fileURLWithPath: place).lastPathComponent
        return { append in
            let digest = isSealed ? SHA256Digest() : nil
            func add(_ bytes: UnsafeRawBufferPointer) throws {
                guard let digest else { return try append(bytes) }
                try digest.update(bytes) { try append(bytes) }
            }
            try withUnsafeBytes(of: UInt64(text.count).littleEndian) { try add($0) }
            try text.withUnsafeBytes { try add($0) }
            let work = WorkProgress.begin("MB of \(title) written", of: size / 1_000_000)
            defer { work.end() }
            var written = 0
            for tensor in sorted {
                try tensor.append(by: add)
                let before = written / 1_000_000
                written += tensor.byteCount
                work.advance(by: written / 1_000_000 - before)
            }
            if let digest { try digest.finish().withUnsafeBytes { try append($0) } }
        }
    }
}
