import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// Numbers and guards of the sentences about differences between methods, and of the verdicts.
extension GLUEPage {
    /// EDoRA and DoRA beside LoRA.
    func stateDifferences(_ page: Notebook, _ line: Int, _ file: String) {
        let toLoRA = compared(.edora, .lora), toDoRA = compared(.edora, .dora)
        page.value("lora.difference", toLoRA, line: line, file: file)
        page.value("dora.difference", toDoRA, line: line, file: file)
        page.value("tests", 2 * results.tasks(completeFor: [.edora, .lora, .dora]).count, line: line, file: file)
        let tail = Bootstrap.tail(tasks: max(averaged.count, Bootstrap.fewestTasks))
        page.value("tail", String(format: "%.2g", 100 * tail), line: line, file: file)
        page.require(
            toLoRA?.isSurely(.below) == true && toDoRA?.isSurely(.below) == true,
            "So EDoRA is below LoRA and DoRA on these tasks, and on others like them.", line: line, file: file)
        page.require(
            Points.neededOnTasksLikeThese(results.averagedDifferences(.edora, from: .lora)).map { averaged[$0] }
                == [.cola, .mrpc, .stsb, .sst2],
            "Without any one of CoLA, MRPC, STS-B and SST-2 the wider interval holds zero.", line: line, file: file)
        page.require(
            results.tasks(where: .edora, is: .below, to: .lora) == [.mrpc, .sst2]
                && results.tasks(where: .edora, is: .above, to: .lora).isEmpty,
            "Task by task EDoRA is below LoRA on MRPC and SST-2, and above it nowhere.", line: line, file: file)
        page.require(
            results.tasks(where: .dora, is: .notToldApart, to: .lora) == GLUEGrid.tasks,
            "DoRA's bars hold zero on every task.", line: line, file: file)
        let found = results.averagedDifferences(.edora, from: .lora)
        let without = found.indices.map { task in Points.mean(found.indices.filter { $0 != task }.map { found[$0] }) }
        page.require(
            !found.isEmpty && Points.neededOnTheseTasks(found).isEmpty && without.max() == without.first
                && averaged.first == .cola,
            """
            Without CoLA the loss shrinks the most, yet on these tasks its interval stays below zero whichever task is
            missing.
            """, line: line, file: file)
        /// What pairing by seed takes out of the variance of the difference to LoRA.
        func pairing(_ setting: Setting) -> (paired: Double, apart: Double)? {
            averaged.isEmpty ? nil : results.variances(setting, from: .lora, on: averaged)
        }
        func helps(_ setting: Setting) -> Bool? { pairing(setting).map { $0.paired < 0.8 * $0.apart } }
        for (key, setting) in [("edora", Setting.edora), ("dora", .dora)] {
            page.value("\(key).paired", pairing(setting)?.paired, decimals: 1, line: line, file: file)
            page.value("\(key).apart", pairing(setting)?.apart, decimals: 1, line: line, file: file)
        }
        page.require(
            helps(.dora) == true, "For DoRA it does: {{dora.paired}} in pairs and {{dora.apart}} without.", line: line,
            file: file)
        page.require(
            helps(.edora) == false, "For EDoRA it does not: {{edora.paired}} and {{edora.apart}}.", line: line,
            file: file)
    }

    /// EDoRA beside its own magnitudes, and the rates that they share.
    func stateParts(_ page: Notebook, _ line: Int, _ file: String) {
        let small = compared(.edora, .magnitudesAlone), large = compared(.edora32, .magnitudesAlone)
        page.value("m.difference", small, line: line, file: file)
        page.value("larger.difference", large, line: line, file: file)
        page.require(
            small?.here == .notToldApart,
            "So at rank 16 these runs do not show that $`R`$ and its SVD add anything to the magnitudes.", line: line,
            file: file)
        page.require(
            large?.here == .above && large?.beyond == .notToldApart,
            "At rank 32 EDoRA is above *magnitude only* on these tasks, not surely on others like them.", line: line,
            file: file)
        func rate(_ setting: Setting) -> Double? { grid.searches[setting]?.best }
        let (edora, dora, m, core) = (rate(.edora), rate(.dora), rate(.magnitudesAlone), rate(.coreAlone))
        for (key, rate) in [("edora", edora), ("dora", dora), ("m", m), ("R", core)] {
            page.value("rate.\(key)", rate.map(Rates.text) ?? "–", line: line, file: file)
        }
        let isSlow = (dora ?? .infinity) < (m ?? 0) / 2
        page.require(
            isSlow, "That is much less than its own choice, so there it may hardly move.", line: line, file: file)
        page.require(
            edora != nil && (edora != m || edora != core),
            "Part of EDoRA's place may be due to the shared rate.", line: line, file: file)
    }

    /// The verdicts and their rules.
    func stateClaims(_ page: Notebook, _ line: Int, _ file: String) throws {
        let rule = Competitive(), found = results.averagedDifferences(.edora, from: .lora)
        let both = [found, results.averagedDifferences(.edora, from: .dora)], plain = both.map { Bootstrap.plain($0) }
        let deciding = rule.decidingMeans(found)
        for (key, text) in [
            ("rules.date", RuleChange.date),
            ("three.intervals", ThreeIntervals.text), ("plain.lora", Points.text(plain[0])),
            ("plain.dora", Points.text(plain[1])), ("decides.above", deciding.map { Points.text($0.above) } ?? "–"),
            ("decides.below", deciding.map { Points.text($0.below) } ?? "–"),
        ] { page.value(key, text, line: line, file: file) }
        page.require(
            both.allSatisfy { !$0.isEmpty } && rule.verdict(intervals: plain) == rule.verdict(both),
            "By the plain interval, {{plain.lora}} to LoRA and {{plain.dora}} to DoRA, the verdict would be the same.",
            line: line, file: file)
        let verdicts = try claims.rows([.higher, .competitive, .higherOfRank32]).map { ($0.claim.id, $0.verdict) }
        page.require(
            Dictionary(uniqueKeysWithValues: verdicts)
                == [.higher: .notReproduced, .competitive: .inconclusive, .higherOfRank32: .inconclusive],
            "One claim is contradicted here, that EDoRA scores above LoRA and DoRA; two stay open.", line: line,
            file: file)
    }
}
