/// A share of the training rows that evaluates in their place, with every class in proportion: for data that come in
/// one file.
///
/// The draw depends on the rows and on a seed of its own, never on a run's seed, so that runs with different seeds see
/// the same rows.
public struct DevShare: Codable, Sendable, Hashable {
    /// Above 0, below 1.
    public let share: Double
    /// Of the draw.
    public let seed: UInt64

    /// A share drawn by a seed.
    public init(share: Double, seed: UInt64 = 0) { (self.share, self.seed) = (share, seed) }

    /// Both parts, each in the order of the rows. Of each class ⌊share·n + ½⌋ rows evaluate, but at least one, where
    /// it has two or more, and never all of them; scores are one class in this.
    public func divide(_ rows: [TextTask.Row]) -> (train: [TextTask.Row], evaluation: [TextTask.Row]) {
        var members: [Int: [Int]] = [:]
        for (i, row) in rows.enumerated() {
            let stratum = if case .label(let label)? = row.target { label } else { -1 }
            members[stratum, default: []].append(i)
        }
        var evaluates = [Bool](repeating: false, count: rows.count)
        for (stratum, places) in members.sorted(by: { $0.key < $1.key }) {
            let wanted = Int((share * Double(places.count)).rounded())
            var random = Random(seed: seed, purpose: "dev share", UInt64(bitPattern: Int64(stratum)))
            for place in random.permutation(places.count).prefix(min(max(1, wanted), places.count - 1)) {
                evaluates[places[place]] = true
            }
        }
        return rows.divided(by: evaluates)
    }
}
