#if canImport(Glibc)
import Glibc
#endif

/// What a process must do about the limits that a user has set it, before it begins.
public enum ProcessLimits {
    /// Threads that the system's libraries start besides ours; where they get none, they wait for ever.
    private static let fewThreads = 4

    /// Open files that the system's own libraries need at once; where they find none, they end the process with a trap.
    private static let fewFiles = 16

    /// What is left free for Swift's own collections, vocabularies and texts, when tensors take their memory: where
    /// these find none, they end the process with a trap.
    static let reserve = 64 << 20

    /// Whether so much memory could be had now. It is address space alone, and given back.
    static func haveRoom(for bytes: Int) -> Bool {
        let place = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard place != MAP_FAILED else { return false }
        munmap(place, bytes)
        return true
    }

    /// Makes a file that would grow over the user's limit (`ulimit -f`) an error of writing, in place of a signal that
    /// ends the process and leaves half a file.
    ///
    /// - Throws: `InputError` where hardly a file can be opened (`ulimit -n`) or a thread started (`ulimit -u`, `-v`).
    public static func prepare() throws {
        signal(SIGXFSZ, SIG_IGN)
        try requireThreads()
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

    private static func requireThreads() throws {
        // All wait until the last is there.
        var gate = pthread_mutex_t()
        pthread_mutex_init(&gate, nil)
        var started: [pthread_t] = []
        let reason: Int32 = withUnsafeMutablePointer(to: &gate) { gate in
            pthread_mutex_lock(gate)
            defer {
                pthread_mutex_unlock(gate)
                for thread in started { pthread_join(thread, nil) }
            }
            for _ in 0 ..< fewThreads {
                var thread = pthread_t()
                let status = pthread_create(
                    &thread, nil,
                    { gate in
                        let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self)
                        if let gate, pthread_mutex_lock(gate) == 0 { pthread_mutex_unlock(gate) }
                        return nil
                    }, gate)
                guard status == 0 else { return status }
                started.append(thread)
            }
            return 0
        }
        pthread_mutex_destroy(&gate)
        guard reason == 0 else {
            throw InputError(
                "threads", expected: "room for \(fewThreads)",
                found: "\(started.count) (\(String(cString: strerror(reason))))",
                advice: "Raise the limit of processes, `ulimit -u`, or that of memory, `ulimit -v`.")
        }
    }
}
