import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// What is believed in the end, and what is open.
extension AblationStudy {
    func requireBeliefs(
        _ claims: ClaimTable, on page: Notebook, line: Int = #line, file: String = #fileID
    ) throws {
        let found = Findings(page, line, file)
        let five = try GLUEResults(ablation.grid, in: store)
        let onFive = ThreeIntervals(five.averagedDifferences(.edora, from: .lora))
        let small = Ablation.smallLoRA, movement = try claims.row(.dynamicsAsFull)
        found.size("believe.lora", onFive?.mean)
        found.value("believe.times", Double(count(.lora)) / Double(count(.edora)), decimals: 0)
        found.value("believe.movement", movement.measured)
        let rates = Rates.mini(.edora) / Rates.mini(.full)
        found.value("believe.rates", rates, decimals: 0)
        let onFour = ThreeIntervals(differences(.edora, .lora))
        let alone = ThreeIntervals(differences(.magnitudesAlone))
        found.size("m.alone.loss", alone?.ofSeedsAverages.lowerBound)
        found.require(
            onFour.map { found in
                found.onTheseTasks.upperBound < 0
                    && [found.ofSeedsAverages, found.onTasksLikeThese].allSatisfy { $0.contains(0) }
            } == true,
            """
            Over this page's four, two of the three hold zero by three seeds, and {{believe.holding}} by
            {{believe.seeds}} ([[tab:seeds]]).
            """)
        let more = try ManySeeds(ablation, in: store).growth(from: .lora).last
        found.value("believe.seeds", more.map { InWords.number(Double($0.seeds)) } ?? "–")
        found.value("believe.holding", more.map { InWords.number(Double($0.found.count(.notToldApart))) } ?? "–")
        found.require(
            rates > 10,
            """
            And, on QNLI, {{believe.movement}}, but its rate is {{believe.rates}} times full's, which may explain most
            of that.
            """)
        found.require(
            five.averaged.count == 5
                && onFive.map { found in
                    found.all.allSatisfy { $0.upperBound < 0 }
                        && found.onTasksLikeThese.upperBound > -0.002
                } == true,
            """
            Over the five tasks of [[chapter5-glue]] it loses {{believe.lora}} points, and all three intervals lie below
            zero, the widest by a hair.
            """)
        found.require(
            ties(small) && count(small) < 2 * count(.edora),
            "LoRA at rank 1, with fewer than twice EDoRA's values, ties with it: {{small}}.")
        found.require(
            isHere(.above, .rank64, .lora) && hinges(differences(.rank64, .lora)) == [.rte]
                && abs(Double(count(.rank64)) / Double(count(.lora)) - 0.25) < 0.03,
            """
            And EDoRA at rank 64 is above LoRA at rank 16 with a quarter of its values, which hangs on RTE, where chance
            may do that.
            """)
        found.require(
            compared(.largerXS)?.here == .below && count(.largerXS) > count(.edora)
                && mean(without: .cola, differences(.largerXS)).map { $0 > 0 } == true,
            """
            But *R alone* at rank 32, with more values, is {{r.larger}} points below it on these tasks, all of that on
            CoLA.
            """)
        found.require(
            alone.map { (-0.02 ..< -0.01).contains($0.onTheseTasks.lowerBound) && $0.ofSeedsAverages.contains(0) }
                == true,
            """
            The thick bar leaves room for a loss of less than two points, the seeds' averages for one of
            {{m.alone.loss}}.
            """)
        found.require(ties(.withSigma), "Random directions of the same lengths tie with it: {{sigma}}.")
        found.require(
            ThreeIntervals(differences(.last)).map { found in
                found.all.allSatisfy { $0.upperBound < 0 }
            } == true && compared(.withSigma).map { $0.onTheseTasks.lowerBound < -0.018 } == true,
            """
            But the last singular vectors are worse by all three intervals, so some directions matter. And three seeds
            cannot exclude the paper's gain of {{lit:1.8}}.
            """)
        found.require(
            movement.verdict == .notReproduced, "**EDoRA does not move the weights as full fine-tuning does.**")
        requireCounts(found)
    }

    /// How many of the page's comparisons decide something.
    private func requireCounts(_ found: Findings) {
        let beside =
            (Ablation.bases + Ablation.allRanks + [Ablation.smallLoRA, .lora, .magnitudesAlone, .xs, .largerXS]
            + [Ablation.directionAlone] + twoRates + Ablation.options + Ablation.ranksByMatrix)
            .filter { $0 != .edora && ($0 != Ablation.directionAlone || compared($0) != nil) }
        let firm = beside.filter { setting in
            ThreeIntervals(differences(setting)).map { found in
                !found.all.contains { $0.contains(0) }
            } == true
        }
        found.value("comparisons", beside.count)
        found.value("decided", beside.count { compared($0).map { $0.here != .notToldApart } == true })
        found.require(
            (0.5 ..< 1.5).contains(0.05 * Double(beside.count)), "If no change mattered, about one would by luck.")
        found.value("firm", enumeration(firm.map { $0 == .xs ? "*R alone*" : $0.change?.title ?? $0.title }))
        found.require(
            [.xs, .last].allSatisfy(firm.contains), "By all three intervals these hold, and no others: {{firm}}.")
    }

