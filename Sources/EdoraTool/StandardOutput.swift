@preconcurrency import Glibc  // where `stdout` is a variable
import TextFormat

/// Prints lines for a person. Names in them may come from files of others, and move no cursor; data for a program goes
/// out by `Swift.print` as it is.
func print(_ text: String) { Swift.print(escapingControls(text, except: ["\n"])) }

/// What was printed may still wait for a disk that has no room for it. Without this a file that is cut short would look
/// like a success.
func failAtExitIfOutputWasLost() {
    atexit {
        // An earlier write may have failed: its reason is gone, and the stream remembers only that it did.
        errno = 0
        guard fflush(stdout) != 0 || ferror(stdout) != 0 else { return }
        let text =
            """
            standard output: expected room for what was printed, found: \
            \(errno == 0 ? "a disk that was full, or a reader that was gone" : String(cString: strerror(errno)))\n
            """
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        _exit(1)
    }
}
