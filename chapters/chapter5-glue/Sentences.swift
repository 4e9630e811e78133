import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// The numbers that the prose names, and what must hold for its sentences: what is measured, and by whom.
///
/// `line` and `file` are where the chapter calls; leave them alone.
extension GLUEPage {
    /// All of them.
    func stateAll(on page: Notebook, line: Int = #line, file: String = #fileID) throws {
        try stateRuns(page, line, file)
        stateFacts(page, line, file)
        stateSearches(page, line, file)
        stateScores(page, line, file)
        stateMeasures(page, line, file)
        stateDifferences(page, line, file)
        stateEvidence(page, line, file)
        stateParts(page, line, file)
        try stateClaims(page, line, file)
        try page.reads([TaskFacts.file.relativePath])
    }

    /// The set-up: counts, runs, tasks.
    private func stateRuns(_ page: Notebook, _ line: Int, _ file: String) throws {
        let planned = GLUEGrid.settings.flatMap { setting in GLUEGrid.tasks.flatMap { grid.runs(setting, $0) } }
        let wanted = GLUEGrid.settings.count * GLUEGrid.tasks.count * Plan.seeds.count
        page.require(
            planned.count - (try store.missing(planned)).count == wanted,
            """
            The grid is {{wanted}} runs, each with its [record](../../chapters/README.md#record), and the searches:
            about {{hours|.0f}} hours of two recent cores.
            """, line: line, file: file)
        for (key, number) in [
            ("seeds", Plan.seeds.count), ("averaged", averaged.count), ("wanted", wanted),
            ("small.count", count(Ablation.smallLoRA)),
            ("matrices", checkpoint.configuration.adaptedMatrixCount), ("edora.count", count(.edora)),
            ("lora.count", count(.lora)), ("m.count", count(.magnitudesAlone)),
            ("full.count", count(.full)), ("head.count", checkpoint.configuration.headCount(classes: 2)),
        ] { page.value(key, number, line: line, file: file) }
        for (key, text) in [
            ("encoder", checkpoint.title), ("average.tasks", names(averaged)),
            ("head.rate", Rates.text(Rates.head)),
            ("head.rate.stsb", Rates.text(LearningRates.head(Rates.head, for: .stsb))),
            ("ladder", "\(Rates.text(GLUESearch.ladder.first ?? 0)) to \(Rates.text(GLUESearch.ladder.last ?? 0))"),
        ] { page.value(key, text, line: line, file: file) }
        page.value("hours", grid.estimatedHours, line: line, file: file)
        func ratio(_ encoder: EncoderConfiguration) -> Double {
            Double(encoder.trainableCount(.loraXS, rank: 32)) / Double(encoder.trainableCount(.edora, rank: 16))
        }
        let encoder = checkpoint.configuration, budget = encoder.trainableCount(.lora, rank: 16)
        page.require(
            encoder.trainableCount(.edora, rank: 8 * 16) <= budget
                && encoder.trainableCount(.edora, rank: 8 * 16 + 1) > budget,
            """
            EDoRA affords eight times LoRA's rank: $`R`$ has $`r^2`$ values, and LoRA's matrices have $`r`$ times the
            sides.
            """, line: line, file: file)
        page.value("xs.times", ratio(.miniLM), line: line, file: file)
        page.require(
            ratio(.robertaBase) == 1, "On RoBERTa-base, for which rank 32 was chosen, it is exactly as many.",
            line: line, file: file)
    }

    /// What the tasks' files hold.
    private func stateFacts(_ page: Notebook, _ line: Int, _ file: String) {
        let (cola, sst2, rte) = (held[.cola], held[.sst2], held[.rte])
        for (key, number) in [
            ("dev", cola?.dev.rows), ("seen", cola?.overlap?.seen), ("otherwise", cola?.overlap?.seenOtherwise),
            ("contradictory", cola?.overlap?.contradictory), ("phrases", sst2?.overlap?.contradictory),
            ("inside", sst2?.overlap?.insideDev), ("hypotheses", rte?.overlap?.halves?.second),
            ("pairs", rte?.dev.rows), ("questions", held[.qnli]?.devFirstTexts), ("answers", held[.qnli]?.dev.rows),
        ] { page.value("facts.\(key)", number ?? 0, line: line, file: file) }
        page.value("cola.frequent", GLUEFacts.of[.cola]?.mostFrequentShare ?? 0, line: line, file: file)
        let shares = held.compactMapValues { facts in facts.overlap.map { Double($0.seen) / Double(facts.dev.rows) } }
        page.value("facts.share", shares[.cola] ?? 0, line: line, file: file)
        page.require(
            [TextTask.mrpc, .rte, .sst2].allSatisfy { shares[$0] == 0 },
            "No dev row of MRPC, RTE and SST-2 stands in train.", line: line, file: file)
        page.require(
            shares.count == 5 && shares.values.allSatisfy { $0 < 0.02 },
            "Where the training file is at hand, the scores owe little to rows seen before.", line: line, file: file)
        page.require(
            shares.max { $0.value < $1.value }?.key == .cola && shares.count == 5,
            "CoLA has the most, {{facts.seen}} of {{facts.dev}}.", line: line, file: file)
    }

    /// The searches for rates.
    private func stateSearches(_ page: Notebook, _ line: Int, _ file: String) {
        let finished = searches.filter { $0.best != nil }, chosen = finished.compactMap(\.best)
        func learnsNothing(_ search: GLUESearch, _ side: (Double, Double) -> Bool) -> Bool {
            search.ratesThatLearnNothing.contains { side($0, search.best ?? 0) }
        }
        // Where the chosen rate itself learned nothing of CoLA, zeros at others say nothing of those rates.
        let unlearned = finished.filter { learnsNothing($0, ==) }, learned = finished.filter { !learnsNothing($0, ==) }
        page.value("rate.least", chosen.min().map(Rates.text) ?? "–", line: line, file: file)
        page.value("rate.most", chosen.max().map(Rates.text) ?? "–", line: line, file: file)
        for (key, number) in [
            ("search.runs", searches.reduce(0) { $0 + $1.runs.count }), ("searched", searches.count),
            ("finished", finished.count), ("collapsed.above", learned.count { learnsNothing($0, >) }),
            ("cola.alone", finished.count { $0.bestOfFirstTask == $0.best }),
        ] { page.value(key, number, line: line, file: file) }
        let ruinous = grid.searches[.lora]?.ratesThatLearnNothing ?? []
        page.require(
            grid.searches[.edora32]?.best.map(ruinous.contains) == true,
            "A rate that suits one method ruins another.", line: line, file: file)
        let isWhole = finished.count == searches.count
        page.require(
            learned.count { learnsNothing($0, <) } == 1, "One had it at a rate below, which was too small to learn.",
            line: line, file: file)
        page.require(
            unlearned.map(\.setting) == [.head], "Head only, which had it at the chosen rate, too, is not counted.",
            line: line, file: file)
        page.require(
            isWhole && finished.allSatisfy { ($0.spreads[0] ?? 0) > ($0.spreads[1] ?? .infinity) },
            """
            In each search CoLA's scores lie further apart between rates than MRPC's, so CoLA decides most of their
            mean.
            """, line: line, file: file)
    }
}
