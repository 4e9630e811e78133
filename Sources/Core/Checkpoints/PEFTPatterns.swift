/// PEFT's ranks and scales of single matrices: `r`, `lora_alpha`, `use_rslora`, `rank_pattern` and `alpha_pattern`.
///
/// A key of the patterns is a regular expression, and the first in the file's order whose `(.*\.)?(key)$` matches the
/// module's path counts.
struct PEFTPatterns {
    /// `r`; nil where the file leaves it to the tensors. PEFT would take 8, and refuse tensors of another rank.
    let rank: Int?
    private let alpha: Double
    /// s = α/√r in place of α/r (Kalajdzievski, arXiv 2312.03732).
    private let isRankStabilised: Bool
    private let ranks: [Entry], alphas: [Entry]

    private struct Entry {
        let pattern: NamePattern
        var value: Double
    }

    /// A matrix with an adapter.
    struct Adapted {
        /// The layer's name here, and its path in transformers' model, which patterns are about.
        let name: String, path: String
        /// From the tensors.
        let rank: Int
    }

    /// - Throws: `InputError` naming the key.
    init(_ settings: JSONSettings) throws {
        if let value = settings.node["r"], !value.isNull {
            let rank = try settings.index("r")
            guard rank >= 1 else { throw settings.wrong("r", "a rank of at least 1") }
            self.rank = Int(rank)
        } else {
            rank = nil
        }
        guard case .number(let alpha)? = settings.node["lora_alpha"], alpha.isFinite, alpha != 0 else {
            throw settings.wrong("lora_alpha", "a number other than 0; PEFT would take 8 without a word")
        }
        self.alpha = alpha
        isRankStabilised = try settings.optionalBool("use_rslora") ?? false
        ranks = try Self.entries(settings, "rank_pattern", "whole numbers from 1 on") {
            $0 >= 1 && $0 <= 0x1p20 && $0 == $0.rounded()
        }
        alphas = try Self.entries(settings, "alpha_pattern", "numbers other than 0") { $0.isFinite && $0 != 0 }
    }

    private static func entries(
        _ settings: JSONSettings, _ key: String, _ expected: String, _ isRight: (Double) -> Bool
    ) throws -> [Entry] {
        guard let node = settings.node[key], !node.isNull else { return [] }
        guard let members = node.members else { throw settings.wrong(key, "an object") }
        var result: [Entry] = [], places: [[UInt8]: Int] = [:]
        for (name, node) in members {
            guard case .number(let value) = node, isRight(value) else { throw settings.wrong(key, expected) }
            let text = "(.*\\.)?(" + String(decoding: name, as: UTF8.self) + ")$"
            // Of equal keys the last counts, in the place of the first.
            if let place = places[name] {
                result[place].value = value
            } else {
                places[name] = result.count
                result.append(
                    .init(pattern: try NamePattern(text, place: "\(settings.place): \"\(key)\""), value: value))
            }
        }
        return result
    }

    /// The rank that the file says, with the key that says it; nil where it says none.
    func rank(at path: String) throws -> (value: Int, key: String)? {
        if let entry = try ranks.first(where: { try $0.pattern.matches(path) }) {
            return (Int(entry.value), "rank_pattern")
        }
        return rank.map { ($0, "r") }
    }

    /// α and s of the matrix at a path, whose rank is known: α is s·r.
    private func scale(at path: String, rank: Int) throws -> (alpha: Double, scale: Double) {
        scale(of: try alphas.first { try $0.pattern.matches(path) }?.value ?? alpha, rank: rank)
    }

    private func scale(of alpha: Double, rank: Int) -> (alpha: Double, scale: Double) {
        let r = Double(rank)
        return isRankStabilised ? (alpha * r.squareRoot(), alpha / r.squareRoot()) : (alpha, alpha / r)
    }

    /// The configuration for matrices that no pattern is about; `tensorRanks` decide where the file does not say `r`.
    ///
    /// - Throws: `InputError` for a scale that is no number, or zero.
    func usual(of method: AdapterMethod, tensorRanks: [Int], place: String) throws -> AdapterConfiguration {
        let rank = self.rank ?? Self.mostCommon(tensorRanks) ?? 1
        let result = AdapterConfiguration(
            method: method, rank: rank, scaling: .alphaOverRank(alpha: scale(of: alpha, rank: rank).alpha), basis: .svd,
            svdOf: .weight, svdAlgorithm: .randomised, sigmaSide: .input, deviation: 0)
        try result.requireScale("\(place): \"lora_alpha\"")
        return result
    }

    /// The usual configuration, but with the rank and scale of each matrix: by one α or one s for all where that does,
    /// else by scales of their own for some.
    ///
    /// - Throws: `InputError` for a scale that is no number, or zero.
    func applied(to usual: AdapterConfiguration, _ layers: [Adapted], place: String) throws -> AdapterConfiguration {
        var result = usual
        let found = try layers.map { try scale(at: $0.path, rank: $0.rank) }
        guard let first = found.first else { return result }
        if layers.contains(where: { $0.rank != usual.rank }) {
            result.rankPattern = Dictionary(uniqueKeysWithValues: layers.map { ($0.name, $0.rank) })
        }
        if found.allSatisfy({ Self.isSame($0.alpha, first.alpha) }) {
            result.scaling = .alphaOverRank(alpha: first.alpha)
        } else if found.allSatisfy({ Self.isSame($0.scale, first.scale) }) {
            result.scaling = .value(first.scale)
        } else {
            result.scaling = .value(usual.scale)
            let others = zip(layers, found).filter { !Self.isSame($1.scale, usual.scale) }
            result.scalePattern = Dictionary(uniqueKeysWithValues: others.map { ($0.name, $1.scale) })
        }
        try result.requireScale("\(place): \"lora_alpha\"")
        return result
    }

    /// EVA stores α·r′/r as a floating-point number.
    static func isSame(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-9 * max(abs(a), abs(b)) }

    private static func mostCommon(_ ranks: [Int]) -> Int? {
        let counts = Dictionary(ranks.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    }
}
