#if canImport(Glibc)
import Glibc
#endif

/// What a process must do about the limits that a user has set it, before it begins.
public enum ProcessLimits {
    /// Open files that the system's own libraries need at once; where they find none, they end the process with a trap.
    private static let fewFiles = 16

    /// Makes a file that would grow over the user's limit (`ulimit -f`) an error of writing, in place of a signal that
    /// ends the process and leaves half a file.
    ///
    /// - Throws: `InputError` where hardly a file can be opened (`ulimit -n`).
    public static func prepare() throws {
        signal(SIGXFSZ, SIG_IGN)
        var opened: [Int32] = []
        defer { opened.forEach { close($0) } }
        for count in 0 ..< fewFiles {
            let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else {
                throw InputError(
                    "open files", expected: "room for \(fewFiles)",
                    found: "\(count) (\(String(cString: strerror(errno))))",
                    advice: "Raise the limit: `ulimit -n 1024`.")
            }
            opened.append(file)
        }
    }
}
