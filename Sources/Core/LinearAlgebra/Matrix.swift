import TextFormat

/// A row-major matrix of floats: a view onto shared memory, as a NumPy array is.
///
/// Copying a `Matrix` copies the view and not the numbers; `copy()` copies the numbers. Slices
/// (`rows(_:)`, `columns(_:)`) share memory with the matrix they were cut from. Threads may write
/// disjoint parts of one matrix; nothing guards them against writing the same part.
public struct Matrix: @unchecked Sendable {
    let storage: Storage
    /// The first number of row 0.
    package let base: UnsafeMutablePointer<Float>
    /// i is in 0 ..< rows; the outputs of a weight.
    public let rows: Int
    /// j is in 0 ..< columns; the inputs of a weight.
    public let columns: Int
    /// Floats from the start of a row to the start of the next; equals `columns` unless a slice.
    let stride: Int

    init(storage: Storage, offset: Int, rows: Int, columns: Int, stride: Int) {
        precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) × \(columns)")
        precondition(
            rows == 0 || offset + (rows - 1) * stride + columns <= storage.count,
            "a \(rows) × \(columns) view at \(offset) leaves its memory of \(storage.count) floats")
        self.storage = storage
        self.base = storage.base + offset
        self.rows = rows
        self.columns = columns
        self.stride = stride
    }

    /// A matrix of zeros.
    public init(_ rows: Int, _ columns: Int) {
        self.init(uninitialised: rows, columns)
        base.initialize(repeating: 0, count: rows * columns)
    }

    /// A matrix whose numbers are whatever the memory held: the caller writes all of them.
    init(uninitialised rows: Int, _ columns: Int) {
        self.init(
            storage: Storage(count: rows * columns), offset: 0,
            rows: rows, columns: columns, stride: columns)
    }

    /// The same; nil where memory cannot be had.
    init?(tryingUninitialised rows: Int, _ columns: Int) {
        guard let storage = Storage(trying: rows * columns) else { return nil }
        self.init(storage: storage, offset: 0, rows: rows, columns: columns, stride: columns)
    }

    /// A matrix from its numbers, row after row.
    public init(_ rows: Int, _ columns: Int, _ values: [Float]) {
        precondition(
            values.count == rows * columns,
            "\(values.count) values do not fill a \(rows) × \(columns) matrix")
        self.init(uninitialised: rows, columns)
        values.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { base.update(from: start, count: source.count) }
        }
    }

    /// A matrix from a formula for each element.
    public init(_ rows: Int, _ columns: Int, element: (Int, Int) -> Float) {
        self.init(uninitialised: rows, columns)
        for i in 0 ..< rows {
            for j in 0 ..< columns { base[i * columns + j] = element(i, j) }
        }
    }

    /// The n × n identity: 1 where i = j, else 0.
    public static func identity(_ n: Int) -> Matrix { Matrix(n, n) { $0 == $1 ? 1 : 0 } }

    /// A matrix of independent N(0, deviation²) values.
    public static func normal(
        _ rows: Int, _ columns: Int, deviation: Double, using random: inout Random
    ) -> Matrix {
        Matrix(rows, columns, (0 ..< rows * columns).map { _ in Float(deviation * random.normal()) })
    }

    /// rows·columns, the numbers in view.
    public var count: Int { rows * columns }
    /// `768 × 16`, for messages.
    public var shape: String { "\(rows) × \(columns)" }
    /// Whether the rows follow each other without gaps.
    public var isContiguous: Bool { stride == columns || rows <= 1 }

    /// aᵢⱼ, counted from 0. Writing it writes to the shared memory.
    public subscript(i: Int, j: Int) -> Float {
        get {
            precondition(i >= 0 && i < rows && j >= 0 && j < columns, "[\(i), \(j)] is outside \(shape)")
            return base[i * stride + j]
        }
        nonmutating set {
            precondition(i >= 0 && i < rows && j >= 0 && j < columns, "[\(i), \(j)] is outside \(shape)")
            base[i * stride + j] = newValue
        }
    }

    /// Where row `i` starts.
    func row(_ i: Int) -> UnsafeMutablePointer<Float> {
        precondition(i >= 0 && i < rows, "row \(i) is outside \(shape)")
        return base + i * stride
    }

    /// The rows in `range`, sharing memory.
    public func rows(_ range: Range<Int>) -> Matrix {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) are outside \(shape)")
        return Matrix(
            storage: storage, offset: offset + range.lowerBound * stride,
            rows: range.count, columns: columns, stride: stride)
    }

    /// The columns in `range`, sharing memory.
    public func columns(_ range: Range<Int>) -> Matrix {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) are outside \(shape)")
        return Matrix(
            storage: storage, offset: offset + range.lowerBound,
            rows: rows, columns: range.count, stride: stride)
    }

    /// Rows `first`, `first + step`, `first + 2·step`, …, sharing memory.
    func rows(from first: Int, by step: Int) -> Matrix {
        precondition(first >= 0 && step > 0 && first < max(rows, 1), "row \(first) is outside \(shape)")
        return Matrix(
            storage: storage, offset: offset + first * stride,
            rows: (rows - first + step - 1) / step, columns: columns, stride: stride * step)
    }

    private var offset: Int { base - storage.base }

    /// The same numbers in memory of their own.
    public func copy() -> Matrix {
        let result = Matrix(uninitialised: rows, columns)
        result.assign(self)
        return result
    }

    /// Overwrites this matrix with the numbers of `other`.
    public func assign(_ other: Matrix) {
        precondition(
            rows == other.rows && columns == other.columns, "cannot assign \(other.shape) to \(shape)")
        if isContiguous && other.isContiguous {
            base.update(from: other.base, count: count)
        } else {
            for i in 0 ..< rows { row(i).update(from: other.row(i), count: columns) }
        }
    }

    /// aᵢⱼ = `value` everywhere, in place.
    public func fill(_ value: Float) {
        for i in 0 ..< rows { row(i).update(repeating: value, count: columns) }
    }

    /// All numbers, row after row.
    public var values: [Float] {
        var result: [Float] = []
        result.reserveCapacity(count)
        for i in 0 ..< rows { result.append(contentsOf: UnsafeBufferPointer(start: row(i), count: columns)) }
        return result
    }

    /// The memory of a matrix without gaps.
    func withContiguous<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows -> Result {
        precondition(isContiguous, "a slice with gaps has no contiguous memory")
        return try body(UnsafeMutableBufferPointer(start: base, count: count))
    }
}

extension Matrix: CustomStringConvertible {
    /// The numbers in rows, with four decimals; large matrices give their shape only.
    public var description: String {
        guard count <= 64 else { return "Matrix \(shape)" }
        return (0 ..< rows).map { i in
            (0 ..< columns).map { j in decimalText(Double(self[i, j]), decimals: 4, width: 9) }.joined(separator: " ")
        }.joined(separator: "\n")
    }
}
