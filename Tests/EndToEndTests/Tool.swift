import Foundation

/// The package's executables and scripts, run as a user does.
enum Tool {
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
        func hasTool(_ folder: URL) -> Bool {
            FileManager.default.fileExists(atPath: folder.appending(path: "edora").path)
        }
        var folder = URL(fileURLWithPath: bundle)
        while folder.pathComponents.count > 1, !hasTool(folder) { folder.deleteLastPathComponent() }
        return hasTool(folder) ? folder : root.appending(path: ".build/debug", directoryHint: .isDirectory)
    }()

    /// Where a built executable of the package is.
    static func path(of name: String) -> String { products.appending(path: name).path }

    /// Starts an executable of the package by its name, or a program by its path, absolute or in the project's folder.
    ///
    /// - Parameters:
    ///   - folder: gets the files `output` and `errors`; a file cannot fill up as a pipe does.
    ///   - directory: where it runs; the project's folder by default.
    ///   - input: the standard input; nothing by default.
    ///   - output: takes the standard output in place of the file; `errors` the standard error.
    static func start(
        _ name: String, _ arguments: [String], in folder: URL, at directory: URL = root, input: FileHandle? = nil,
        output: FileHandle? = nil, errors: FileHandle? = nil
    ) throws -> StartedTool {
        func file(_ stream: String) throws -> FileHandle {
            let file = folder.appending(path: stream)
            try Data().write(to: file)
            return try FileHandle(forWritingTo: file)
        }
        let process = Process()
        process.executableURL = executable(name)
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = try output ?? file("output")
        process.standardError = try errors ?? file("errors")
        try process.run()
        return StartedTool(process: process, folder: folder)
    }

    /// The file of an executable of the package, or of a program by its path.
    static func executable(_ name: String) -> URL {
        URL(fileURLWithPath: name, relativeTo: name.contains("/") ? root : products)
    }

    static func run(_ name: String, _ arguments: [String]) throws -> Result {
        try start(name, arguments, in: temporary()).end()
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
