import Foundation
import Testing

@testable import Notebook

/// A run that ends in the middle, by a crash, a signal or a full disk, leaves the published page as it was.
@Suite(.timeLimit(.minutes(10)))
struct CrashTests {
    @Test func `a crash before publish changes nothing`() async throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let before = try chapter.state()
        let root = chapter.root.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [root = root as String] in
            let source = root + "/chapters/chapter9-example/main.swift"
            let page = try Notebook(
                source: source, root: root, draft: false, file: #fileID, executable: source, gnuplot: Gnuplot())
            page.value("top", 12, line: 18)
            page.figure(
                "fig:squares", caption: "c", alt: "a", data: [FigureSeries("a", x: ("x", [1]), y: ("y", [1]))],
                script: "plot DATA", line: 18)
            #expect(page.outputs.count == 2)
            // Nothing of the program runs after this: no defer, no handler, as in a trap.
            kill(getpid(), SIGKILL)
        }
        #expect(try chapter.state() == before)
    }

    /// gnuplot kills the run that started it: files lie in the stage, none is published, and the next run clears up.
    @Test func `a run that is killed while it publishes leaves the page whole`() async throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let before = try chapter.state()
        try chapter.write("#!/bin/sh\n[ \"$1\" = --version ] && exec gnuplot --version\nkill -9 $PPID\n", "killer.sh")
        // Another process writes what is to be executed: the child of a test beside this one may still hold a file
        // open that this process wrote, and a file open for writing cannot be executed.
        let install = try Process.run(
            URL(fileURLWithPath: "/usr/bin/install"),
            arguments: ["-m", "755", chapter.url("killer.sh").path, chapter.url("killer").path])
        install.waitUntilExit()
        let root = chapter.root.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [root = root as String] in
            // The command is looked for below each folder of the search path; from any of them this leads to the
            // script.
            let page = try TestChapter.reopened(root).notebook(gnuplot: "../../../../../.." + root + "/killer")
            try TestChapter.reopened(root).run(page)
            try page.publish()
        }
        #expect(
            FileManager.default.fileExists(atPath: chapter.url("chapters/.stage-chapter9-example").path),
            "the run had begun to publish")
        #expect(try chapter.state().filter { !$0.contains(".stage-") } == before)
        try chapter.publish()
        #expect(!FileManager.default.fileExists(atPath: chapter.url("chapters/.stage-chapter9-example").path))
    }

    /// A limit on the size of files stands for the full disk: the system refuses to write on.
    @Test func `a disk that fills up while publishing fails and leaves the page whole`() async throws {
        let chapter = try TestChapter.edited()
        defer { chapter.remove() }
        let before = try chapter.state()
        let root = chapter.root.path
        await #expect(processExitsWith: .exitCode(7)) { [root = root as String] in
            let page = try TestChapter.reopened(root).notebook()
            try TestChapter.reopened(root).run(page)
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 2_000, rlim_max: 2_000)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            do { try page.publish() } catch { exit(7) }
        }
        #expect(try chapter.state() == before)
    }
}
