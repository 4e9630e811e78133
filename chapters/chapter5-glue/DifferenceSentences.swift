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
        let toLoRA = compared(.edora, .lora)
        page.value("lora.difference", toLoRA, line: line, file: file)
        page.value("tests", 2 * results.tasks(completeFor: [.edora, .lora, .dora]).count, line: line, file: file)
        page.value("lora.deficit", toLoRA.map { 100 * -$0.mean }, decimals: 1, line: line, file: file)
        for (key, count) in [("tail", averaged.count), ("tail.four", Ablation.tasks.count)] {
            let tail = Bootstrap.tail(tasks: max(count, Bootstrap.fewestTasks))
            page.value(key, String(format: "%.2g", 100 * tail), line: line, file: file)
        }
        let mrpc = Sample(results.differences(.edora, from: .lora, on: [.mrpc])[0]), rows = facts(.mrpc)?.dev ?? 0
        page.value(
            "mrpc.rows", mrpc.count > 0 ? abs(mrpc.mean) * Double(rows) : nil, decimals: 0, line: line, file: file)
        page.value("mrpc.dev", rows, line: line, file: file)
        page.require(
            results.tasks(where: .edora, is: .below, to: .lora) == [.mrpc, .sst2]
                && results.tasks(where: .edora, is: .above, to: .lora).isEmpty,
            "Task by task EDoRA is below LoRA on MRPC and SST-2, and above it nowhere.", line: line, file: file)
        page.require(
            results.tasks(where: .dora, is: .notToldApart, to: .lora) == GLUEGrid.tasks,
            "DoRA's bars hold zero on every task.", line: line, file: file)
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
        let own = [Setting.edora, .edora32]
        let leads = own.map { ThreeIntervals(results.averagedDifferences($0, from: .magnitudesAlone)) }
        page.value("m.difference", compared(.edora, .magnitudesAlone), line: line, file: file)
        page.require(
            leads[0]?.count(.notToldApart) == 3,
            """
            So at rank 16 these runs do not show that $`R`$ and its SVD add anything to the magnitudes: all three hold
            zero.
            """, line: line, file: file)
        page.require(
            leads[1]?.count(.above) == 1 && leads[1]?.count(.notToldApart) == 2,
            "At rank 32 one of three leaves out zero, so that is open, too.", line: line, file: file)
        page.require(
            own.allSatisfy {
                ThreeIntervals(fourTasks($0, from: .magnitudesAlone))?.count(.notToldApart) == 3
            }, "On the four tasks of [[chapter6-ablations]] all three hold zero at either rank.", line: line,
            file: file)
        func rate(_ setting: Setting) -> Double? { grid.searches[setting]?.best }
        let (edora, dora, m, core) = (rate(.edora), rate(.dora), rate(.magnitudesAlone), rate(.coreAlone))
        for (key, rate) in [("edora", edora), ("dora", dora), ("m", m), ("R", core)] {
            page.value("rate.\(key)", rate.map(Rates.text) ?? "–", line: line, file: file)
        }
        let isSlow = (dora ?? .infinity) < (m ?? 0) / 2
        page.require(
            isSlow, "That is much less than its own choice.", line: line, file: file)
        page.require(
            edora != nil && (edora != m || edora != core),
            "Part of EDoRA's place may be due to the shared rate.", line: line, file: file)
    }
}
