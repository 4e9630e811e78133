import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Numbers and guards of the sentences about how sure "EDoRA is below LoRA" is.
extension GLUEPage {
    func stateEvidence(_ page: Notebook, _ line: Int, _ file: String) {
        let toLoRA = results.averagedDifferences(.edora, from: .lora), found = ThreeIntervals(toLoRA)
        let end = found?.onTasksLikeThese.upperBound
        page.value("lora.end", end.map { Points.text($0) } ?? "–", line: line, file: file)
        page.require(
            found?.count(.below) == 3,
            """
            So EDoRA is {{lora.deficit}} points below LoRA on these rows: all three intervals of the first row leave out
            zero.
            """, line: line, file: file)
        page.require(
            end.map { -0.0025 < $0 && $0 < 0 } == true,
            "On other tasks it is barely shown, since the third ends at {{lora.end}}.", line: line, file: file)
        let toDoRA = ThreeIntervals(results.averagedDifferences(.edora, from: .dora))
        let between = ThreeIntervals(results.averagedDifferences(.dora, from: .lora))
        page.require(
            toDoRA?.count(.below) == 3 && between?.count(.notToldApart) == 3
                && between.map { abs($0.mean) < 0.001 } == true,
            "EDoRA is below DoRA, too, but DoRA ended where LoRA did, and so adds no evidence.", line: line, file: file)
        let best = ThreeIntervals(differencesAtBest), four = ThreeIntervals(fourTasks(.edora, from: .lora))
        page.value("best.difference", best.map { Points.text($0.mean) } ?? "–", line: line, file: file)
        page.require(
            best?.count(.notToldApart) == 2 && four?.count(.notToldApart) == 2
                && averaged.filter { $0 != .sst2 } == Ablation.tasks,
            """
            On the four tasks of [[chapter6-ablations]], the row without SST-2, two of three intervals hold zero, and at
            each run's best epoch two do.
            """, line: line, file: file)
        let scattered = zip(Ablation.tasks, fourTasks(.edora, from: .lora)).filter { _, seeds in
            (seeds.min() ?? 0) < 0 && (seeds.max() ?? 0) > 0
        }.map(\.0)
        page.require(
            scattered == [.rte, .stsb], """
            RTE's and STS-B's seeds scatter across zero, so a row holds zero, or just misses it, by which of them is in
            it ([Exercise 5.1](#exercises)).
            """, line: line, file: file)
        stateSeeds(page, line, file)
        stateBudgets(page, line, file)
    }

    /// What more seeds say so far, on the four tasks that they are run on.
    private func stateSeeds(_ page: Notebook, _ line: Int, _ file: String) {
        let last = moreSeeds.growth(from: .lora).last
        let first = ThreeIntervals(fourTasks(.edora, from: .lora))
        page.value("four.mean", first.map { Points.text($0.mean) } ?? "–", line: line, file: file)
        page.value("seeds.more", last.map { InWords.number(Double($0.seeds)) } ?? "–", line: line, file: file)
        page.value("seeds.mean", last.map { Points.text($0.found.mean) } ?? "–", line: line, file: file)
        page.value("seeds.here", last.map { Points.text($0.found.onTheseTasks) } ?? "–", line: line, file: file)
        page.value("seeds.averages", last.map { Points.text($0.found.ofSeedsAverages) } ?? "–", line: line, file: file)
        page.value("seeds.third", last.map { Points.text($0.found.onTasksLikeThese) } ?? "–", line: line, file: file)
        for (key, found) in [("four.out", first), ("seeds.out", last?.found)] {
            let count = found.map { $0.all.count - $0.count(.notToldApart) }
            page.value(key, count.map { InWords.number(Double($0)) } ?? "–", line: line, file: file)
        }
    }

    /// LoRA with EDoRA's budget, and EDoRA with more of LoRA's.
    private func stateBudgets(_ page: Notebook, _ line: Int, _ file: String) {
        let small = fourTasks(.edora, from: Ablation.smallLoRA), high = fourTasks(.edora64, from: .lora)
        page.value("small", Comparison(tasks: small), line: line, file: file)
        page.value("high", Comparison(tasks: high), line: line, file: file)
        let rest = zip(Ablation.tasks, high).filter { $0.0 != .rte }.map(\.1)
        page.value("high.rest", rest.isEmpty ? "–" : Points.text(Points.mean(rest)), line: line, file: file)
        page.require(
            ThreeIntervals(small)?.count(.notToldApart) == 3,
            "So the figure does not show that EDoRA's values are better spent.", line: line, file: file)
        page.require(
            !high.isEmpty && Points.mean(high) > 0,
            "On those four EDoRA at rank 64, less LoRA at rank 16, is {{high}}, and {{high.rest}} without RTE.",
            line: line, file: file)
    }
}
