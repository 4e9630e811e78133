import Dispatch

/// Where a worker's time goes in forward and backward passes.
///
/// Reading the clock costs some 30 ns and happens about a thousand times a step, so it is always on.
public final class PartClock: @unchecked Sendable {
    /// What is timed: whole passes, and parts of them that do not overlap. The rest of a pass is vector work
    /// (LayerNorm, GELU, dropout, sums, copies).
    public enum Part: Int, CaseIterable, Sendable {
        /// `pass`: forward and backward of a shard. Of it, `products`: of linear layers and for adapters' gradients;
        /// `attention`; `head`, all of it.
        case pass, products, attention, head
    }

    private var isInsidePart = false
    private var nanoseconds = [UInt64](repeating: 0, count: Part.allCases.count)

    @inline(__always)
    func time<Result>(_ part: Part, _ body: () throws -> Result) rethrows -> Result {
        // A product inside the head is the head's time.
        if isInsidePart { return try body() }
        isInsidePart = part != .pass
        let start = DispatchTime.now().uptimeNanoseconds
        defer { isInsidePart = false }
        defer { nanoseconds[part.rawValue] += DispatchTime.now().uptimeNanoseconds - start }
        return try body()
    }

    func seconds(_ part: Part) -> Double { Double(nanoseconds[part.rawValue]) * 1e-9 }
}
