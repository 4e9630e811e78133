/// Seconds of training steps by part, summed since `reset()`.
package final class StepTiming {
    var packing = 0.0, passes = 0.0, optimiser = 0.0, merge = 0.0
    private let clocks: [PartClock]
    private var before: [PartClock.Part: Double] = [:]

    init(_ clocks: [PartClock]) { self.clocks = clocks }

    package func reset() {
        (packing, passes, optimiser, merge) = (0, 0, 0, 0)
        for part in PartClock.Part.allCases { before[part] = sum(part) }
    }

    /// Milliseconds of a mean step; the parts inside passes are means over the workers.
    package func milliseconds(steps: Int) -> [String: Double] {
        func inside(_ part: PartClock.Part) -> Double { (sum(part) - (before[part] ?? 0)) / Double(clocks.count) }
        let products = inside(.products), attention = inside(.attention), head = inside(.head), busy = inside(.pass)
        let seconds = [
            "packing": packing, "optimiser": optimiser, "merge": merge, "products": products, "attention": attention,
            "head": head, "vector work": busy - products - attention - head, "waiting": passes - busy,
        ]
        return seconds.mapValues { $0 * 1e3 / Double(steps) }
    }

    private func sum(_ part: PartClock.Part) -> Double { clocks.reduce(0) { $0 + $1.seconds(part) } }
}
