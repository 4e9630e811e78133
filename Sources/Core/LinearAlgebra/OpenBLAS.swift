import COpenBLAS
import Foundation

/// What must be known and set about the linear algebra library of this process.
public enum OpenBLAS {
    /// The kernel family that OpenBLAS picked when it was loaded, such as `SkylakeX`.
    public static var coreName: String { String(cString: openblas_get_corename()) }

    /// OpenBLAS's version and build options.
    public static var configuration: String { String(cString: openblas_get_config()) }

    /// Core runs its own threads, a shard of the batch each; products inside them are single-threaded.
    public static func useOneThreadPerCall() { openblas_set_num_threads(1) }

    /// Starts this program again with `OPENBLAS_CORETYPE=SkylakeX` if that is the faster kernel here.
    ///
    /// Debian 12's OpenBLAS does not know recent AMD processors and picks its Haswell kernel on
    /// them, about half as fast where AVX-512 is present. The choice is made while the library
    /// loads, so only a new start of the program can change it. Call this first in `main`. It does
    /// nothing when the user has set the variable, and at most once.
    public static func restartWithBestKernel() {
        let variable = "OPENBLAS_CORETYPE"
        guard getenv(variable) == nil, ["Haswell", "Zen"].contains(coreName), hasAVX512 else { return }
        setenv(variable, "SkylakeX", 1)
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        // On success execv does not return; on failure the program goes on with the slower kernel.
        execv("/proc/self/exe", &arguments)
        unsetenv(variable)
        arguments.forEach { free($0) }
    }

    /// Whether the processor and the system offer the parts of AVX-512 that the SkylakeX kernel uses.
    static var hasAVX512: Bool {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let flags = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
        else { return false }
        let words = Set(flags.split(separator: " "))
        return ["avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"].allSatisfy { words.contains($0) }
    }
}
