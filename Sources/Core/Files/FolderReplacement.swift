import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// Files of one folder that belong together, replaced all or none, at whatever moment the process ends.
///
/// 1. All are written and synced in a folder of an unforeseeable name within the target. Until here nothing has
///    changed, and what a killed process leaves is removed by the next.
/// 2. That folder is renamed to `.output-complete`: the one step that decides.
/// 3. Old files go, and the new ones take their names, in the order of the list `replacement`. A process that ends in
///    the middle leaves the rest to the next one that takes or reads the folder.
enum FolderReplacement {
    /// A file to write: its name, and what appends its bytes.
    typealias Part = (name: String, body: AtomicFile.Body)

    private static let prefix = ".output-", staging = ".part", complete = ".output-complete", list = "replacement"
    /// What may be removed or replaced; the list comes from a file, which others may have written.
    private static var known: Set<String> { Set(OutputFolder.adapterFiles + OutputFolder.modelFiles) }

    /// - Parameters:
    ///   - parts: the new files, in the order in which they take their names.
    ///   - old: the names of files that make way, in the order in which they go.
    /// - Throws: `InputError` with the system's reason; until all is written, what lay there before is still whole.
    static func write(_ parts: [Part], removing old: [String], in folder: FolderHandle) throws {
        removeLeftovers(in: folder)
        for part in parts { PartFile.removeLeftovers(of: part.name, in: folder) }
        try requireOrdinary(Set(old + parts.map(\.name)), in: folder)
        let name = prefix + PartFile.random() + staging
        do {
            let stage = try folder.makeFolder(name)
            let lines = old.map { "remove \($0)\n" } + parts.map { "place \($0.name)\n" }
            for part in parts + [part(Data(lines.joined().utf8), named: list)] {
                let file = try PartFile(of: part.name, in: stage, isNamed: true)
                try part.body { try file.append($0) }
                try file.finish()
            }
            try stage.synchronise()
            try folder.rename(name, to: complete, in: folder)
        } catch {
            try? folder.removeFolder(name)
            throw error
        }
        // Old files must not go before it is certain that the new ones are there.
        try folder.synchronise()
        try finish(in: folder)
    }

    /// A part with these bytes.
    static func part(_ data: Data, named name: String) -> Part {
        (name, AtomicFile.body(data))
    }

    /// Whether a folder waits for files that were written whole.
    ///
    /// - Throws: `InputError` where the system cannot say.
    static func isUnfinished(in folder: FolderHandle) throws -> Bool { try folder.facts(complete) != nil }

    /// Puts them in place; what is done already is not done again.
    ///
    /// - Throws: `InputError` with the system's reason, and for a list that no `write` has made.
    static func finish(in folder: FolderHandle) throws {
        guard let facts = try folder.facts(complete) else { return }
        guard facts.st_uid == geteuid() else {
            throw InputError(
                folder.file(complete).path, expected: "a folder that this user made", found: "another user's",
                advice: "Delete it, or let that user run a command on \(folder.url.path).")
        }
        let stage = try folder.folder(complete), (old, new) = try names(of: stage)
        do {
            func isWaiting(_ name: String) throws -> Bool { try stage.facts(name) != nil }
            // A new file that has its name already is not an old one.
            for name in old where try !new.contains(name) || isWaiting(name) { try folder.remove(name) }
            for name in new where try isWaiting(name) { try stage.rename(name, to: name, in: folder) }
            try folder.synchronise()
            try folder.removeFolder(complete)
        } catch let error as InputError {
            throw InputError(
                error.place, expected: error.expected, found: error.found,
                advice: "All new files are in \(stage.url.path). Make room or permission; the next command that uses "
                    + "this folder then puts them in place.")
        }
    }

    /// The files to remove, and those to place, in their orders.
    private static func names(of stage: FolderHandle) throws -> (old: [String], new: [String]) {
        let file = stage.file(list)
        func fault(_ found: String) -> InputError {
            InputError(
                file.path, expected: "names of a model's or an adapter's files to remove or place", found: found,
                advice: "Delete the folder \(stage.url.path).")
        }
        // It was written before the folder took its name, and is removed last; without it nothing is left to do.
        guard try stage.facts(list) != nil else {
            guard stage.names.isEmpty else { throw fault("no list") }
            return ([], [])
        }
        let lines = String(decoding: try stage.read(list, atMost: 1 << 16), as: UTF8.self).split(separator: "\n")
        guard !lines.isEmpty else { throw fault("an empty list") }
        var old: [String] = [], new: [String] = []
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, known.contains(words[1]) else { throw fault(String(line)) }
            switch words[0] {
            case "remove": old.append(words[1])
            case "place": new.append(words[1])
            default: throw fault(String(line))
            }
        }
        guard !new.isEmpty else { throw fault("a list that only removes") }
        // What no `write` has put here is not ours to place or to remove.
        for name in stage.names where name != list {
            guard new.contains(name), let kind = try stage.facts(name)?.st_mode, kind & S_IFMT == S_IFREG else {
                throw fault("\(name), which is no file of it")
            }
        }
        return (old, new)
    }

    /// Stages of processes that ended before they were complete: the folder is held, so nobody is at them. Where there
    /// are no locks somebody may be, and they stay.
    private static func removeLeftovers(in folder: FolderHandle) {
        for name in folder.names where name.wholeMatch(of: /\.output-[0-9a-f]{16}\.part/) != nil {
            guard let stage = try? folder.folder(name), stage.lock() == .ours else { continue }
            try? folder.removeFolder(name)
        }
    }

    /// - Throws: `InputError` for a folder or a device in the place of a file. A link is replaced, not followed.
    private static func requireOrdinary(_ names: Set<String>, in folder: FolderHandle) throws {
        for name in names.sorted() {
            guard let kind = try folder.facts(name).map({ $0.st_mode & S_IFMT }), ![S_IFREG, S_IFLNK].contains(kind)
            else {
                continue
            }
            throw InputError(
                folder.file(name).path, expected: "a file or nothing",
                found: kind == S_IFDIR ? "a folder" : "a device or a pipe", advice: "Name another folder.")
        }
    }
}