    /// A plan's runs; nil before the rates that such plans need are searched, chapter 5's, the bases' and the ranks'.
    private func plan(_ chapter: String) throws -> [PlannedRun]? {
        let needed = GLUEGrid.settings + Ablation.bases + Ablation.ranks + [Ablation.smallLoRA]
        return needed.allSatisfy { ablation.rate($0) != nil } ? try Plan.named(chapter, in: store) : nil
    }

    /// What of a plan is not trained yet: "the 72 runs of `edora sweep run --chapter domains`".
    private func planned(_ chapter: String) throws -> String {
        let command = "`edora sweep run --chapter \(chapter)`"
        guard let plan = try plan(chapter) else { return "\(command), once its rates are searched" }
        let missing = try store.missing(plan).count
        if missing == 0 { return "nothing: all \(plan.count) runs of \(command) are on record" }
        let runs = missing == plan.count ? "the \(missing) runs" : "\(missing) of the \(plan.count) runs"
        return runs + " of \(command)"
    }

    /// Where a question stands whose runs this page does not tell.
    private func standing(_ chapter: String) throws -> String {
        guard let plan = try plan(chapter), try store.missing(plan).isEmpty else { return "not answered" }
        return "on record, and not told here"
    }

    /// What the paper and these pages leave open.
    ///
    /// - Throws: `InputError` for a file of records that is not one.
    func openQuestions() throws -> Grid {
        let imdbEpochs = 25_000 * 512 / (GLUEFacts.of[.sst2]?.trainingTokens ?? .nan), papers = Checkpoint.papers
        let lacksDirection = compared(Ablation.directionAlone) == nil
        let papersHours = try GLUEGrid(backbone: papers.name, in: store).estimatedHours
        let rows = [
            [
                "The paper's own encoder, \(papers.title)", "[[chapter5-glue]] says how to run it",
                "about \(decimalText(papersHours, decimals: 0)) hours of two recent cores, or a cluster",
            ],
            [
                "Does it hold for decoders, and beyond seven thousand million parameters?",
                "[[chapter7-decoder]] has a decoder of 270 million values, and what of its grid is on record",
                "its \(DecoderGrid.cellCount) runs and the search for their rates, `edora sweep run --chapter "
                    + "\(Plan.nameOfDecoder)`; large ones train on fast devices alone",
            ],
            ["Other domains: news, film, shops, opinions", "[[tab:domains]]", try planned("domains")],
            [
                "SQuAD and IMDB", "not reached",
                "SQuAD needs a head that marks a span. IMDB (Maas et al., ACL 2011) fits today's head: an epoch of its "
                    + "25,000 training reviews, cut at 512 tokens, is at most "
                    + "\(decimalText(imdbEpochs, decimals: 0)) of SST-2.",
            ],
            ["Ranks by matrix", "[[tab:bymatrix]]", "ranks that change while training, as AdaLoRA has them"],
            [
                "Overfitting on few rows", "[[tab:gap]]",
                "equal steps, a lower rank, weight decay: \(try planned("few-rows"))",
            ],
            [
                "Does the rate that $`m`$ and $`R`$ share hold EDoRA back?", "[[tab:tworates]], [[tab:tworatesdev]]",
                "finer steps, an $`R`$ slower than the shared rate, a search on more tasks",
            ],
            [
                "Does *R alone* lack $`m`$, or the norm?",
                lacksDirection ? "[[tab:parts]] drops both" : "[[tab:parts]]",
                lacksDirection
                    ? "$`R`$ with frozen $`m`$, the norm kept: `edora sweep run --chapter 6`"
                    : "$`m`$ and $`R`$ trained without dividing by the norm",
            ],
            [
                "Does it matter where the head reads, and that its pooler is frozen?", try standing("pooling"),
                try planned("pooling"),
            ],
            ["Does EDoRA need more time?", try standing("epochs"), "twenty epochs: \(try planned("epochs"))"],
            ["Would more seeds decide what three leave open?", "[[tab:seeds]]", "seven more: \(try planned("seeds"))"],
            ["The cost of the SVD beside a fast device", "computed with [[tab:cost]], not measured", "such a device"],
        ]
        return Grid(
            caption: "Open questions, where they stand, and what is missing.",
            header: ["question", "where it stands", "what is missing"], rows: rows, words: [0, 1, 2])
    }
}
