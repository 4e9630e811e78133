import Foundation

/// The name that was probably meant: the one with the fewest letters to change, put in or take out, at most about a
/// third of them (two of "label", so that any two may be swapped), small or capital; nil where none is so near.
func nearestName(to name: String, in names: [String]) -> String? {
    func letters(_ name: String) -> [Character] {
        Array(name.prefix(100).trimmingCharacters(in: .whitespaces).lowercased())
    }
    let wanted = letters(name)
    let distances = names.prefix(1_000).map { ($0, editDistance(wanted, letters($0))) }
    guard let best = distances.min(by: { $0.1 < $1.1 }), best.1 <= (wanted.count + 1) / 3 else { return nil }
    return best.0
}

/// Levenshtein's: the least number of letters to change, put in or take out.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0 ... b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let change = diagonal + (x == y ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[b.count]
}
