import Foundation
import Testing

@testable import Core

struct PartClockTests {
    @Test("Time inside a part is the part's, and a product inside the head is the head's")
    func partClock() {
        let clock = PartClock()
        clock.time(.pass) { clock.time(.head) { clock.time(.products) { _ = usleep(2000) } } }
        #expect(clock.seconds(.head) >= 0.002)
        #expect(clock.seconds(.products) == 0)
        #expect(clock.seconds(.pass) >= clock.seconds(.head))
    }
}
