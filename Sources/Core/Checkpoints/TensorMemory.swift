/// Memory for a tensor that a file announces: where it cannot be had, that is told before anything is read.
extension Matrix {
    /// - Throws: `InputError` where there is no memory, or nothing would be left for what follows.
    static func forTensor(_ rows: Int, _ columns: Int, place: String) throws -> Matrix {
        guard let matrix = Matrix(tryingUninitialised: rows, columns),
            ProcessLimits.haveRoom(for: ProcessLimits.reserve)
        else { throw InputError.noMemory(place, bytes: 4 * rows * columns) }
        return matrix
    }
}

extension InputError {
    static func noMemory(_ place: String, bytes: Int) -> InputError {
        InputError(
            place, expected: "\(max(1, bytes >> 20)) MiB of memory for it",
            found: "less, by a limit of this process or the machine", advice: "Raise the limit: `ulimit -v unlimited`.")
    }
}
