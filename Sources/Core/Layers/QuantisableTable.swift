import Foundation

/// An embedding table as its checkpoint has it: as floats, or in the blocks of a GGUF file, which are unpacked row by
/// row as texts ask for them.
///
/// Gemma's table has 168 million values: 178 MB in blocks, 671 MB as floats. Only full fine-tuning needs floats, since
/// it trains them; `unpack` makes them, and the blocks are forgotten.
final class QuantisableTable: @unchecked Sendable {
    /// How the numbers lie in memory. Floats are a parameter, which may train.
    enum Values {
        case floats(Parameter)
        case blocks(QuantisedMatrix)
    }

    /// The tensor's name without prefix.
    let name: String
    private(set) var values: Values

    /// The table of a checkpoint's tensor, which may have been read as floats or as blocks.
    init(_ name: String, _ stored: StoredMatrix) {
        self.name = name
        values =
            switch stored {
            case .floats(let matrix): .floats(Parameter(name, matrix))
            case .blocks(let matrix): .blocks(matrix)
            }
    }

    /// nil while the table is in blocks.
    var parameter: Parameter? { if case .floats(let parameter) = values { parameter } else { nil } }

    /// The vocabulary.
    var rows: Int {
        switch values {
        case .floats(let parameter): parameter.value.rows
        case .blocks(let matrix): matrix.rows
        }
    }

    /// Writes row `i` to memory for as many floats as there are columns.
    func read(_ i: Int, into row: UnsafeMutablePointer<Float>) {
        switch values {
        case .floats(let parameter): row.update(from: parameter.value.row(i), count: parameter.value.columns)
        case .blocks(let matrix): matrix.unpackRow(i, into: row)
        }
    }

    /// All rows as floats: the table itself, or a copy that is made for the caller.
    func matrix(threads: Int = Machine.cores) -> Matrix {
        switch values {
        case .floats(let parameter): parameter.value
        case .blocks(let matrix): matrix.matrix(threads: threads)
        }
    }

    /// Makes floats of a table that is in blocks, and returns how many MB they take; nil where there were floats.
    ///
    /// - Throws: `InputError` where there is no memory for them.
    func unpack(threads: Int) throws -> Int? {
        guard case .blocks(let matrix) = values else { return nil }
        let floats = try Matrix.forTensor(matrix.rows, matrix.columns, place: "tensor \(name) as floats, which train")
        matrix.unpack(into: floats, threads: threads)
        values = .floats(Parameter(name, floats))
        return (4 * floats.count + 999_999) / 1_000_000
    }
}
