/// Which rows a pass without training takes together: rows of similar lengths, some hundred tokens in all.
///
/// The cut depends on the lengths alone, never on the number of threads.
enum PassPlan {
    /// Tokens of a pass of many rows. More run no faster, and leave their thread's cache.
    static let tokens = 512
    /// Few rows are cut finer, down to this, so that several threads have something to do.
    static let leastTokens = 64
    /// How many passes are wanted at least.
    static let count = 32

    /// The rows of each pass, the pass of the longest first, so that threads end together.
    static func passes(_ lengths: [Int]) -> [[Int]] {
        let room = min(max(lengths.reduce(0, +) / count, leastTokens), tokens)
        var passes: [[Int]] = [], pass: [Int] = [], taken = 0
        for i in lengths.indices.sorted(by: { (lengths[$1], $0) < (lengths[$0], $1) }) {
            if !pass.isEmpty, taken + lengths[i] > room {
                passes.append(pass)
                (pass, taken) = ([], 0)
            }
            pass.append(i)
            taken += lengths[i]
        }
        return pass.isEmpty ? passes : passes + [pass]
    }
}
