import Foundation

/// A safetensors file, checked before any tensor is read from it, and read tensor by tensor.
///
/// Format: 8 bytes little-endian header length, a JSON object name → {dtype, shape, data_offsets}, then the
/// data. The header may hold `__metadata__`, an object of strings.
public struct Safetensors {
    /// One tensor's place in the file.
    public struct Entry: Sendable, TensorEntry {
        /// The dtype as the file has it: `F32`, `F16`, `BF16`, `I64`, ….
        public let type: String
        /// The extents, the slowest first; none for a scalar.
        public let shape: [Int]
        let range: Range<Int>  // of bytes after the header
    }

    /// Where the file is, for messages.
    public let path: String
    /// The tensors by name.
    public let entries: [String: Entry]
    /// The header's `__metadata__`; empty where there is none.
    public let metadata: [String: String]
    let file: StableFile
    /// Where the data begins, after the header.
    let start: Int

    /// Header lengths above this are refused, as the reference implementation does.
    static let largestHeader = 100_000_000
    private static let sizes = [
        "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1,
    ]

    /// - Throws: `InputError` for a file that is truncated, has a hostile header, or whose tensors overlap or leave
    ///   gaps.
    public init(contentsOf file: URL) throws {
        path = file.path
        let file = try StableFile(file, expected: "a safetensors file"), size = file.size
        self.file = file
        guard size >= 8 else {
            throw InputError(path, expected: "at least 8 bytes", found: "\(size)", advice: Self.advice)
        }
        var field: UInt64 = 0
        try withUnsafeMutableBytes(of: &field) { try file.read($0, at: 0) }
        let length = UInt64(littleEndian: field)
        guard length <= UInt64(min(Self.largestHeader, size - 8)) else {
            throw InputError(
                path, expected: "a header of at most \(min(Self.largestHeader, size - 8)) bytes",
                found: "a header length of \(length)", advice: Self.advice)
        }
        start = 8 + Int(length)
        var text = Data(count: Int(length))
        try text.withUnsafeMutableBytes { try file.read($0, at: 8) }
        guard let parsed = try? JSONSerialization.jsonObject(with: text),
            let header = parsed as? [String: Any]
        else {
            throw InputError(
                path, expected: "a JSON object as header", found: "\(length) bytes that are not one",
                advice: Self.advice)
        }
        var entries: [String: Entry] = [:]
        var metadata: [String: String] = [:]
        for (name, value) in header {
            if name == "__metadata__" {
                metadata = value as? [String: String] ?? [:]
            } else {
                entries[name] = try Self.entry(value, "\(path): tensor \(name)")
            }
        }
        (self.entries, self.metadata) = (entries, metadata)
        try requireTiling(bytes: size - start)
    }

    private static let advice =
        """
        The file is damaged or incomplete. Fetch or make it again; a training checkpoint can be deleted, to start \
        anew.
        """

