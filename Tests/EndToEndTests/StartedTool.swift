import Foundation

/// A program that a test has started, and everything that a test waits for. Each wait has a limit: a program that hangs
/// is killed, and the test fails.
struct StartedTool {
    let process: Process
    let folder: URL

    /// Seconds. No wait of these tests comes near on two cores.
    static let limit = 300.0

    var isRunning: Bool { process.isRunning }
    var identifier: Int32 { process.processIdentifier }
    var output: String { text("output") }
    var errors: String { text("errors") }

    private func text(_ stream: String) -> String {
        (try? String(contentsOf: folder.appending(path: stream), encoding: .utf8)) ?? ""
    }

    /// A wait that did not end as it should.
    struct WaitFailure: Error, CustomStringConvertible {
        let description: String
    }

    /// Waits until `holds` is true while the program runs.
    ///
    /// - Parameter what: what is awaited, for the message.
    /// - Throws: `WaitFailure` when the program ends before, or, after a kill, when the limit has passed.
    func wait(for what: String, seconds: Double = limit, until holds: () throws -> Bool) throws {
        let end = Date(timeIntervalSinceNow: seconds)
        do {
            while try !holds() {
                // It may have ended well, right after the look above.
                guard process.isRunning else {
                    if try holds() { return }
                    throw failure("\(what) before its end")
                }
                guard Date() < end else { throw failure("\(what) within \(seconds) s") }
                Thread.sleep(forTimeInterval: 0.01)
            }
        } catch {
            killAll()
            throw error
        }
    }

    /// Waits for the program's end.
    ///
    /// - Throws: `WaitFailure`, after a kill, when the limit has passed.
    func end(seconds: Double = limit) throws -> Tool.Result {
        let end = Date(timeIntervalSinceNow: seconds)
        while process.isRunning {
            guard Date() < end else {
                let error = failure("its end within \(seconds) s")
                killAll()
                throw error
            }
            Thread.sleep(forTimeInterval: 0.005)
        }
        return Tool.Result(
            status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal,
            output: output, errors: errors)
    }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// The processes that it has started and that still run.
    func children() throws -> [Int32] {
        let threads = "/proc/\(identifier)/task"
        return try FileManager.default.contentsOfDirectory(atPath: threads).flatMap { thread in
            // A thread may have ended since the folder was read.
            let text = (try? String(contentsOfFile: "\(threads)/\(thread)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { Int32($0) }
        }
    }

    /// Kills it and the processes that it has started.
    func killAll() {
        guard process.isRunning else { return }
        let family = [identifier] + ((try? children()) ?? [])
        family.forEach { kill($0, SIGKILL) }
    }

    private func failure(_ expected: String) -> WaitFailure {
        let name = process.executableURL?.lastPathComponent ?? ""
        let command = ([name] + (process.arguments ?? [])).joined(separator: " ")
        let state = process.isRunning ? "is still running" : "ended with status \(process.terminationStatus)"
        return WaitFailure(
            description: "expected \(expected): \(command) \(state).\nIts output: \(output)\nIts errors: \(errors)")
    }
}
