import Foundation

/// Facts about this machine.
public enum Machine {
    /// The cores that are in use: how many threads run where nobody says otherwise.
    public static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// - Throws: `InputError` for a number of threads that no machine has, and where their products find no memory.
    package static func requireThreads(_ threads: Int) throws {
        guard (1 ... 1024).contains(threads) else {
            throw InputError("threads", expected: "1 to 1024", found: "\(threads)")
        }
        try OpenBLAS.requireMemory(threads: threads)
    }

    /// The processor's name as the system gives it.
    package static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }

    /// The largest memory that this process has had resident so far, in MiB; 0 where the system does not say.
    package static var peakResidentMiB: Double {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) } ?? 0) / 1024
    }
}
