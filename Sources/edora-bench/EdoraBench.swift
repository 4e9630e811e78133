import ArgumentParser
import CAllocationCounter
import EdoraTool

/// `edora bench` in a program of its own, since counting allocations replaces malloc for the whole program.
@main
struct EdoraBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edora-bench",
        abstract: "Measure training speed as `edora bench` does, and count allocations.")

    @OptionGroup var bench: Bench

    static func main() { runProcess(as: EdoraBench.self) }

    func run() throws {
        try bench.measure(allocations: { allocation_count() < 0 ? nil : Int(allocation_count()) })
    }
}
