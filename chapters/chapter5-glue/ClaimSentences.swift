import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Numbers and guards of the sentences about the verdicts and their rules.
extension GLUEPage {
    func stateClaims(_ page: Notebook, _ line: Int, _ file: String) throws {
        let rule = Competitive(), found = results.averagedDifferences(.edora, from: .lora)
        let both = [found, results.averagedDifferences(.edora, from: .dora)], plain = both.map { Bootstrap.plain($0) }
        let deciding = rule.decidingMeans(found), former = rule.formerVerdict(both)
        for (key, text) in [
            ("rules.date", RuleChange.date), ("former.competitive", former?.rawValue ?? "–"),
            ("plain.lora", Points.text(plain[0])), ("plain.dora", Points.text(plain[1])),
            ("decides.above", deciding.map { Points.text($0.above) } ?? "–"),
            ("decides.below", deciding.map { Points.text($0.below) } ?? "–"),
        ] { page.value(key, text, line: line, file: file) }
        page.require(
            both.allSatisfy { !$0.isEmpty } && former == rule.verdict(both),
            "By it that claim is *{{former.competitive}}*, too.", line: line, file: file)
        page.require(
            both.allSatisfy { !$0.isEmpty } && rule.verdict(intervals: plain) == rule.verdict(both),
            "By the plain interval, {{plain.lora}} to LoRA and {{plain.dora}} to DoRA, the verdict would be the same.",
            line: line, file: file)
        let verdicts = try claims.rows([.higher, .competitive, .higherOfRank32]).map { ($0.claim.id, $0.verdict) }
        page.require(
            Dictionary(uniqueKeysWithValues: verdicts)
                == [.higher: .notReproduced, .competitive: .inconclusive, .higherOfRank32: .inconclusive],
            "One claim is not reproduced here, that EDoRA scores above LoRA and DoRA; two stay open.", line: line,
            file: file)
        stateRatio(page, line, file)
    }

    /// At which rank the factor of values is the largest, and what the head makes of it.
    private func stateRatio(_ page: Notebook, _ line: Int, _ file: String) {
        let encoder = Checkpoint.papers.configuration
        func ratio(_ rank: Int, head: Int = 0) -> Double {
            func count(_ method: AdapterMethod) -> Double { Double(encoder.trainableCount(method, rank: rank) + head) }
            return count(.lora) / count(.edora)
        }
        let best = (1 ... 64).max { ratio($0) < ratio($1) } ?? 1
        page.value("ratio.most", ratio(best), decimals: 1, line: line, file: file)
        page.value("ratio.rank", best, line: line, file: file)
        page.value("ratio.head", ratio(32, head: encoder.headCount(classes: 2)), decimals: 1, line: line, file: file)
    }
}
