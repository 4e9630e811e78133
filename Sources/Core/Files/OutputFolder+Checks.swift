import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// An output is never the folder that it is made from, and never holds two forms.
extension OutputFolder {
    /// Every file of an adapter, whatever its form. What says that a folder holds one comes first.
    static let adapterFiles = [
        AdapterDirectory.configurationName, AdapterDirectory.peftName, NativeAdapter.configurationName,
        AdapterDirectory.tensorsName, NativeAdapter.tensorsName,
    ]
    /// Every file of a model. A tokenizer's file, or an index, of another model that lay there before would be taken
    /// for the new one's.
    static let modelFiles =
        ["config.json", ModelWeights.indexName, ModelWeights.fileName, ModelWeights.pooledName]
        + ModelDirectory.tokenizerFiles

    /// - Throws: `InputError` when both paths lead to one folder, by whatever links.
    public static func require(_ directory: URL, otherThan source: URL, _ whose: String) throws {
        guard !isSame(directory, source) else {
            throw InputError("the output folder", expected: "a folder other than \(whose)", found: directory.path)
        }
    }

    /// - Throws: `InputError` when a folder holds a model, which an adapter's files would spoil.
    public static func requireNoModel(_ directory: URL) throws {
        guard !FileManager.default.fileExists(atPath: directory.appending(path: "config.json").path) else {
            throw InputError(
                directory.path, expected: "a folder without a model", found: "config.json",
                advice: "Name another folder.")
        }
    }

    /// - Throws: `InputError` when a folder holds what an adapter from elsewhere must not be written beside: a model,
    ///   or an unfinished training.
    public static func requireRoomForAdapter(_ directory: URL) throws {
        try requireNoModel(directory)
        try requireNoTraining(directory)
    }

    /// - Throws: `InputError` when a folder holds a model that this project did not write: perhaps the only copy of one
    ///   that took weeks.
    static func requireNoForeignModel(_ directory: URL) throws {
        guard ModelDirectory.run(of: directory) == nil, let found = first(of: modelFiles, in: directory) else { return }
        throw InputError(
            directory.path, expected: "a folder without a model of others", found: found,
            advice: "Name another folder, or delete that model.")
    }

    /// - Throws: `InputError` when a folder holds the checkpoint of an unfinished training, which could not go on
    ///   beside other files.
    public static func requireNoTraining(_ directory: URL) throws {
        guard let found = first(of: [FineTuning.checkpointName], in: directory) else { return }
        throw InputError(
            directory.path, expected: "a folder without an unfinished training", found: found,
            advice: "Name another folder, or let that training end first.")
    }

    /// - Throws: `InputError` when a folder holds an adapter, which a model's files would replace.
    public static func requireNoAdapter(_ directory: URL) throws {
        guard let found = first(of: adapterFiles, in: directory) else { return }
        throw InputError(
            directory.path, expected: "a folder without an adapter", found: found,
            advice: "Name another folder, or delete the adapter.")
    }

    /// - Throws: `InputError` when a folder holds what a model must not be written over: an adapter, or a model that
    ///   this project did not write.
    public static func requireRoomForModel(_ directory: URL) throws {
        try requireNoAdapter(directory)
        try requireNoForeignModel(directory)
    }

    private static func first(of names: [String], in directory: URL) -> String? {
        names.first { FileManager.default.fileExists(atPath: directory.appending(path: $0).path) }
    }

    /// - Throws: `InputError` for a link in the place of a folder that a command makes: what it leads to belongs to
    ///   others.
    public static func requireNoLink(_ directory: URL) throws {
        var facts = stat()
        guard lstat(directory.path, &facts) == 0, facts.st_mode & S_IFMT == S_IFLNK else { return }
        throw InputError(directory.path, expected: "a folder or nothing", found: "a link", advice: "Delete the link.")
    }

    /// The names that outputs give to their files, the checkpoint of a training among them.
    public static var fileNames: [String] { adapterFiles + modelFiles + [FineTuning.checkpointName] }

    private static func isSame(_ a: URL, _ b: URL) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(a.path, &first) == 0, stat(b.path, &second) == 0 else {
            return a.standardizedFileURL.path == b.standardizedFileURL.path
        }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
