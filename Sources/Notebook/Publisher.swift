import Foundation

/// What `publish()` did to the files.
public struct Publication: Equatable, Sendable, CustomStringConvertible {
    /// The page below the repository root.
    public let page: String
    /// Files below the root that are new or have other bytes than before, in the order of writing.
    public let changed: [String]
    /// Drawings that no figure of the page stands for any more.
    public let removed: [String]
    /// This run beside the page that was there; nil for a draft, a first page and one woven without a run.
    public var comparison: PageComparison?

    /// For the person who ran the chapter: what was written, and how this run stands to the page that was there.
    public var description: String {
        let files = changed.count + removed.count
        let written = files == 0 ? "unchanged" : "woven, \(files) \(files == 1 ? "file" : "files") changed"
        return (["\(page): \(written)"] + (comparison?.lines ?? [])).joined(separator: "\n")
    }
}

/// Moves finished files from the stage to their places.
struct Publisher {
    struct Item {
        let staged: URL
        let destination: URL
    }

    let place: ChapterPlace
    let stage: Stage

    /// Renames what differs, in the order given; where that fails in the middle, puts back what was.
    ///
    /// - Throws: `PageError` when a folder or file cannot be written; the page is then as it was.
    func move(_ items: [Item]) throws -> [String] {
        let changed = try items.filter { item in
            guard let new = FileManager.default.contents(atPath: item.staged.path) else {
                throw PageError(place.relative(item.staged), expected: "a staged file", found: "none")
            }
            return new != FileManager.default.contents(atPath: item.destination.path)
        }
        for item in changed { try prepareFolder(item.destination.deletingLastPathComponent()) }
        var done: [(destination: URL, old: URL?)] = []
        do {
            for (index, item) in changed.enumerated() {
                var old: URL?
                if FileManager.default.fileExists(atPath: item.destination.path) {
                    let copy = stage.file("old-\(index)")
                    try FileManager.default.copyItem(at: item.destination, to: copy)
                    old = copy
                }
                try rename(item.staged, item.destination)
                done.append((item.destination, old))
            }
        } catch {
            for (destination, old) in done.reversed() {
                if let old {
                    try? rename(old, destination)
                } else {
                    try? FileManager.default.removeItem(at: destination)
                }
            }
            throw error
        }
        return changed.map { place.relative($0.destination) }
    }

    /// Removes drawings of this chapter that no figure stands for. Other files are not ours to remove, nor folders;
    /// what cannot be removed is found by the next check.
    func removeOrphans(keeping names: [String]) -> [String] {
        let orphans = Self.orphans(place, keeping: names).filter { name in
            name.wholeMatch(of: /fig-[a-z0-9-]+\.(svg|gp|dat)/) != nil
                && unlink(place.figureFolder.appendingPathComponent(name).path) == 0
        }
        // An empty folder says nothing, and version control does not keep it.
        if names.isEmpty, !orphans.isEmpty { _ = rmdir(place.figureFolder.path) }
        return orphans.map { place.relative(place.figureFolder.appendingPathComponent($0)) }
    }

    /// Files in the chapter's figure folder that are not among those named, sorted.
    static func orphans(_ place: ChapterPlace, keeping names: [String]) -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: place.figureFolder.path)) ?? []
        return found.filter { !$0.hasPrefix(".") && !names.contains($0) }.sorted()
    }

    private func prepareFolder(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw unwritable(folder, error.localizedDescription)
        }
        guard access(folder.path, W_OK) == 0 else {
            throw unwritable(folder, String(cString: strerror(errno)))
        }
    }

    private func rename(_ from: URL, _ to: URL) throws {
        // rename(2) replaces in one step; a reader sees the old file or the new one.
        guard Foundation.rename(from.path, to.path) == 0 else {
            throw unwritable(to, String(cString: strerror(errno)))
        }
    }

    private func unwritable(_ url: URL, _ found: String) -> PageError {
        PageError(place.relative(url), expected: "a place that can be written to", found: found)
    }
}
