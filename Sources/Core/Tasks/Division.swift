/// Which rows train and which evaluate, where it is not the whole of train.tsv and of dev.tsv.
///
/// The choice depends on the file alone, never on a run's seed, so that runs with different seeds see the same rows.
public enum Division: String, NamedChoice, Sendable {
    /// A tenth of train.tsv evaluates and the rest trains: for choosing rates without looking at dev rows.
    case heldOut = "held-out"
    /// Questions (first sentences) of dev.tsv with a fifth of its rows evaluate and the rest trains: for QNLI where its
    /// train file is not at hand.
    case devByQuestion = "dev-by-question"

    /// The file that both parts come from.
    public var split: TextTask.Split { self == .heldOut ? .train : .dev }

    /// Both parts, each in the order of the file.
    public func divide(_ rows: [TextTask.Row]) -> (train: [TextTask.Row], evaluation: [TextTask.Row]) {
        let groups = self == .heldOut ? rows.indices.map { [$0] } : Self.sameFirst(rows)
        let wanted = max(1, rows.count / (self == .heldOut ? 10 : 5))
        var random = Random(seed: 0, purpose: "division " + rawValue)
        var evaluates = [Bool](repeating: false, count: rows.count), count = 0
        for group in random.permutation(groups.count) where count < wanted {
            groups[group].forEach { evaluates[$0] = true }
            count += groups[group].count
        }
        return rows.divided(by: evaluates)
    }

    /// The row numbers of each distinct first sentence, in order of first appearance.
    private static func sameFirst(_ rows: [TextTask.Row]) -> [[Int]] {
        var place: [[UInt8]: Int] = [:], groups: [[Int]] = []
        for (i, row) in rows.enumerated() {
            if let known = place[row.first] {
                groups[known].append(i)
            } else {
                place[row.first] = groups.count
                groups.append([i])
            }
        }
        return groups
    }
}

extension [TextTask.Row] {
    /// Those that train, then those that evaluate, each in this order.
    func divided(by evaluates: [Bool]) -> (train: [TextTask.Row], evaluation: [TextTask.Row]) {
        (zip(self, evaluates).filter { !$0.1 }.map(\.0), zip(self, evaluates).filter(\.1).map(\.0))
    }
}
