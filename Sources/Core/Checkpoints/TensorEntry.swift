/// One tensor's place in a file, in whatever format.
protocol TensorEntry {
    /// The extents, the slowest first.
    var shape: [Int] { get }
    /// Of bytes, from the start of the tensors' data.
    var range: Range<Int> { get }
}

/// What every format's reader asks of a file's tensors.
extension Dictionary where Key == String, Value: TensorEntry {
    /// In the order of their data.
    var inFileOrder: [(key: String, value: Value)] {
        sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
                < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
        }
    }

    /// The names in byte order.
    var namesInByteOrder: [String] { keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The tensor of a name and a shape; one dimension counts as a single row.
    ///
    /// - Throws: `InputError` when it is missing or has another shape.
    func matrix(_ name: String, _ rows: Int, _ columns: Int, place: String) throws -> Value {
        let wanted = rows == 1 ? "[\(columns)] or [1, \(columns)]" : "[\(rows), \(columns)]"
        guard let entry = self[name] else { throw InputError(place, expected: wanted, found: "no such tensor") }
        guard entry.shape == [rows, columns] || (rows == 1 && entry.shape == [columns]) else {
            throw InputError(place, expected: wanted, found: "\(entry.shape)")
        }
        return entry
    }
}
