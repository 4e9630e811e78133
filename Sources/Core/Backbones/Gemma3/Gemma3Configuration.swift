/// The shape of a Gemma 3 decoder of texts, `gemma3_text`. Nothing that changes a number has a default but what the
/// architecture itself fixes, where files leave it out.
package struct Gemma3Configuration: Sendable, Equatable {
    /// Rows of the embedding; H, the width of a token's state; I, that of the feed-forward part.
    let vocabulary, hidden, intermediate: Int
    /// Query heads, the key and value heads that groups of them share, and the size of each.
    let heads, keyHeads, headSize: Int
    /// How many tokens a text may have, and how many a token of a local layer sees, itself counted.
    let positions, window: Int
    /// For each layer whether a token sees all before it; otherwise those of the window.
    let isGlobal: [Bool]
    /// ε in x·(mean(x²) + ε)^(−1/2).
    let epsilon: Double
    /// The bases θ of the rotary positions' frequencies θ^(−2i/d), in global and local layers.
    let globalBase, localBase: Double
    /// What positions are divided by in global layers.
    let globalFactor: Double
    /// Scores are divided by the root of this; transformers calls it `query_pre_attn_scalar`.
    let scoreScale: Double
    /// The id of padding: the head reads the last token before it.
    let padding: Int
    /// What the head reads; nil for the last token's state.
    package internal(set) var pooling: Pooling?

    /// What the architecture has where files say nothing.
    static let usualLocalBase = 10_000.0, usualPattern = 6, usualHeadSize = 256
    static let usualPadding = 0

    /// Of every sixth layer the last one is global.
    static func pattern(_ period: Int, layers: Int) -> [Bool] { (1 ... layers).map { $0 % period == 0 } }

    /// "gemma3_text, 18 layers, hidden 640, …".
    package var summary: String {
        "gemma3_text, \(isGlobal.count) layers, hidden \(hidden), \(heads) heads of \(headSize) with \(keyHeads) of "
            + "keys, intermediate \(intermediate), vocabulary \(vocabulary), window \(window)"
    }

    /// - Throws: `InputError` for sizes that do not fit each other, or that are of no model.
    func requireSensible(_ place: String) throws {
        guard heads % keyHeads == 0 else {
            throw InputError(place, expected: "query heads in groups of key heads", found: "\(heads) and \(keyHeads)")
        }
        guard headSize % 2 == 0 else {
            throw InputError(place, expected: "heads of an even size, whose halves turn", found: "\(headSize)")
        }
        guard epsilon > 0, epsilon < 1, [globalBase, localBase].allSatisfy({ $0 > 1 && $0 <= 1e30 }),
            globalFactor >= 1, globalFactor <= 1e6, scoreScale > 0, scoreScale <= 1e6
        else {
            throw InputError(
                place, expected: "an epsilon in (0, 1), bases above 1, a factor from 1 on and a scale above 0",
                found: "\(epsilon), \(globalBase), \(localBase), \(globalFactor) and \(scoreScale)")
        }
        let H = Double(hidden), d = Double(headSize),
            layer = H * (2 * d * Double(heads + keyHeads) + 3 * Double(intermediate))
        // Products of such counts, of bytes or of operations are still Ints.
        guard Double(vocabulary) * H + Double(isGlobal.count) * layer <= 0x1p40 else {
            throw InputError(place, expected: "sizes of a model of at most 2^40 values", found: "more")
        }
    }
}
