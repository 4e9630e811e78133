/// Which rows an adapter was trained on, kept beside it: so that a later question about them can be answered, and
/// other rows are read as these were.
public struct TrainedRows: Codable, Sendable {
    /// Where they were.
    public let data: TaskData
    /// Which of them trained and which evaluated.
    public let selection: RowSelection
    /// SHA-256 of the file that the training rows came from, and of that of the evaluated ones.
    public let train: String, dev: String

    /// Rows with the digests of their files.
    public init(_ data: TaskData, _ selection: RowSelection, train: String, dev: String) {
        (self.data, self.selection, self.train, self.dev) = (data, selection, train, dev)
    }
}
