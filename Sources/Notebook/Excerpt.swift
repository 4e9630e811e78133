import Foundation

/// A piece of a source file of the repository, shown on a page.
enum Excerpt {
    /// The lines between `// region: name` and the next `// endregion`, or the whole file, without the
    /// marks and without common indentation.
    ///
    /// - Throws: `PageError` for a path that leaves the repository, a missing file or region, and a
    ///   region that is not closed or is there twice.
    static func lines(path: String, region: String?, place: ChapterPlace) throws -> [String] {
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw PageError(path, expected: "a path below the repository root", found: path)
        }
        let text = try place.readText(place.root.appendingPathComponent(path))
        let all = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.trimmingTrailingBlanks()) }
        let chosen = try region.map { try lines(of: $0, in: all, path: path) } ?? all
        return unindented(trimmed(chosen.filter { !isStart($0) && !isEnd($0) }))
    }

    static func language(path: String) -> String {
        switch path.split(separator: ".").last {
        case "swift": "swift"
        case "c", "h": "c"
        case "py": "python"
        default: "text"
        }
    }

    private static func lines(of region: String, in all: [String], path: String) throws -> [String] {
        let starts = all.indices.filter { all[$0].trimmingBlanks() == "// region: \(region)" }
        guard let start = starts.first, starts.count == 1 else {
            throw PageError(path, expected: "one line '// region: \(region)'", found: "\(starts.count)")
        }
        guard let end = all[(start + 1)...].firstIndex(where: { isEnd($0) || isStart($0) }), isEnd(all[end]) else {
            throw PageError(
                "\(path):\(start + 1)", expected: "'// endregion' after '// region: \(region)'",
                found: "another region or the end of the file")
        }
        return Array(all[(start + 1) ..< end])
    }

    private static func isStart(_ line: String) -> Bool { line.trimmingBlanks().hasPrefix("// region: ") }
    private static func isEnd(_ line: String) -> Bool { line.trimmingBlanks() == "// endregion" }

    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = Array(lines.drop { $0.isEmpty })
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func unindented(_ lines: [String]) -> [String] {
        let indents = lines.filter { !$0.isEmpty }.map { line in line.prefix { $0 == " " }.count }
        let common = indents.min() ?? 0
        return lines.map { String($0.dropFirst(common)) }
    }
}
