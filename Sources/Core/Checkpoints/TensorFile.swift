/// The tensors of a checkpoint under the names that Hugging Face gives them, whatever its files are.
protocol TensorFile {
    /// The names in byte order.
    var names: [String] { get }
    /// nil where there is no such tensor.
    func shape(_ name: String) -> [Int]?
    /// Where a tensor is, or would be, for messages.
    func place(_ name: String) -> String
    /// A tensor of one or two dimensions as floats; one dimension becomes a single row.
    ///
    /// - Throws: `InputError` when it is missing, has another shape, or cannot be read.
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix
    /// The same as the file has it: in blocks where it is quantised.
    ///
    /// - Throws: as `matrix`.
    func stored(_ name: String, _ rows: Int, _ columns: Int) throws -> StoredMatrix
}

/// A matrix as its file has it.
enum StoredMatrix {
    case floats(Matrix)
    case blocks(QuantisedMatrix)
}

extension TensorFile {
    func stored(_ name: String, _ rows: Int, _ columns: Int) throws -> StoredMatrix {
        .floats(try matrix(name, rows, columns))
    }
}

extension ModelWeights: TensorFile {}
