/// Seconds since it was made.
public struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    /// Starts at 0 now.
    public init() {}

    /// Wall time so far, in seconds.
    public var seconds: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
