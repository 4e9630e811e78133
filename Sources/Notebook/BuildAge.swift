import Foundation

/// A page is woven from the source as it lies on disk. If that was edited after the build, the page
/// would show code that did not run.
///
/// The age of the program alone does not tell: an edit of prose compiles to the same object code, and
/// then nothing is linked anew. The compiler does write its list of dependencies at every success, and
/// only then: `chapter4_edora.build/main.d` beside the program for main.swift (debug), or `chapter4_edora.d`
/// there for all files (release). The newer of program and list is when the source was last built.
enum BuildAge {
    /// - Parameter source: its path below the root.
    /// - Throws: `PageError` when the source was changed after the program was built.
    static func check(_ source: String, executable: String, place: ChapterPlace) throws {
        guard let sourceTime = modificationTime(place.root.appendingPathComponent(source).path) else {
            throw PageError(source, expected: "a chapter's source", found: "no such file")
        }
        guard let programTime = modificationTime(executable) else {
            throw PageError(executable, expected: "the running program", found: "no such file")
        }
        let listTimes = dependencyLists(executable, chapter: place.name, source: source).compactMap(modificationTime)
        guard ([programTime] + listTimes).contains(where: { sourceTime <= $0 }) else {
            throw PageError(
                source, expected: "a program built from the source as it is now",
                found: "a source changed since the build",
                advice: "build again: swift run \(place.name); if that compiles nothing: touch \(source)")
        }
    }

    private static func dependencyLists(_ executable: String, chapter: String, source: String) -> [String] {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: executable)) ?? executable
        let module = chapter.replacing("-", with: "_")
        let folder = URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent("\(module).build")
        let list = URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent
        return ["\(list).d", "\(module).d"].map { folder.appendingPathComponent($0).path }
    }

    /// stat(2) rather than FileManager: it follows /proc/self/exe even when the program's file has been
    /// replaced while it runs.
    private static func modificationTime(_ path: String) -> (Int, Int)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
}
