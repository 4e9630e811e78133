import Foundation

/// A terminal for a program of a test: what it writes there is read, and what a person would type is written.
final class TestTerminal {
    /// The program's side.
    let handle: FileHandle
    private let own: FileHandle
    private var seen = Data()

    struct Failure: Error {}

    init() throws {
        // What posix_openpt, unlockpt and ptsname do, which Swift does not see.
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var locked: Int32 = 0, number: UInt32 = 0
        guard master >= 0, ioctl(master, 0x4004_5431, &locked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw Failure()
        }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        guard slave >= 0, fcntl(master, F_SETFL, O_NONBLOCK) == 0 else { throw Failure() }
        own = FileHandle(fileDescriptor: master, closeOnDealloc: true)
        handle = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    }

    /// All that it has shown so far.
    var text: String {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(own.fileDescriptor, &buffer, buffer.count), count > 0 {
            seen.append(contentsOf: buffer.prefix(count))
        }
        return String(decoding: seen, as: UTF8.self)
    }

    func type(_ line: String) throws { try own.write(contentsOf: Data((line + "\n").utf8)) }
}
