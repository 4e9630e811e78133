import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The differences that the claims stand on, with all tasks and without those that measure nothing, and the verdicts.
extension GLUEPage {
    private func over(_ tasks: [TextTask]) -> String { tasks.isEmpty ? "–" : "over \(enumeration(tasks.map(name)))" }

    var restTable: Grid {
        Grid(
            caption: "Averages with all tasks, and without those that cannot be told from one answer.",
            header: ["method", over(averaged), over(rest)],
            rows: shown.map { setting in
                [setting.title] + [averaged, rest].map { results.average(setting, over: $0).cell }
            })
    }

    private static let claimed = [Setting.edora, .edora32].flatMap { own in
        [Setting.lora, .dora, .magnitudesAlone].map { (own: own, other: $0) }
    }

    private func differences(on tasks: [TextTask]) -> Grid {
        Grid(
            caption: "The differences behind the claims in points, \(over(tasks)), with three 95 % intervals.",
            header: ["difference", "mean"] + Self.intervalNames,
            rows: Self.claimed.map { own, other in
                ["\(own.title) − \(other.title)"]
                    + threeCells(results.wholeDifferences(own, from: other, on: tasks))
            })
    }

    var claimedTable: Grid { differences(on: averaged) }
    var restClaimedTable: Grid { differences(on: rest) }

    /// What the rules of the claims about LoRA and DoRA say with all tasks, and without those that measure nothing.
    var judged: [(title: String, verdicts: [Verdict])] {
        func verdicts(_ own: Setting, _ judge: ([[[Double]]]) -> Verdict) -> [Verdict] {
            [averaged, rest].map { tasks in
                judge([Setting.lora, .dora].map { results.wholeDifferences(own, from: $0, on: tasks) })
            }
        }
        return [
            ("EDoRA, r = 16 competitive with both", verdicts(.edora) { Competitive().verdict($0) }),
            ("EDoRA, r = 16 above both", verdicts(.edora) { HigherThanBoth().verdict($0) }),
            ("EDoRA, r = 32 above both", verdicts(.edora32) { HigherThanBoth().verdict($0) }),
        ]
    }

    var restVerdictsTable: Grid {
        Grid(
            caption: "What the rules of [[tab:verdicts]] say of LoRA and DoRA with these tasks.",
            header: ["claim", over(averaged), over(rest)],
            rows: judged.map { title, verdicts in [title] + verdicts.map { "**\($0.rawValue)**" } }, words: [0, 1, 2])
    }

    /// The claims of the paper that this chapter's runs touch.
    func verdictRows() throws -> [VerdictRow] {
        try claims.rows([.competitive, .higher, .higherOfRank32, .ratioOfValues, .averageOfRank32, .sst2OfRank16])
    }

    func verdictsTable() throws -> Grid {
        Grid(
            caption: """
                The verdicts in numbers; the differences are those of [[tab:claimed]]. Claims: `data/paper/claims.json`.
                """,
            header: ["claim", "paper", "measured", "verdict"],
            rows: try verdictRows().map { row in
                [row.claim.statement, row.claim.value ?? "", row.measured, row.verdictCell]
            }, words: [0, 1, 2, 3])
    }

    func verdictsFigure() throws -> Drawing {
        let rows = try verdictRows(), forest = ForestPlot(rows)
        let scores = rows.filter { !$0.claim.id.isArithmetic }.map(\.verdict)
        let isAsFound = scores.count { $0 == .notReproduced } == 1 && !scores.contains(.reproduced)
            && !scores.contains(.directionOnly)
        return Drawing(
            caption: "The claims that this chapter touches, their differences in points, and the verdicts.",
            alt: "Three claims without a difference in words; three with bars for EDoRA minus LoRA and minus DoRA.",
            data: forest.data,
            script: forest.script(
                title: isAsFound
                    ? "On \(checkpoint.title) one claim about scores is not reproduced, the others are open"
                    : "The claims and what was measured"))
    }
}
