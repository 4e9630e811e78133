import Core
import Foundation

/// The committed run records, looked up by what was planned.
public final class RunStore {
    private var byFolder: [String: [RunRecord]] = [:]
    private var digests: [String: (stamp: FileStamp, digest: String)] = [:]
    private var tokenizers: [String: String] = [:]
    /// The paths of all records that were asked for and found: what a page stands on.
    public private(set) var filesRead: Set<String> = []

    /// The folder that holds `data/runs`.
    private let root: URL

    /// The folder that the tools are run in: the project's.
    public static var workingFolder: URL { URL(fileURLWithPath: FileManager.default.currentDirectoryPath) }

    /// - Parameter root: the project's folder, or a test's.
    public init(root: URL = workingFolder) { self.root = root }

    /// The record of a planned run, or nil when it has not been trained on the model and the data that are here.
    ///
    /// Model and data that are here must be those of the record; where they are not, as real GLUE in a fresh clone, the
    /// configuration alone decides.
    ///
    /// - Throws: `InputError` for a file in the folder that is not a record.
    public func record(of run: PlannedRun) throws -> RunRecord? {
        let found = try records(in: file(run.recordDirectory.relativePath)).first {
            $0.configuration == run.configuration && $0.backbone == run.backbone && isOfThisData($0, run)
        }
        if let found { filesRead.insert(run.recordPath(found)) }
        return found
    }

    /// A text that links to the record of a run from a chapter's page; the text alone where there is none.
    public func link(_ text: String, to run: PlannedRun) throws -> String {
        try record(of: run).map { "[\(text)](../../\(run.recordPath($0)))" } ?? text
    }

    public func records(of runs: [PlannedRun]) throws -> [RunRecord] { try runs.compactMap { try record(of: $0) } }

    /// What has no record yet, in the plan's order.
    public func missing(_ runs: [PlannedRun]) throws -> [PlannedRun] { try runs.filter { try record(of: $0) == nil } }

    /// Forgets what was read, so that records written meanwhile are found.
    public func refresh() { (byFolder, tokenizers) = ([:], [:]) }

    /// A file by its path: in the repository, or absolute.
    func file(_ path: String) -> URL { Self.file(path, below: root) }

    static func file(_ path: String, below root: URL) -> URL {
        path.hasPrefix("/") ? URL(fileURLWithPath: path) : root.appending(path: path)
    }

    private func records(in folder: URL) throws -> [RunRecord] {
        if let known = byFolder[folder.path] { return known }
        let found = try RunRecord.readAll(below: folder).map(\.record)
        byFolder[folder.path] = found
        return found
    }

    private func isOfThisData(_ record: RunRecord, _ run: PlannedRun) -> Bool {
        let rows = run.taskData.files(run.configuration.task, run.configuration.rows.division)
        let model = try? ModelDirectory.locate(run.model)
        let files =
            [(rows.train, record.inputs.train), (rows.dev, record.inputs.dev)]
            + (model.map { [($0.appending(path: "model.safetensors"), record.inputs.model)] } ?? [])
        guard record.inputs.dialects == run.taskData.dialects,
            files.allSatisfy({ file, recorded in digest(file).map { $0 == recorded } ?? true })
        else { return false }
        guard let model else { return true }
        let configuration = digest(model.appending(path: "config.json"))
        guard (record.inputs.modelConfiguration ?? configuration) == configuration else { return false }
        return tokenizer(of: model).map { $0 == record.inputs.tokenizer } ?? true
    }

    /// The digest of a model's tokenizer, read once; nil where it cannot be read.
    private func tokenizer(of model: URL) -> String? {
        if let known = tokenizers[model.path] { return known }
        let found = try? tokenizerDigest(model)
        tokenizers[model.path] = found
        return found
    }

    private func digest(_ file: URL) -> String? {
        let stamp = FileStamp(file)
        if let known = digests[file.path], known.stamp == stamp { return known.digest }
        guard let found = try? fileDigest(file) else { return nil }
        digests[file.path] = (stamp, found)
        return found
    }
}
