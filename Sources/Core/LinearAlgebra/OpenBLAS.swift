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

    /// Starts this program again with a faster kernel family where OpenBLAS picked a slow one, and with no threads of
    /// OpenBLAS's own.
    ///
    /// A release of OpenBLAS knows the processors of its day. Debian 12's 0.3.21 picks its Haswell kernel
    /// on recent AMD processors, half as fast as AVX-512 allows, and on recent Intel ones, which it does not
    /// know at all, Prescott: SSE3, a fifth of the speed. It starts its threads while it loads, and where memory is
    /// limited they ask for theirs without end, so that the program never ends either. Both choices are made while the
    /// library loads, so only a new start of the program can change them. Call this first in `main`. It leaves an
    /// OPENBLAS_CORETYPE of the user's as it is, and starts at most once.
    public static func restartWithBestKernel() {
        var choices: [String: String] = [:]
        if getenv(variable) == nil { choices[variable] = betterKernel(than: coreName, flags: processorFlags) }
        if getenv(threadsVariable).map({ String(cString: $0) }) != "1" { choices[threadsVariable] = "1" }
        // A choice that does not stay in the environment would be made again and again.
        guard !choices.isEmpty, remember(choices) else { return withdrawChoice() }
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        // On success execv does not return; on failure the program goes on with the slower kernel.
        execv("/proc/self/exe", &arguments)
        withdrawChoice()
        arguments.forEach { free($0) }
    }

    private static let variable = "OPENBLAS_CORETYPE", threadsVariable = "OPENBLAS_NUM_THREADS"
    /// What is put before a variable's name to keep what the user had set; empty for nothing.
    private static let mark = "EDORA_HAD_"

    private static func remember(_ choices: [String: String]) -> Bool {
        choices.allSatisfy { name, choice in
            let old = getenv(name).map { String(cString: $0) } ?? ""
            return setenv(mark + name, old, 1) == 0 && setenv(name, choice, 1) == 0
        }
    }

    /// Takes the choices of `restartWithBestKernel` out of the environment, so that programs started from here on
    /// another machine make their own.
    private static func withdrawChoice() {
        for name in [variable, threadsVariable] {
            guard let old = getenv(mark + name) else { continue }
            if old.pointee == 0 { unsetenv(name) } else { setenv(name, old, 1) }
            unsetenv(mark + name)
        }
    }

    /// What to say to a user whose OPENBLAS_CORETYPE asks for a slower kernel than the processor has; nil where it does
    /// not.
    public static var slowChoice: String? {
        guard let choice = getenv(variable),
            let better = betterKernel(than: coreName, flags: processorFlags)
        else { return nil }
        return
            """
            \(variable)=\(String(cString: choice)) is set, so OpenBLAS runs its \(coreName) kernel; without it \
            \(better) would run, up to twice as fast.
            """
    }

    /// Whether the kernel that was picked uses AVX-512.
    static var usesWideKernel: Bool { wide.contains(coreName) }

    private static let wide: Set = ["SkylakeX", "Cooperlake", "SapphireRapids"]

    /// The kernel family to ask for in place of `picked`, or nil when `picked` uses what the processor has.
    static func betterKernel(than picked: String, flags: Set<String>) -> String? {
        let middle: Set = ["Haswell", "Zen", "Excavator"]
        if flags.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"]) {
            return wide.contains(picked) ? nil : "SkylakeX"
        }
        guard flags.isSuperset(of: ["avx2", "fma"]) else { return nil }
        return wide.union(middle).contains(picked) ? nil : "Haswell"
    }

    /// What the processor and the system offer, by the kernel's names; empty where there is no /proc/cpuinfo.
    private static var processorFlags: Set<String> {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let flags = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
        else { return [] }
        return Set(flags.split(separator: " ").map(String.init))
    }
}
