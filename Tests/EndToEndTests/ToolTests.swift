import Foundation
import Testing

/// The tests' own helper: a program that hangs must not hang the tests.
@Suite(.timeLimit(.minutes(10))) struct ToolTests {
    private func start(_ name: String, _ arguments: String...) throws -> StartedTool {
        try Tool.start(name, arguments, in: Tool.temporary())
    }

    @Test func aProgramThatDoesNotEndIsKilled() throws {
        let hanging = try start("/bin/sh", "-c", "sleep 600 & echo begun >&2; wait")
        try hanging.wait(for: "its first words") { hanging.errors.contains("begun") }
        let children = try hanging.children()
        #expect(children.count == 1)
        let failure = try #require(throws: StartedTool.WaitFailure.self) { try hanging.end(seconds: 0.1) }
        #expect(failure.description.contains("still running") && failure.description.contains("begun"))
        #expect(try hanging.end().wasSignalled)
        // The signal is sent; on a busy machine the death comes a moment later.
        let end = Date() + 20
        while Date() < end, children.contains(where: { !isGone($0) }) { usleep(10_000) }
        for child in children { #expect(isGone(child), "\(child) still runs") }
    }

    /// Whether a process has ended, even if nobody has asked for its status.
    private func isGone(_ process: Int32) -> Bool {
        guard kill(process, 0) == 0 else { return true }
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ") Z"
        return text.contains(") Z")
    }

    @Test func whatNeverComesIsNotAwaitedForEver() throws {
        let hanging = try start("/bin/sleep", "600")
        let late = try #require(throws: StartedTool.WaitFailure.self) {
            try hanging.wait(for: "a miracle", seconds: 0.1) { false }
        }
        #expect(late.description.contains("a miracle within 0.1 s") && late.description.contains("still running"))
        #expect(try hanging.end().wasSignalled)
        let failing = try start("/bin/sh", "-c", "echo broken >&2; exit 3")
        let ended = try #require(throws: StartedTool.WaitFailure.self) { try failing.wait(for: "a miracle") { false } }
        #expect(ended.description.contains("ended with status 3") && ended.description.contains("broken"))
    }
}