    private static func entry(_ value: Any, _ place: String) throws -> Entry {
        guard let fields = value as? [String: Any], let type = fields["dtype"] as? String,
            let shape = integers(fields["shape"]), let offsets = integers(fields["data_offsets"]), offsets.count == 2
        else {
            throw InputError(
                place, expected: "dtype, shape and two data_offsets", found: "a malformed entry", advice: advice)
        }
        guard let size = sizes[type] else {
            throw InputError(place, expected: "a dtype of \(sizes.keys.sorted().joined(separator: ", "))", found: type)
        }
        var bytes = size
        for extent in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow else {
                throw InputError(place, expected: "a sensible shape", found: "\(shape)", advice: advice)
            }
            bytes = product
        }
        guard offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] - offsets[0] == bytes else {
            throw InputError(
                place, expected: "\(bytes) bytes for \(type) \(shape)", found: "data_offsets \(offsets)", advice: advice
            )
        }
        return Entry(type: type, shape: shape, range: offsets[0] ..< offsets[1])
    }

    private static func integers(_ value: Any?) -> [Int]? {
        guard let numbers = value as? [NSNumber] else { return nil }
        var result: [Int] = []
        for number in numbers {
            guard let integer = Int(exactly: number.doubleValue) else { return nil }
            result.append(integer)
        }
        return result
    }

    /// Tensors must fill the data one after the other, without overlap or gap.
    private func requireTiling(bytes: Int) throws {
        var end = 0
        for (name, entry) in entries.inFileOrder {
            guard entry.range.lowerBound == end else {
                throw InputError(
                    "\(path): tensor \(name)", expected: "data from byte \(end)",
                    found: entry.range.lowerBound < end
                        ? "an overlap from \(entry.range.lowerBound)" : "a gap up to \(entry.range.lowerBound)",
                    advice: Self.advice)
            }
            end = entry.range.upperBound
        }
        guard end == bytes else {
            throw InputError(path, expected: "\(end) bytes of data", found: "\(bytes)", advice: Self.advice)
        }
    }

    /// The names in byte order.
    public var names: [String] { entries.namesInByteOrder }

    /// A tensor of one or two dimensions as floats; one dimension becomes a single row.
    ///
    /// - Throws: `InputError` when it is missing, has another shape, is not F32, F16 or BF16, holds an infinity or
    ///   NaN, finds no memory, or when the file has changed since it was opened.
    public func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        let place = "\(path): tensor \(name)", entry = try entries.matrix(name, rows, columns, place: place)
        let result = try Matrix.forTensor(rows, columns, place: place)
        let from = start + entry.range.lowerBound
        switch entry.type {
        case "F32":
            try file.read(UnsafeMutableRawBufferPointer(start: result.base, count: 4 * result.count), at: from)
        case "F16":
            try convert(result, from: from) { Float(Float16(bitPattern: $0)) }
        case "BF16":
            try convert(result, from: from) { Float(bitPattern: UInt32($0) << 16) }
        default:
            throw InputError(place, expected: "dtype F32, F16 or BF16", found: entry.type)
        }
        guard result.isFinite else { throw InputError(place, expected: "finite values", found: "an infinity or NaN") }
        return result
    }

    /// An I64 tensor of one or two dimensions whose numbers a Float holds exactly, from 0 to
    /// `TensorRole.largestInteger`.
    ///
    /// - Throws: `InputError` when it is missing, has another shape or type, or holds other numbers.
    func wholeNumbers(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        let place = "\(path): tensor \(name)"
        _ = try entries.matrix(name, rows, columns, place: place)
        let values: [Int64] = try values(name, "I64", zero: 0), known = 0 ... Int64(TensorRole.largestInteger)
        if let other = values.first(where: { !known.contains($0) }) {
            throw InputError(place, expected: "whole numbers from 0 to \(known.upperBound)", found: "\(other)")
        }
        return Matrix(rows, columns, values.map { Float($0) })
    }

    /// An I32 tensor's values.
    ///
    /// - Throws: `InputError` when there is none of that name and type.
    public func integers(_ name: String) throws -> [Int32] { try values(name, "I32", zero: 0) }

    /// An F64 tensor's values.
    ///
    /// - Throws: `InputError` when there is none of that name and type.
    func doubles(_ name: String) throws -> [Double] { try values(name, "F64", zero: 0) }

    private func values<Value>(_ name: String, _ type: String, zero: Value) throws -> [Value] {
        guard let entry = entries[name], entry.type == type else {
            throw InputError(
                "\(path): tensor \(name)", expected: "an \(type) tensor",
                found: entries[name]?.type ?? "no such tensor")
        }
        var values = [Value](repeating: zero, count: entry.range.count / MemoryLayout<Value>.size)
        try values.withUnsafeMutableBytes { try file.read($0, at: start + entry.range.lowerBound) }
        return values
    }

    private func convert(_ result: Matrix, from: Int, _ value: (UInt16) -> Float) throws {
        var done = 0
        try file.forEachPiece(from: from, count: 2 * result.count) { piece in
            for bits in piece.bindMemory(to: UInt16.self) {
                result.base[done] = value(bits)
                done += 1
            }
        }
    }
}
