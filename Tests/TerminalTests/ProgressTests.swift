import Core
import Synchronization
import Testing

@testable import Terminal

@Suite struct ProgressTests {
    @Test func theLineSaysWhatHowFarAndTheTimeLeft() {
        let progress = WorkProgress()
        func line(_ detail: String = "") -> String { ProgressDisplay.text(of: progress.now, detail) }
        WorkProgress.$current.withValue(progress) {
            #expect(line().isEmpty)
            let chapter = WorkProgress.begin("chapter2")
            #expect(line().hasPrefix("chapter2, 0 s so far"))
            let steps = WorkProgress.begin("training steps", of: 1_000, from: 10)
            #expect(line() == "chapter2; training steps: 10 of 1,000", "no time is known yet")
            steps.advance(by: 989)
            #expect(line("loss 0.5") == "chapter2; training steps: 999 of 1,000, loss 0.5, 0 s left")
            let rows = WorkProgress.begin("rows evaluated", of: 4)
            #expect(line().hasSuffix("; rows evaluated: 0 of 4"))
            rows.advance(by: 9)
            #expect(line().contains("rows evaluated: 4 of 4"), "never more than all")
            // What ends takes with it what began within.
            steps.end()
            #expect(line().hasPrefix("chapter2, "))
            rows.end()
            rows.advance()
            chapter.end()
            #expect(progress.now.isEmpty)
        }
        #expect(WorkProgress.current == nil)
        WorkProgress.begin("unseen", of: 2).advance()
    }

    @Test func theEndOfTheLastPieceIsToldAtOnce() {
        let idle = Mutex(0), progress = WorkProgress { idle.withLock { $0 += 1 } }
        WorkProgress.$current.withValue(progress) {
            let outer = WorkProgress.begin("matrices", of: 2), inner = WorkProgress.begin("rows", of: 2)
            inner.end()
            #expect(idle.withLock { $0 } == 0)
            outer.end()
            #expect(idle.withLock { $0 } == 1)
        }
    }

    @Test func timesAreForPeople() {
        #expect([0, 59.4, 75, 7260].map(duration) == ["0 s", "59 s", "1 min 15 s", "2 h 1 min"])
        #expect(duration(.infinity) == duration(1e9) && duration(-1) == "0 s")
    }
}
