import Foundation

/// Where the rows of a task are.
public enum TaskData: Sendable, Hashable {
    /// A folder with `TASK/train.tsv`, `TASK/dev.tsv` and `TASK/test.tsv`, in the layouts that the task has for them.
    case folder(URL)
    /// Tables with named columns: one that trains, and one that evaluates. Without the latter a share of the former
    /// evaluates (`RowSelection.devShare`).
    case tables(train: TableFile, dev: TableFile?)

    /// A table on disk, and how it is written.
    public struct TableFile: Sendable, Hashable, Codable {
        /// As it was given: relative to the working directory, or absolute.
        public let path: String
        /// Format, header and quotes.
        public let dialect: Table.Dialect

        /// The table at `path`.
        public init(path: String, _ dialect: Table.Dialect) { (self.path, self.dialect) = (path, dialect) }

        /// The table at `path`, in the format that its extension says.
        ///
        /// - Throws: `InputError` for another extension.
        public init(path: String) throws {
            guard let format = Table.Format(of: URL(fileURLWithPath: path)) else {
                throw InputError(
                    path, expected: "a file whose name ends in .csv, .tsv or .jsonl", found: "another ending",
                    advice: "Say how it is written by its format.")
            }
            self.init(path: path, Table.Dialect(format))
        }

        /// The place of the file.
        public var url: URL { URL(fileURLWithPath: path) }

        /// - Throws: `InputError` with file, line and column for anything that makes it no such table.
        public func read() throws -> Table { try Table(contentsOf: url, dialect) }
    }

    /// What records and messages call it: the folder's name, or the training table's without its extension.
    public var name: String {
        switch self {
        case .folder(let folder): folder.lastPathComponent
        case .tables(let train, _): train.url.deletingPathExtension().lastPathComponent
        }
    }

    /// The path as it was given: of the folder, or of the training table.
    public var path: String {
        switch self {
        case .folder(let folder): folder.relativePath
        case .tables(let train, _): train.path
        }
    }

    /// How the tables are written, the training one first; nil for a folder.
    public var dialects: [Table.Dialect]? {
        switch self {
        case .folder: nil
        case .tables(let train, let dev): [train.dialect] + (dev.map { [$0.dialect] } ?? [])
        }
    }

    /// The files behind a run: the one that the training rows come from, and the one of the evaluated rows.
    public func files(_ task: TextTask, _ division: Division?) -> (train: URL, dev: URL) {
        switch self {
        case .folder(let folder):
            (task.file(division?.split ?? .train, in: folder), task.file(division?.split ?? .dev, in: folder))
        case .tables(let train, let dev):
            // A division takes both parts from the training rows.
            (train.url, division == nil ? dev?.url ?? train.url : train.url)
        }
    }
}

/// A folder as `{"folder": PATH}`, tables as `{"train": …, "dev": …}`.
extension TaskData: Codable {
    private enum Keys: String, CodingKey { case folder, train, dev }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        if let folder = try container.decodeIfPresent(String.self, forKey: .folder) {
            self = .folder(URL(fileURLWithPath: folder))
        } else {
            self = .tables(
                train: try container.decode(TableFile.self, forKey: .train),
                dev: try container.decodeIfPresent(TableFile.self, forKey: .dev))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        switch self {
        case .folder(let folder): try container.encode(folder.relativePath, forKey: .folder)
        case .tables(let train, let dev):
            try container.encode(train, forKey: .train)
            try container.encodeIfPresent(dev, forKey: .dev)
        }
    }
}
