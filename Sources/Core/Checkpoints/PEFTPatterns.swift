/// PEFT's ranks and scales of single matrices: `rank_pattern`, `alpha_pattern` and `use_rslora`.
struct PEFTPatterns {
    private let rank: Int, alpha: Double
    /// s = α/√r in place of α/r (Kalajdzievski, arXiv 2312.03732).
    private let isRankStabilised: Bool
    private let ranks: [(name: String, value: Double)], alphas: [(name: String, value: Double)]

    /// - Throws: `InputError` naming the key.
    init(_ settings: JSONSettings, rank: Int, alpha: Double) throws {
        (self.rank, self.alpha) = (rank, alpha)
        isRankStabilised = try settings.optionalBool("use_rslora") ?? false
        func pattern(_ key: String, _ expected: String, _ isRight: (Double) -> Bool) throws -> [(
            name: String, value: Double
        )] {
            guard let node = settings.node[key], !node.isNull else { return [] }
            guard let members = node.members else { throw settings.wrong(key, "an object") }
            return try members.map { name, node in
                let name = String(decoding: name, as: UTF8.self)
                // PEFT takes keys for regular expressions; only a dot means the same in both.
                guard name.wholeMatch(of: /[A-Za-z0-9_.]+/) != nil else { throw settings.wrong(key, "names of layers") }
                guard case .number(let value) = node, isRight(value) else { throw settings.wrong(key, expected) }
                return (name, value)
            }
        }
        ranks = try pattern("rank_pattern", "whole numbers from 1 on") { $0 >= 1 && $0 <= 0x1p20 && $0 == $0.rounded() }
        alphas = try pattern("alpha_pattern", "numbers other than 0") { $0.isFinite && $0 != 0 }
    }

    /// The configuration with the rank of each layer, and a scaling that gives each its scale.
    ///
    /// - Throws: `InputError` where neither one s nor one α does so.
    func applied(to configuration: AdapterConfiguration, _ layers: [String], prefix: String, place: String) throws
        -> AdapterConfiguration
    {
        let found = layers.map { layer -> (rank: Int, scale: Double, alpha: Double) in
            // The first that the path ends with.
            func value(_ pattern: [(name: String, value: Double)]) -> Double? {
                pattern.first { PEFTTargets.isMeant(layer, prefix, by: $0.name) }?.value
            }
            let rank = value(ranks).map { Int($0) } ?? self.rank, alpha = value(alphas) ?? self.alpha,
                root = Double(rank).squareRoot()
            return isRankStabilised ? (rank, alpha / root, alpha * root) : (rank, alpha / Double(rank), alpha)
        }
        var result = configuration
        if found.contains(where: { $0.rank != rank }) {
            result.rankPattern = Dictionary(uniqueKeysWithValues: zip(layers, found.map(\.rank)))
        }
        if Set(found.map(\.alpha)).count == 1 {
            result.scaling = .alphaOverRank(alpha: found[0].alpha)
        } else if Set(found.map(\.scale)).count == 1 {
            result.scaling = .value(found[0].scale)
        } else {
            throw InputError(
                "\(place): \"alpha_pattern\"", expected: "one α, or one scale, for all matrices",
                found: "several of both")
        }
        try result.requireScale("\(place): \"lora_alpha\"")
        return result
    }
}
