import CVectorKernels
import Foundation

/// Tensors as floats, or quantised as they are. Pieces of a tensor are read and unpacked on several threads.
extension GGUF {
    /// Bytes of the pieces, about.
    private static let piece = 1 << 18

    /// A tensor of one or two dimensions as floats; one dimension becomes a single row.
    ///
    /// - Throws: `InputError` when it is missing, has another shape, is of a type that is not read here, holds an
    ///   infinity or NaN, finds no memory, or when the file has changed since it was opened.
    package func matrix(
        _ name: String, _ rows: Int, _ columns: Int, threads: Int = Machine.cores
    ) throws -> Matrix {
        let (entry, unpack, place) = try tensor(name, rows, columns)
        let result = try Matrix.forTensor(rows, columns, place: place), format = entry.format
        try forEachPiece(entry, threads: threads) { blocks, bytes in
            let values = result.base + blocks.lowerBound * format.values
            unpack(bytes, values, blocks.count)
            try Self.requireFinite(values, blocks.count * format.values, place)
        }
        return result
    }

    /// A tensor of two dimensions as the file has it.
    ///
    /// - Throws: as `matrix`.
    package func quantised(
        _ name: String, _ rows: Int, _ columns: Int, threads: Int = Machine.cores
    ) throws -> QuantisedMatrix {
        let (entry, unpack, place) = try tensor(name, rows, columns)
        let format = entry.format, count = entry.range.count
        guard let storage = Storage(trying: (count + 3) / 4) else { throw InputError.noMemory(place, bytes: count) }
        let memory = Memory(start: UnsafeMutableRawPointer(storage.base))
        try forEachPiece(entry, threads: threads) { blocks, bytes in
            memory.start.advanced(by: blocks.lowerBound * format.bytes)
                .copyMemory(from: bytes, byteCount: blocks.count * format.bytes)
            try withUnsafeTemporaryAllocation(of: Float.self, capacity: format.values) { values in
                guard let start = values.baseAddress else { return }
                for block in 0 ..< blocks.count {
                    unpack(bytes + block * format.bytes, start, 1)
                    try Self.requireFinite(start, format.values, place)
                }
            }
        }
        return QuantisedMatrix(storage, format, unpack, rows: rows, columns: columns)
    }

    /// Memory that tasks fill in disjoint parts.
    private struct Memory: @unchecked Sendable { let start: UnsafeMutableRawPointer }

    private func tensor(
        _ name: String, _ rows: Int, _ columns: Int
    ) throws -> (Entry, BlockFormat.Unpacking, place: String) {
        let place = "\(path): tensor \(name)", entry = try entries.matrix(name, rows, columns, place: place)
        guard let unpack = entry.format.unpack else {
            throw InputError(
                place, expected: "a type of \(BlockFormat.readNames)", found: entry.format.name,
                advice: "Take a file of another quantisation, such as Q4_K_M or Q8_0.")
        }
        return (entry, unpack, place)
    }

    private static func requireFinite(_ values: UnsafeMutablePointer<Float>, _ count: Int, _ place: String) throws {
        guard vk_is_finite(values, count) != 0 else {
            throw InputError(place, expected: "finite values", found: "an infinity or NaN")
        }
    }

    /// Reads a tensor in pieces of whole blocks, each of which `body` gets with its bytes.
    private func forEachPiece(
        _ entry: Entry, threads: Int, _ body: @Sendable (Range<Int>, UnsafeRawPointer) throws -> Void
    ) throws {
        let size = entry.format.bytes, count = entry.range.count / size, each = max(1, Self.piece / size)
        let from = start + entry.range.lowerBound
        _ = try Parallel.map((count + each - 1) / each, threads: threads) { number in
            let blocks = number * each ..< min((number + 1) * each, count)
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: blocks.count * size, alignment: 64)
            defer { bytes.deallocate() }
            try file.read(bytes, at: from + blocks.lowerBound * size)
            guard let base = bytes.baseAddress else { return }
            try body(blocks, UnsafeRawPointer(base))
        }
    }
}
