import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// A rank for each matrix.
struct MatrixRanksSection {
    private let allotted: [(name: String, pattern: RankPattern)]
    private static let layers = 0 ..< 6

    /// - Throws: an error for a file of ranks that is not one.
    init(_ study: AblationStudy) throws {
        allotted = try Ablation.ranksByMatrix.flatMap { setting -> [(name: String, pattern: RankPattern)] in
            guard case .ranks(let rule) = setting.change else { return [] }
            return try (rule == .energy ? study.tasks.prefix(1) : study.tasks[...]).map { task in
                let name = "by \(rule.rawValue)" + (rule == .energy ? "" : ", \(task.name)")
                return (name, try .read(Ablation.rankFile(rule, task, backbone: study.ablation.grid.backbone)))
            }
        }
    }

    /// The share of R's values that lie in a layer of the encoder, in per cent.
    private static func share(_ pattern: RankPattern, layer: Int) -> Double {
        func values(_ paths: [String: Int]) -> Double { paths.values.reduce(0) { $0 + Double($1 * $1) } }
        let inLayer = pattern.ranks.filter { $0.key.contains("encoder.layer.\(layer).") }
        return 100 * values(inLayer) / values(pattern.ranks)
    }

    var table: Grid {
        Grid(
            caption: """
            Ranks of MiniLM's {{matrices}} matrices, and the share of R's values in each layer, in per cent. By energy \
            the least share is {{energy.least}} %. Files: `data/ranks`.
            """,
            header: ["rule", "least rank", "largest rank"] + Self.layers.map { "layer \($0)" },
            rows: allotted.map { name, pattern in
                [name, "\(pattern.ranks.values.min() ?? 0)", "\(pattern.ranks.values.max() ?? 0)"]
                    + Self.layers.map { decimalText(Self.share(pattern, layer: $0), decimals: 0) }
            })
    }

    func require(_ study: AblationStudy, on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        let energy = allotted.prefix(1).flatMap { rule in Self.layers.map { Self.share(rule.pattern, layer: $0) } }
        let last = allotted.dropFirst().map { Self.share($0.pattern, layer: 5) }
        found.value("matrices", allotted.first?.pattern.ranks.count ?? 0)
        found.value("energy.least", energy.min(), decimals: 0)
        found.value("energy.most", energy.max(), decimals: 0)
        found.value("last.least", last.min(), decimals: 0)
        found.value("last.most", last.max(), decimals: 0)
        let bothTie = Ablation.ranksByMatrix.allSatisfy { study.ties($0) }
        found.require(bothTie, "Ranks by matrix tie with one rank for all.")
        found.require(bothTie, "Both rules tie with one rank for all.")
        found.require(
            (last.min() ?? 0) > 80 && (energy.max() ?? 100) < 25,
            """
            By gradient the last layer takes {{last.least}} to {{last.most}} % of $`R`$'s values; by energy no layer
            takes more than {{energy.most}} %.
            """)
    }
}
