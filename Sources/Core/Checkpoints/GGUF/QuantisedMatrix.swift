/// A matrix that stays as its file has it, in blocks of a few bits a value; a row is unpacked when it is asked for.
///
/// For embeddings: of Gemma's 168 million values a batch needs some thousand rows.
package struct QuantisedMatrix: @unchecked Sendable {
    private let storage: Storage
    private let format: BlockFormat
    private let unpack: BlockFormat.Unpacking
    /// The vocabulary, for an embedding.
    package let rows: Int
    /// A multiple of the format's block.
    package let columns: Int

    /// - Parameter storage: the blocks, row after row, all of whose values are finite.
    init(
        _ storage: Storage, _ format: BlockFormat, _ unpack: @escaping BlockFormat.Unpacking, rows: Int, columns: Int
    ) {
        (self.storage, self.format, self.unpack) = (storage, format, unpack)
        (self.rows, self.columns) = (rows, columns)
    }

    /// Of memory.
    package var byteCount: Int { storage.count * 4 }

    /// Writes row `i` to memory for `columns` floats.
    package func unpackRow(_ i: Int, into values: UnsafeMutablePointer<Float>) {
        precondition(i >= 0 && i < rows, "row \(i) is outside \(rows) × \(columns)")
        let blocks = columns / format.values
        unpack(UnsafeRawPointer(storage.base) + i * blocks * format.bytes, values, blocks)
    }

    /// All of it as floats, unpacked on several threads.
    package func matrix(threads: Int) -> Matrix {
        let result = Matrix(uninitialised: rows, columns)
        unpack(into: result, threads: threads)
        return result
    }

    /// The same into a matrix of this shape.
    func unpack(into result: Matrix, threads: Int) {
        let each = 256
        Parallel.run((rows + each - 1) / each, threads: threads) { number, _ in
            for i in number * each ..< min((number + 1) * each, rows) { unpackRow(i, into: result.row(i)) }
        }
    }
}
