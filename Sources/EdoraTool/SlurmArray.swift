import Foundation

/// A job array of Slurm: some lines of a plan, one a task.
///
/// MaxArraySize limits the index, which runs to one less than it, and not the number of tasks: so each array counts
/// from 0, and adds where it starts.
struct SlurmArray {
    /// The first of its lines, and how many there are.
    let start, count: Int

    /// Arrays that fit, for the lines 0 ..< lines.
    static func cut(_ lines: Int, size: Int) -> [SlurmArray] {
        stride(from: 0, to: lines, by: size).map { SlurmArray(start: $0, count: min(size, lines - $0)) }
    }

    /// For the name of its script; empty for the first.
    var suffix: String { start == 0 ? "" : ".\(start)" }
    /// Before the index in the names of its logs.
    var logPrefix: String { start == 0 ? "" : "\(start)+" }
    /// The task's line, for bash.
    var index: String { start == 0 ? "$SLURM_ARRAY_TASK_ID" : "$((\(start) + SLURM_ARRAY_TASK_ID))" }

    /// MaxArraySize of the cluster; nil where it does not say.
    static var clustersSize: Int? {
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["scontrol", "show", "config"]
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.firstMatch(of: /MaxArraySize\s*=\s*([0-9]+)/).flatMap { Int($0.1) }.flatMap { $0 >= 2 ? $0 : nil }
    }
}
