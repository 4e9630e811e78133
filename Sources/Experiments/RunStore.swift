import Core
import Foundation
import TextFormat

/// The committed run records, looked up by what was planned.
public final class RunStore {
    private var byFolder: [String: [Label: [RunRecord]]] = [:]
    private var digests: [String: (stamp: FileStamp, digest: String)] = [:]
    private var tokenizers: [String: String] = [:]
    /// The paths of all records that were asked for and found: what a page stands on.
    public private(set) var filesRead: Set<String> = []

    /// What most records of a folder differ in, so that few are compared in all their settings.
    private struct Label: Hashable {
        let task, method: String
        let rank: Int
        let seed: UInt64

        init(_ configuration: TrainingConfiguration) {
            (task, method) = (configuration.task.name, configuration.adapter.method.id)
            (rank, seed) = (configuration.adapter.rank, configuration.seed)
        }
    }

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
        let alike = try records(in: file(run.recordDirectory.relativePath))[Label(run.configuration)] ?? []
        let found = alike.first {
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

    private func records(in folder: URL) throws -> [Label: [RunRecord]] {
        if let known = byFolder[folder.path] { return known }
        let found = try Dictionary(grouping: RunRecord.files(below: folder).map(read)) { Label($0.configuration) }
        byFolder[folder.path] = found
        return found
    }

    /// Reads every record that a plan can meet, of whatever data, so that a damaged one is found before hours of
    /// training.
    ///
    /// - Parameter runs: the plan, whose models count; nil for all models.
    /// - Throws: `InputError` with the command that restores the file.
    public func requireReadable(_ runs: [PlannedRun]? = nil) throws {
        let all = file("data/runs"), backbones = runs.map { Set($0.map(\.backbone)) } ?? Set(Self.folders(in: all))
        for folder in backbones.sorted().map({ all.appending(path: $0) }) {
            for name in Self.folders(in: folder) { _ = try records(in: folder.appending(path: name)) }
        }
    }

    private static func folders(in folder: URL) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private func read(_ file: URL) throws -> RunRecord {
        do { return try RunRecord.read(file) } catch let error as InputError {
            let path = relativePath(file), isKept = isInRepository(path)
            let restore =
                isKept
                ? "`git checkout -- \(shellQuoted(path))` restores it."
                : """
                Delete it: `rm \(shellQuoted(path))`; the command that wanted it, such as `edora sweep run`, then \
                trains the run again.
                """
            // What has an advice of its own may be whole, a newer version's, and must not be deleted.
            let advice = isKept ? [error.advice, restore].compactMap { $0 }.joined(separator: " ") : error.advice
            throw InputError(error.place, expected: error.expected, found: error.found, advice: advice ?? restore)
        }
    }

    /// A path from the project's folder, however a link leads to the file.
    private func relativePath(_ file: URL) -> String {
        let base = root.resolvingSymlinksInPath().path + "/", path = file.resolvingSymlinksInPath().path
        return path.hasPrefix(base) ? String(path.dropFirst(base.count)) : file.path
    }

    /// Whether git has a version of a file; false without git.
    private func isInRepository(_ path: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", root.path, "ls-files", "--error-unmatch", "--", path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private func isOfThisData(_ record: RunRecord, _ run: PlannedRun) -> Bool {
        let rows = run.taskData.files(run.configuration.task, run.configuration.rows.division)
        let model = try? ModelDirectory.locate(run.model)
        let files = [(rows.train, record.inputs.train), (rows.dev, record.inputs.dev)]
        guard record.inputs.dialects == run.taskData.dialects,
            files.allSatisfy({ file, recorded in digest(file).map { $0 == recorded } ?? true })
        else { return false }
        guard let model else { return true }
        let weights = (try? ModelWeights.files(model)) ?? [], known = weights.compactMap(digest)
        guard weights.isEmpty || known.count < weights.count || ModelWeights.joined(known) == record.inputs.model
        else { return false }
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
