import Core
import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// A file that only one process can create: the claim of a `RunLease`.
///
/// It holds one line: machine, process, the process's start, a random word, the generation, and a counter that grows
/// while the worker lives. All but the counter are the owner, by which a worker knows its own file. The generation is 1
/// where nobody had the run, and one more than that of the worker it was taken from.
struct LeaseFile {
    let place: URL

    /// The line of a new claim, without its counter.
    static func owner(_ host: LeaseHost, generation: Int) -> String {
        let word = String(UInt64.random(in: 0 ... .max), radix: 16)
        return "\(host.machine) \(getpid()) \(LeaseHost.ownStart) \(word) \(generation) "
    }

    /// The generation that a line states; 0 where it states none.
    static func generation(_ line: String) -> Int {
        let parts = line.split(separator: " ")
        return parts.count > 4 ? Int(parts[4]) ?? 0 : 0
    }

    /// As many digits for each count, so that one overwrites the other.
    private static func digits(_ counter: Int) -> String {
        let text = String(counter)
        return String(repeating: "0", count: max(0, 12 - text.count)) + text + "\n"
    }

    /// The line; nil where there is no file.
    ///
    /// - Throws: `InputError` when it cannot be read, as may happen for a moment on a shared folder.
    func line() throws -> String? {
        let descriptor = open(place.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("a claim that can be read")
        }
        defer { close(descriptor) }
        return try Self.line(descriptor) ?? { throw failure("a claim that can be read") }()
    }

    private static func line(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Whether the file is new and its owner's; nil where its folder is gone.
    ///
    /// The line is written under another name, and the file then gets this one, which one worker alone can do. So a
    /// worker that is killed meanwhile leaves no claim without a name, which others would have to watch.
    ///
    /// - Throws: `InputError` when it cannot be written.
    func create(_ owner: String) throws -> Bool? {
        let new = LeaseFile(place: URL(fileURLWithPath: "\(place.path).\(UInt64.random(in: 0 ... .max)).new"))
        guard try new.write(owner) == true else { return nil }
        defer { unlink(new.place.path) }
        if link(new.place.path, place.path) == 0 { return true }
        // A server may have made the link and its answer been lost: then the file has two names.
        if errno == EEXIST { return new.names == 2 }
        if errno == ENOENT { return nil }
        // Some file systems have no second names.
        return try write(owner)
    }

    /// - Throws: `InputError` where something else than a file has its name, which would be watched for ever.
    func requireFile() throws {
        var facts = stat()
        guard lstat(place.path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG else { return }
        throw InputError(
            place.path, expected: "a claim, which is a file", found: "a folder, link or pipe",
            advice: "No worker makes that: look what it is, and delete it.")
    }

    /// How many names the file has; nil where it is not there.
    private var names: Int? {
        var facts = stat()
        return stat(place.path, &facts) == 0 ? Int(facts.st_nlink) : nil
    }

    /// The same at once.
    private func write(_ owner: String) throws -> Bool? {
        let descriptor = open(place.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if descriptor < 0 && errno == EEXIST { return false }
        if descriptor < 0 && errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw failure("a folder that can be written") }
        defer { close(descriptor) }
        let line = owner + Self.digits(0)
        guard line.withCString({ Glibc.write(descriptor, $0, strlen($0)) }) == line.utf8.count else {
            let error = failure("a file that can be written")
            unlink(place.path)
            throw error
        }
        return true
    }

    /// Whether the file is still its owner's; if so, its counter is set.
    ///
    /// What is looked at is what is written to: a file that another worker has put in its place meanwhile stays as it
    /// is.
    ///
    /// - Throws: `InputError` when it cannot be read.
    func renew(_ owner: String, counter: Int) throws -> Bool {
        let descriptor = open(place.path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw failure("a claim that can be read and written")
        }
        defer { close(descriptor) }
        guard let line = Self.line(descriptor) else { throw failure("a claim that can be read") }
        guard line.hasPrefix(owner) else { return false }
        // Where the count cannot be written, others will take the run over; until then it is ours.
        _ = Self.digits(counter).withCString { pwrite(descriptor, $0, strlen($0), off_t(owner.utf8.count)) }
        return true
    }

    /// Removes the file if its line is as expected, and says so.
    ///
    /// Between a look and an `unlink` another worker may have put its own file there. So it is renamed first, which one
    /// alone can do, and put back where it was another.
    func remove(where isExpected: (String) -> Bool) -> Bool {
        let aside = LeaseFile(place: URL(fileURLWithPath: "\(place.path).\(UInt64.random(in: 0 ... .max)).old"))
        // Another's file is not even touched where it can be seen.
        guard let line = try? line(), isExpected(line) else { return false }
        guard rename(place.path, aside.place.path) == 0 else { return false }
        defer { unlink(aside.place.path) }
        if let line = try? aside.line(), isExpected(line) { return true }
        // Some file systems have no second names.
        if link(aside.place.path, place.path) != 0, errno != EEXIST { rename(aside.place.path, place.path) }
        return false
    }

    /// When it was written last, by the file system's clock; nil where there is none.
    var written: Double? {
        var facts = stat()
        guard stat(place.path, &facts) == 0 else { return nil }
        return Double(facts.st_mtim.tv_sec) + Double(facts.st_mtim.tv_nsec) * 1e-9
    }

    /// Seconds since it was written, by the file system's clock, which a new file beside it tells: below zero for a
    /// date to come, and nil where no file can be made.
    var age: Double? {
        let beside = LeaseFile(place: URL(fileURLWithPath: "\(place.path).\(UInt64.random(in: 0 ... .max)).now"))
        guard let written, (try? beside.write("")) == true else { return nil }
        defer { unlink(beside.place.path) }
        return beside.written.map { $0 - written }
    }

    private func failure(_ expected: String) -> InputError {
        InputError(place.path, expected: expected, found: String(cString: strerror(errno)))
    }
}
