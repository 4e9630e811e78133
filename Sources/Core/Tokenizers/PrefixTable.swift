/// Finds the longest of some byte strings that a text goes on with at a place, in a number of steps that grows with the
/// logarithm of their length: however long they are, a text of n bytes takes n·log n.
///
/// Every prefix of every string is known by its length and its hash Σ (pᵢ + 1)·bⁿ⁻¹⁻ⁱ mod 2⁶¹ − 1. If a stretch of the
/// text is one of the prefixes then so are its own prefixes: the longest is found by halving. Its hash follows from two
/// hashes of the text. The base b is drawn anew by each process, so nobody can make texts whose hashes collide: in 1 MB
/// against 1 MB of strings, the chance that one does is 1e-5.
struct PrefixTable: Sendable {
    /// What a string stands for.
    struct Entry: Sendable, Equatable {
        let length: Int
        let value: Int32
    }

    private struct Key: Hashable {
        let length: Int
        let hash: UInt64
    }

    /// For each prefix, the longest string that it starts with, if any.
    private var longestOf: [Key: Entry?] = [:]
    /// In bytes.
    private(set) var longest = 0
    /// bⁿ up to the longest.
    private var powers: [UInt64] = [1]

    /// Of equal strings the first counts.
    init(_ strings: [(bytes: ArraySlice<UInt8>, value: Int32)]) {
        var values: [Key: Int32] = [:]
        for (bytes, value) in strings where !bytes.isEmpty {
            let key = Key(length: bytes.count, hash: bytes.reduce(0, Self.extend))
            if values[key] == nil { values[key] = value }
            longest = max(longest, bytes.count)
        }
        for (bytes, _) in strings {
            var hash: UInt64 = 0, found: Entry?
            for (offset, byte) in bytes.enumerated() {
                hash = Self.extend(hash, byte)
                let key = Key(length: offset + 1, hash: hash)
                if let value = values[key] { found = Entry(length: offset + 1, value: value) }
                longestOf[key] = .some(found)
            }
        }
        for _ in 0 ..< longest { powers.append(Self.product(powers[powers.count - 1], Self.base)) }
    }

    /// Hashes of the prefixes of a part of a text.
    struct Hashes {
        fileprivate let start: Int
        fileprivate let values: [UInt64]

        init(_ text: [UInt8], _ range: Range<Int>) {
            var hash: UInt64 = 0, values: [UInt64] = [0]
            values.reserveCapacity(range.count + 1)
            for place in range {
                hash = PrefixTable.extend(hash, text[place])
                values.append(hash)
            }
            (start, self.values) = (range.lowerBound, values)
        }
    }

    /// The longest string that starts a range, which ends where the part of the text does that was hashed, or before.
    func longest(at range: Range<Int>, _ hashes: Hashes) -> Entry? {
        var found: Entry?, known = 0, unknown = min(longest, range.count) + 1
        while unknown - known > 1 {
            let length = known == 0 ? 1 : (known + unknown) / 2
            if let entry = longestOf[Key(length: length, hash: hash(range.lowerBound, length, hashes))] {
                (found, known) = (entry, length)
            } else {
                unknown = length
            }
        }
        return found
    }

    private func hash(_ place: Int, _ length: Int, _ hashes: Hashes) -> UInt64 {
        let first = hashes.values[place - hashes.start], last = hashes.values[place - hashes.start + length]
        let before = Self.product(first, powers[length])
        return last >= before ? last - before : last + Self.prime - before
    }

    private static let prime: UInt64 = 1 << 61 - 1
    private static let base = UInt64.random(in: 1 << 32 ..< prime)

    /// Of a byte more.
    private static func extend(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        let sum = product(hash, base) + UInt64(byte) + 1
        return sum >= prime ? sum - prime : sum
    }

    /// a·b mod 2⁶¹ − 1.
    private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        let sum = (low & prime) + (high << 3 | low >> 61)
        return sum >= prime ? sum - prime : sum
    }
}
