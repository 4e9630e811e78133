import Foundation

/// Where the parts of a chapter lie.
///
/// | | published | draft |
/// |---|---|---|
/// | page | `chapters/NAME/` | `.build/notebook/NAME/` |
/// | figures | `figures/NAME/` | `.build/notebook/NAME/figures/` |
struct ChapterPlace: Equatable {
    let root: URL
    /// `chapter4-edora`, also the name of the executable.
    let name: String
    /// 4
    let number: Int
    let isDraft: Bool

    /// - Throws: `PageError` unless the name is `chapter`, a number, a hyphen and a topic.
    init(root: URL, name: String, isDraft: Bool) throws {
        guard let match = name.wholeMatch(of: /chapter([0-9]{1,4})-[A-Za-z0-9-]+/), let number = Int(match.1) else {
            throw PageError("chapters/\(name)", expected: "a name such as chapter4-edora", found: name)
        }
        self.root = root.standardizedFileURL.resolvingSymlinksInPath()
        self.name = name
        self.number = number
        self.isDraft = isDraft
    }

    /// From the path of a `main.swift`, which must be `chapters/NAME/main.swift` below the root.
    init(source: String, root: String?, isDraft: Bool) throws {
        let file = URL(fileURLWithPath: source).standardizedFileURL.resolvingSymlinksInPath()
        let folder = file.deletingLastPathComponent()
        let above = folder.deletingLastPathComponent().deletingLastPathComponent()
        let rootURL = root.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? above
        try self.init(root: rootURL, name: folder.lastPathComponent, isDraft: isDraft)
        guard sourceFile.path == file.path else {
            throw PageError(
                source, expected: "a chapter's source at \(sourceName) below the root", found: "root \(self.root.path)")
        }
    }

    var sourceName: String { "chapters/\(name)/main.swift" }
    var sourceFile: URL { root.appendingPathComponent(sourceName) }

    /// The other Swift files of the chapter, those of its subfolders too, as paths below the root: the page shows what
    /// they compute, too.
    func otherSources() -> [String] {
        let names =
            (try? FileManager.default.subpathsOfDirectory(atPath: sourceFile.deletingLastPathComponent().path)) ?? []
        return names.filter { $0.hasSuffix(".swift") && $0 != "main.swift" }.sorted().map { "chapters/\(name)/\($0)" }
    }

    var pageFolder: URL {
        root.appendingPathComponent(isDraft ? ".build/notebook/\(name)" : "chapters/\(name)", isDirectory: true)
    }
    var figureFolder: URL {
        isDraft
            ? pageFolder.appendingPathComponent("figures", isDirectory: true)
            : root.appendingPathComponent("figures/\(name)", isDirectory: true)
    }
    var pageFile: URL { pageFolder.appendingPathComponent("README.md") }
    var recordFile: URL { pageFolder.appendingPathComponent("page.json") }
    /// Beside the page, hence on the same file system, where a rename is one step.
    var stageParent: URL { pageFolder.deletingLastPathComponent() }

    /// The way from the page to the root.
    var rootLink: String { isDraft ? "../../.." : "../.." }
    var sourceLink: String { isDraft ? "\(rootLink)/\(sourceName)" : "main.swift" }
    func figureLink(_ file: String) -> String {
        isDraft ? "figures/\(file)" : "\(rootLink)/figures/\(name)/\(file)"
    }

    /// A path below the root, for messages: no message and no page names a place of this machine.
    func relative(_ url: URL) -> String {
        let path = url.path
        return path.hasPrefix(root.path + "/") ? String(path.dropFirst(root.path.count + 1)) : path
    }

    /// - Throws: `PageError` when the file cannot be read or is not UTF-8.
    func readText(_ url: URL, advice: String? = nil) throws -> String {
        guard let data = FileManager.default.contents(atPath: url.path) else {
            throw PageError(relative(url), expected: "a readable file", found: "none", advice: advice)
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw PageError(relative(url), expected: "UTF-8 text", found: "other bytes", advice: advice)
        }
        return text
    }

    func readSource() throws -> ChapterSource {
        try SourceScanner.scan(readText(sourceFile), name: sourceName)
    }
}
