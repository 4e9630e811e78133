import Core
import Foundation

/// Zip archives, made by Python.
enum ZipArchive {
    private static let advice = "The files themselves are complete; pack them with any program."

    /// The bytes of an archive that holds these files by their names alone.
    ///
    /// Python runs isolated, so that no module of another folder takes the place of its own, and what it made is
    /// unpacked and compared before anybody relies on it.
    ///
    /// - Throws: `InputError` where Python fails, or the archive is not there or does not hold the files.
    static func packed(_ files: [URL]) throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appending(path: "edora-\(UUID().uuidString)")
        let archive = folder.appending(path: "archive.zip"), unpacked = folder.appending(path: "unpacked")
        try FileManager.default.createDirectory(
            at: unpacked, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let python = ["python3", "-I", "-m", "zipfile"], expected = "an archive of \(files.count) files"
        try runProgram(
            python + ["-c", archive.path] + files.map { $0.absoluteURL.standardizedFileURL.path }, expected: expected,
            advice: advice)
        try runProgram(python + ["-e", archive.path, unpacked.path], expected: expected, advice: advice)
        for file in files {
            let found = unpacked.appending(path: file.lastPathComponent)
            guard let packed = FileManager.default.contents(atPath: found.path),
                packed == FileManager.default.contents(atPath: file.path)
            else {
                throw InputError(
                    "python3", expected: "an archive that holds \(file.lastPathComponent) as it is",
                    found: "none, or another file in it", advice: advice)
            }
        }
        guard let data = FileManager.default.contents(atPath: archive.path) else {
            throw InputError("python3", expected: expected, found: "none", advice: advice)
        }
        return data
    }
}
