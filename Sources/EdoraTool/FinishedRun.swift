import Core
import Foundation

/// What a training has written, looked at before it would be trained again.
enum FinishedRun {
    /// Whether a folder holds all that a run writes.
    ///
    /// - Parameter record: the file of its record; nil where none is wanted.
    /// - Throws: `InputError` where something of that run is missing or was changed.
    static func isAt(_ directory: URL, key: String, _ method: AdapterMethod, record: URL?) throws -> Bool {
        let isWhole: Bool
        if method.scope == .wholeModel {
            guard ModelDirectory.run(of: directory) == key else { return false }
            isWhole = (try? ModelWeights.digest(of: directory)) != nil
        } else {
            guard AdapterFolder.isAt(directory) else { return false }
            let folder = try AdapterFolder.read(directory), tensors = directory.appending(path: folder.tensorsName)
            guard folder.description.run == key else { return false }
            isWhole = (try? fileDigest(tensors)).map { $0 == folder.description.tensorsDigest ?? $0 } ?? false
        }
        let hasRecord = record.map { (try? RunRecord.read($0))?.key == key } ?? true
        guard isWhole && hasRecord else {
            throw InputError(
                directory.path, expected: "all that this run has written",
                found: isWhole ? "the run without its record" : "files that are missing or were changed",
                advice: "Without --resume it is trained again.")
        }
        return true
    }
}
