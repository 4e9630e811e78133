import Core
import Foundation

/// Files that a command writes must not be those that it reads, nor each other.
enum OwnFiles {
    /// - Parameters:
    ///   - outputs: paths to write, with the options that name them; nil where an option was not given.
    ///   - inputs: files that the command reads.
    ///   - models: folders of models and adapters that it reads, or writes.
    ///   - output: a folder that it writes, which may hold other files than its own.
    /// - Throws: `InputError` naming the option whose file is an input, or another output, also by way of a link.
    static func requireDistinct(
        _ outputs: [(option: String, path: String?)], inputs: [URL] = [], models: [URL] = [], output: URL? = nil
    ) throws {
        var taken: [String: String] = [:]
        for input in inputs { taken[place(input.path)] = "a file that is read" }
        for folder in models + (output.map { [$0] } ?? []) {
            let there = folder == output ? [] : try? FileManager.default.contentsOfDirectory(atPath: folder.path)
            for name in (there ?? []) + OutputFolder.fileNames {
                taken[place(folder.appending(path: name).path)] = "a file of the model or the adapter"
            }
        }
        for (option, path) in outputs {
            guard let path else { continue }
            let place = place(path)
            if let other = taken[place] {
                throw InputError(
                    "\(option) \(path)", expected: "a file of its own", found: "the same as \(other)",
                    advice: "Nothing was written. Name another file.")
            }
            taken[place] = option
        }
    }

    private static func place(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}

extension TaskData {
    /// The files of a task in a folder, whichever of them is read: none of them is to be lost.
    static func files(of task: TextTask, in folder: URL) -> [URL] {
        TextTask.Split.allCases.map { task.file($0, in: folder) }
    }

    /// The files that may be read.
    func inputs(_ task: TextTask) -> [URL] {
        let files = files(task, nil)
        return [files.train, files.dev]
    }
}
