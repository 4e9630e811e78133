import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// Numbers and guards of the sentences about scores and what they measure.
extension GLUEPage {
    /// Averages, and what is cheap among them.
    func stateScores(_ page: Notebook, _ line: Int, _ file: String) {
        for (key, setting) in [
            ("edora", Setting.edora), ("lora", .lora), ("m", .magnitudesAlone), ("full", .full), ("larger", .edora32),
            ("head", .head),
        ] { page.value("\(key).average", average(setting).cell, line: line, file: file) }
        page.value("head.score", average(.head).cell, line: line, file: file)
        /// Those of some settings whose average is the highest to the digit that the table shows.
        func highest(_ settings: [Setting]) -> [Setting] {
            func shown(_ setting: Setting) -> String { decimalText(100 * average(setting).mean, decimals: 1) }
            let best = settings.max { average($0).mean < average($1).mean }
            return settings.filter { shown($0) == best.map(shown) }
        }
        let cheap = shown.filter { count($0) < count(.lora) / 10 && $0 != .head }
        let isWhole = shown.allSatisfy { average($0).count > 0 }
        page.require(
            isWhole && highest(shown) == [.full], "Full fine-tuning has the highest average, {{full.average}}.",
            line: line, file: file)
        page.require(
            isWhole && highest(cheap) == [.edora32],
            """
            Of the settings with less than a tenth of LoRA's values the highest is that of EDoRA at rank 32,
            {{larger.average}}.
            """, line: line, file: file)
        /// Averages whose SD over seeds is less than a third of what their tasks' own would make it.
        let lucky = (priced + [.head]).filter {
            average($0).deviation < results.expectedDeviation($0, over: averaged) / 3
        }
        let xs = Setting.coreAlone, isThere = average(xs).count > 0
        page.value(
            "xs.deviation", isThere ? 100 * average(xs).deviation : nil, decimals: 1, line: line, file: file)
        page.value(
            "xs.expected", isThere ? 100 * results.expectedDeviation(xs, over: averaged) : nil, decimals: 1, line: line,
            file: file)
        page.require(
            lucky.filter { $0 != .head } == [xs],
            "That of LoRA-XS at rank 16 is {{xs.deviation}}, where its tasks' own would make {{xs.expected}}.",
            line: line, file: file)
        page.require(
            !averaged.isEmpty
                && averaged.allSatisfy {
                    Sample(results.differences(.edora, from: .lora, on: [$0])[0]).mean < 0
                }, "EDoRA's mean is lower than LoRA's on each of these {{averaged}} tasks.", line: line, file: file)
        func atBest(_ setting: Setting) -> Int { curves(setting).count(where: \.endsAtItsBest) }
        page.require(
            [Setting.full, .lora, .dora, .magnitudesAlone].allSatisfy { atBest(.edora) < atBest($0) },
            "EDoRA has its best epoch last on the fewest tasks, so it may have trained too long.", line: line,
            file: file)
    }

    /// Which tasks measure something, and what hangs on the one that does not.
    func stateMeasures(_ page: Notebook, _ line: Int, _ file: String) {
        let nothing = tasks(found: .measuresNothing), full = evidence.first { $0.task == .rte }?.found
        let without = results.wholeDifferences(.edora, from: .lora, on: rest)
        let rte = GLUEGrid.settings.filter { results.isComplete($0, .rte) }.map { results.sample($0, .rte).mean }
        let excess = rte.max().flatMap { best in oneAnswer(.rte).map { best - $0 } }
        /// Two standard errors of an accuracy of one half.
        let error = facts(.rte).map { 1 / Double($0.dev).squareRoot() }
        let high = onFourTasks.isComplete(.edora64, .rte) ? onFourTasks.sample(.edora64, .rte).mean : nil
        for (key, text) in [
            ("measures.rule", MeasuresAdaptation().text),
            ("rest.difference", without.isEmpty ? "–" : Points.text(Points.mean(without))),
            ("rest.here", Points.text(Sample.interval(onTheseTasks: without))),
            ("rest.before", judged[2].verdicts[0].rawValue), ("rest.after", judged[2].verdicts[1].rawValue),
        ] { page.value(key, text, line: line, file: file) }
        for (key, share, decimals) in [
            ("fit.low", full?.training.values.min(), 0), ("fit.high", full?.training.values.max(), 0),
            ("dev", full?.dev.mean, 1), ("constant", full?.constant, 1), ("excess", excess, 1), ("error", error, 1),
            ("high", high, 1),
        ] { page.value("rte.\(key)", share.map { 100 * $0 }, decimals: decimals, line: line, file: file) }
        page.value("rte.rows", facts(.rte)?.dev ?? 0, line: line, file: file)
        page.value(
            "rte.end", (full?.excess.interval?.upperBound).map { 100 * $0 }, decimals: 1, line: line, file: file)
        page.value("rte.train", facts(.rte)?.train ?? 0, line: line, file: file)
        page.require(
            nothing == [.rte] && tasks(found: .measures).count == GLUEGrid.tasks.count - 1,
            """
            So RTE, with {{rte.rows}} dev rows, cannot be told from one answer, and each of the other five tasks
            measures something.
            """, line: line, file: file)
        page.require(
            [0.25, 0.9].map { MeasuresAdaptation(fitted: $0) }.allSatisfy { rule in
                [.measures, .measuresNothing].allSatisfy { tasks(found: $0, by: rule) == tasks(found: $0) }
            }, "With a quarter or nine tenths of the way the findings are the same.", line: line, file: file)
        page.require(
            tasks(found: .undecided, by: MeasuresAdaptation(standardErrors: 1)) == [.rte],
            """
            By two standard errors of *one* score RTE would be undecided. On a row that is 0 or 1, so its SD is at most
            ½, and the limit is {{rte.error}} points, where the interval ends at {{rte.end}}.
            """, line: line, file: file)
        page.require(
            tasks(found: .undecided, by: MeasuresAdaptation(standardErrors: 3)) == [.mrpc],
            "With three standard errors MRPC would be undecided.", line: line, file: file)
        page.require(
            full.map { full in
                shown.allSatisfy {
                    results.sample($0, .rte).mean - full.constant < MeasuresAdaptation().margin(full)
                }
            } == true, "No method of [[tab:main]] is above one answer there by more than *chance*.", line: line,
            file: file)
        /// Those whose interval over seeds lies above one answer on RTE.
        let above = shown.filter { setting in
            guard let ends = results.sample(setting, .rte).interval, let constant = full?.constant else { return false }
            return ends.lowerBound > constant
        }
        page.require(
            above == [.lora, .dora, .edora, .edora32],
            "By the seeds alone LoRA, DoRA and EDoRA at both ranks lie above one answer there.", line: line,
            file: file)
        page.require(
            high.map { $0 > (full?.constant ?? 1) + (error ?? 1) } == true,
            "So RTE may measure something that takes more rows to see.", line: line, file: file)
        page.require(
            !rest.isEmpty && !without.isEmpty
                && Points.mean(without) < Points.mean(results.averagedDifferences(.edora, from: .lora)),
            "Without RTE EDoRA is further below LoRA: {{rest.difference}} points ({{rest.here}}).", line: line,
            file: file)
        page.require(
            judged.map { $0.verdicts[0] == $0.verdicts[1] } == [true, true, false]
                && judged[2].verdicts[1] == .notReproduced,
            """
            Of the three verdicts one hangs on RTE: that EDoRA at rank 32 is above both is *{{rest.before}}* with it and
            *{{rest.after}}* without.
            """, line: line, file: file)
    }
}
