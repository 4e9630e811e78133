@testable import Core
@testable import Experiments
import Foundation
import Testing

/// The paper's claims, each joined with a rule and a measurement.
@Suite struct ClaimTests {
    static func claims() throws -> [PaperClaim] {
        try PaperClaim.readAll(PlanTests.root.appending(path: PaperClaim.file.relativePath))
    }

    /// Of no runs at all.
    func table(_ claims: [PaperClaim], papersEncoder: Bool = false, grid: GLUEResults? = nil) -> ClaimTable {
        let none = GLUEResults(tasks: Ablation.tasks, found: [:])
        return ClaimTable(
            claims: claims, grid: grid ?? GLUEResults(tasks: GLUEGrid.tasks, found: [:]), ablation: none,
            isPapersEncoder: papersEncoder, in: RunStore())
    }

    @Test func everyClaimOfTheFileHasItsRuleAndMeasurement() throws {
        let claims = try Self.claims(), table = table(claims)
        #expect(claims.allSatisfy { !$0.source.isEmpty && !$0.statement.isEmpty && !$0.needs.isEmpty })
        #expect(Set(claims.map(\.id)) == Set(ClaimID.allCases) && claims.count == ClaimID.allCases.count)
        for claim in claims {
            let check = try table.check(claim)
            #expect(check.claim.id == claim.id && !check.rule.text.isEmpty)
        }
    }

    /// The file's text for people and its number for rules are one figure, and the rule's text has it too.
    @Test func figuresAgreeWithTheirTexts() throws {
        let claims = try Self.claims(), table = table(claims)
        for claim in claims where claim.value != nil || claim.number != nil {
            let words = try #require(claim.value).split(separator: " "), number = try #require(claim.number)
            let factor = ["%": 0.01, "points": 0.01, "thousand": 1000, "times": 1][String(words[1])]
            #expect(abs(try #require(Double(words[0])) * #require(factor) - number) < 1e-9, "\(claim.id)")
        }
        func text(_ id: ClaimID, _ number: Double) throws -> String {
            let claim = try #require(claims.first { $0.id == id })
            let other = PaperClaim(
                id: id, statement: claim.statement, value: claim.value, number: number, source: claim.source,
                needs: claim.needs)
            return try table.check(other).rule.text
        }
        #expect(try text(.ratioOfValues, 30).hasSuffix("is at least 30"))
        #expect(try text(.ratioOfValues, 44).hasSuffix("is at least 44"))
        #expect(try text(.averageOfRank4, 0.0174).contains("+1.7 points"))
        #expect(try text(.averageOfRank4, 0.05).contains("+5.0 points"))
    }

    @Test func aFileWithOtherClaimsIsRefused() throws {
        let claims = try Self.claims()
        let file = FileManager.default.temporaryDirectory.appending(path: "claims-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        for wrong in [claims + claims.prefix(1), Array(claims.dropLast())] {
            try JSONEncoder().encode(wrong).write(to: file)
            #expect(throws: InputError.self) { try PaperClaim.readAll(file) }
        }
        let text = String(decoding: try JSONEncoder().encode(claims), as: UTF8.self)
        try Data(text.replacing("svd-cost", with: "svd-time").utf8).write(to: file)
        #expect(throws: InputError.self) { try PaperClaim.readAll(file) }
        try Data(text.utf8).write(to: file)
        #expect(try PaperClaim.readAll(file) == claims)
        let bare = claims.map { PaperClaim(id: $0.id, statement: "", value: nil, number: nil, source: "", needs: "") }
        #expect(throws: InputError.self) { try table(bare).row(.averageOfRank4) }
        #expect(throws: InputError.self) { try table([]).row(.competitive) }
    }

    @Test func withoutRunsNothingIsSaidOfScores() throws {
        let claims = try Self.claims(), table = table(claims),
            ids: [ClaimID] = [
                .competitive, .higher, .higherOfRank32, .averageOfRank32, .averageOfRank4, .sst2OfRank16,
                .initialisation, .convergence, .overfitting, .remedies,
            ]
        let rows = try table.rows(ids)
        #expect(rows.map(\.claim.id) == claims.map(\.id).filter(ids.contains), "in the order of the file")
        for row in rows {
            #expect(row.verdict == .notRun && row.scale == nil && row.measured == "–" && row.difference.isEmpty)
            #expect(row.verdictCell == "**not run**")
            #expect(row.cells.count == VerdictRow.header.count && row.cells[0] == row.claim.statement)
        }
        let counts = try table.rows([.valuesOfRank16, .ratioOfValues, .orderOfValues])
        #expect(counts.map(\.verdict) == [.calibration, .reproduced, .notReproduced])
        #expect(counts[0].verdictCell == "**used for calibration** (before \(RuleChange.date): reproduced)")
        #expect(counts[2].measured.hasPrefix("1.75 times: of 49,152 values 36,864 are magnitudes"))
        #expect(
            VerdictRow.tally(counts + rows) == """
                Of 13 claims, the paper's or its code's, three are arithmetic: one is right, one is wrong and one was \
                used to choose between two readings of the paper, so it tests nothing. The other ten need \
                measurements: ten are not measured yet.
                """)
        #expect(counts[0].measured == "49,152" && counts[0].difference == "-48")
        #expect(
            counts[1].rule == "the largest such ratio of ranks 1 to 64, 38.1, without the head, which all methods "
                + "train alike, is at least 30")
    }

    /// MiniLM's score stands beside the paper's and decides nothing; RoBERTa-base's is judged.
    @Test func aScoreIsJudgedOnThePapersEncoderAlone() throws {
        let edora = Setting(.edora), claims = try Self.claims()
        let records: [RunRecord?] = Plan.seeds.map { seed in
            MadeUp.record(edora, .sst2, seed: seed, scores: [0.95 + 0.0001 * Double(seed)])
        }
        let grid = GLUEResults(tasks: GLUEGrid.tasks, found: [edora: [.sst2: records]])
        let small = try table(claims, grid: grid).row(.sst2OfRank16)
        let papers = try table(claims, papersEncoder: true, grid: grid).row(.sst2OfRank16)
        #expect(small.verdictCell == "**other scale** (MiniLM)" && small.measured == "95.0 ± 0.0 (SST-2)")
        #expect(papers.verdictCell == "**reproduced** (other scale: five epochs)")
        #expect(papers.measured == small.measured && small.rule == papers.rule)
    }

    @Test func theGlossaryNamesEachOwnLimitOnce() throws {
        let table = table(try Self.claims()), glossary = try table.glossary()
        #expect(
            glossary.hasSuffix(
                "This project chose these limits: a loss of one point, an interval of two points, half the claimed "
                    + "size, a correlation within 0.2 and a factor of two, one per cent of the training time."))
        for claim in try Self.claims() {
            guard let limit = try table.check(claim).rule.ownLimit else { continue }
            #expect(glossary.components(separatedBy: limit).count == 2, "\(limit)")
        }
    }

    /// A page with verdicts must be stale when a rule or what it computes with changes.
    @Test func theSourcesOfVerdictsAreThere() throws {
        let sources = try ClaimTable.sources
        #expect(sources.contains("Sources/Experiments/Claims/ScoreRules.swift") && Set(sources).count == sources.count)
        for path in sources {
            let file = PlanTests.root.appending(path: path)
            #expect(FileManager.default.fileExists(atPath: file.path), "\(path)")
        }
    }
}
