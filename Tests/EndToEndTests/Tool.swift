import Foundation

/// Runs the package's executables as a user does.
struct Tool {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct Result {
        let status: Int32
        /// Whether a signal ended it: a crash, or our own kill.
        let wasSignalled: Bool
        let output: String
        let errors: String
    }

    /// The build folder that this test runs from.
    private static let products: URL = {
        let arguments = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
        let bundle = arguments ?? (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        var folder = URL(fileURLWithPath: bundle)
        while folder.pathComponents.count > 1, !FileManager.default.fileExists(atPath: folder.appending(path: "edora").path) {
            folder.deleteLastPathComponent()
        }
        let found = folder.appending(path: "edora").path
        return found.count > 6 ? folder : root.appending(path: ".build/debug")
    }()

    static func executable(_ name: String) -> URL { products.appending(path: name) }

    /// Starts an executable, or a script by its path, in the project's folder; its output goes to files, which cannot fill up a pipe.
    ///
    /// - Parameter directory: where it runs; the project's folder by default.
    static func start(_ name: String, _ arguments: [String], in folder: URL, at directory: URL = root) throws -> Process {
        let process = Process()
        process.executableURL = name.contains("/") ? root.appending(path: name) : executable(name)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        for (stream, keyPath) in [("output", \Process.standardOutput), ("errors", \Process.standardError)] {
            let file = folder.appending(path: stream)
            try Data().write(to: file)
            process[keyPath: keyPath] = try FileHandle(forWritingTo: file)
        }
        try process.run()
        return process
    }

    static func run(_ name: String, _ arguments: [String]) throws -> Result {
        let folder = try temporary()
        let process = try start(name, arguments, in: folder)
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
            output: try String(contentsOf: folder.appending(path: "output"), encoding: .utf8),
            errors: try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8))
    }

    /// The processes that a process has started and that still run.
    static func children(of process: Int32) throws -> [Int32] {
        let text = try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        return text.split(separator: " ").compactMap { Int32($0) }
    }

    static func edora(_ arguments: String...) throws -> Result { try run("edora", arguments) }

    /// Holds the folders of this process, and goes with it.
    private static let parent: URL = {
        let parent = FileManager.default.temporaryDirectory.appending(path: "edora-end-to-end-\(UUID().uuidString)")
        atexit { try? FileManager.default.removeItem(at: Tool.parent) }
        return parent
    }()

    static func temporary() throws -> URL {
        let folder = parent.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
