#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A counter-based random generator: value number `i` is a hash of (key, i).
///
/// The key is made from a seed and the purpose of the numbers, so that a draw depends neither on
/// what else was drawn before it nor on the number of threads. The hash is SplitMix64's
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
public struct Random: RandomNumberGenerator, Sendable {
    /// Hash of seed, purpose and indices: equal keys give equal numbers.
    public let key: UInt64
    /// How many 64-bit values have been drawn.
    public private(set) var index: UInt64 = 0
    private static let goldenGamma: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - purpose: what the numbers are for, such as `"shuffle"` or a layer's path.
    ///   - indices: further coordinates, such as the epoch or the step.
    public init(seed: UInt64, purpose: String, _ indices: UInt64...) {
        var key = Self.mix(seed &+ Self.goldenGamma)
        for byte in purpose.utf8 { key = Self.mix(key ^ UInt64(byte) &+ Self.goldenGamma) }
        for index in indices { key = Self.mix(key &+ Self.goldenGamma &* (index &+ 1)) }
        self.key = key
    }

    public mutating func next() -> UInt64 {
        index &+= 1
        return Self.mix(key &+ index &* Self.goldenGamma)
    }

    /// A uniform value in [0, 1) with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A uniform integer in 0 ..< `bound`, without bias (Lemire's multiplication method).
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "Random.below needs a positive bound, got \(bound)")
        let bound = UInt64(bound)
        let threshold = (0 &- bound) % bound
        while true {
            let (high, low) = next().multipliedFullWidth(by: bound)
            if low >= threshold { return Int(high) }
        }
    }

    /// A standard normal value, N(0, 1), by the Box–Muller transform.
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// The numbers 0 ..< `count` in random order (Fisher and Yates).
    public mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0 ..< count)
        for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, below(i + 1)) }
        return order
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
