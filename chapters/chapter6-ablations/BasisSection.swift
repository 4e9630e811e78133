import Core
import Experiments
import Notebook
import TextFormat

/// Where the frozen directions come from.
extension AblationStudy {
    func requireBases(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        found.points("sigma", compared(.withSigma)?.mean)
        found.size("last", compared(.last)?.mean)
        found.size("last.rest", mean(without: .cola, differences(.last)))
        found.value("first", average(.edora).cell)
        found.value("random", average(.withSigma).cell)
        found.value("weakest", average(.last).cell)
        found.value("kaiming.orthonormal", compared(.kaiming, .orthonormal).map { found in
            "\(Points.text(found.mean)) (\(Points.text(found.onTheseTasks)))"
        } ?? "–")
        let bySeed = average(.kaiming).minus(average(.edora)).interval
        let lossByTask = differences(.last).map { Sample($0).mean }
        // A column of B has the length √(d/3r), a row of A √(1/3), for d outputs and whatever number of inputs.
        let scale = (Double(EncoderConfiguration.miniLM.hiddenSize) / Double(9 * Setting.edora.rank)).squareRoot()
        found.value("kaiming.times", scale, decimals: 1)
        found.require(
            ties(.withSigma) && ties(.orthonormal) && ties(.middle) && compared(.last)?.isSurely(.below) == true,
            "Random directions cannot be told from the SVD’s; the weakest are worse.")
        found.require(
            ties(.withSigma) && ties(.orthonormal) && ties(.middle),
            "Random directions, with or without the singular values, tie with the SVD's, and so do the middle ones.")
        found.require(
            ties(.withSigma), "So these runs do not show that the SVD's directions are better than random ones.")
        found.require(
            compared(.last)?.isSurely(.below) == true && lossByTask.allSatisfy { $0 < 0 }
                && lossByTask[0] < lossByTask.reduce(0, +) / 2,
            """
            The weakest ones lose {{last}} points, more than half of it on CoLA; without it the loss is {{last.rest}}.
            """)
        found.require(
            isHere(.below, .kaiming)
                && compared(.kaiming).map { (-0.001 ..< 0).contains($0.onTheseTasks.upperBound) } == true
                && Points.neededOnTheseTasks(differences(.kaiming)).map { tasks[$0] } == [.cola, .rte, .stsb],
            """
            Kaiming's numbers lie below the SVD's by a hair: without any one of CoLA, RTE and STS-B the thick bar
            holds zero.
            """)
        found.require(
            ties(.kaiming, .orthonormal),
            """
            Less the orthonormal directions, which they resemble at another scale, they are {{kaiming.orthonormal}}: a
            tie that leaves much open.
            """)
        found.require(
            bySeed.map { Relation($0) } == .notToldApart,
            "If a seed counts once, the difference to Kaiming's numbers holds zero.")
        found.require(
            ablation.fragileSearches([.last]) == [.last],
            """
            And the rate of the weakest directions is uncertain: at the next higher one training failed on CoLA.
            """)
        let room = ThreeIntervals(differences(.withSigma))
        found.size("room", room?.onTheseTasks.lowerBound)
        found.size("room.seeds", room?.ofSeedsAverages.lowerBound)
        found.require(
            room.map { $0.onTheseTasks.lowerBound < -0.018 && $0.ofSeedsAverages.lowerBound < -0.018 } == true,
            """
            Over random directions with Σ three seeds leave room for a gain of {{room}} points, by the seeds' averages
            of {{room.seeds}}, so the paper's {{lit:1.8}} is not ruled out.
            """)
        requireOtherBases(found)
    }

    /// What the folded notes say.
    private func requireOtherBases(_ found: Findings) {
        found.points("sigma.orthonormal", compared(.withSigma, .orthonormal)?.mean)
        found.points("middle.sigma", compared(.middle, .withSigma)?.mean)
        found.points("last.sigma", compared(.last, .withSigma)?.mean)
        found.value("edora.rate", rate(.edora))
        found.value("middle.rate", rate(.middle))
        found.require(
            ties(.withSigma, .orthonormal),
            "Random directions with Σ less those without it: {{sigma.orthonormal}}, a tie.")
        found.require(ties(.middle, .withSigma), "Middle ones less random ones with Σ: {{middle.sigma}}, a tie.")
        found.require(
            isHere(.below, .last, .withSigma),
            """
            The last ones less random ones with Σ: {{last.sigma}}, below on these tasks, not surely on others like
            them.
            """)
        found.require(
            ablation.rate(.edora) != nil
                && [Setting.withSigma, .last].allSatisfy { ablation.rate($0) == ablation.rate(.edora) }
                && ablation.rate(.middle) != ablation.rate(.edora),
            """
            The searched rates of the four bases with Σ are the same, {{edora.rate}}, but for the middle ones',
            {{middle.rate}}.
            """)
    }

    /// What the note on reading says of bars and of RTE, and how the rates were found.
    func requireReading(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        requireSearches(found)
        let rte = GLUEFacts.of[.rte], rule = MeasuresAdaptation()
        let evidence = results.evidenceOfAdaptation(.rte, rte), chance = evidence.map { rule.margin($0) }
        let settings = GLUEGrid.settings + own
        /// What a setting scores on RTE above one answer for every row.
        func excess(_ setting: Setting) -> Double? {
            rte?.mostFrequentShare.map { results.sample(setting, .rte).mean - $0 }
        }
        func width(_ interval: ClosedRange<Double>) -> Double { interval.upperBound - interval.lowerBound }
        found.value("rte.rows", rte?.dev ?? 0)
        found.value("rte.chance", chance.map { 100 * $0 }, decimals: 0)
        found.size("rank64.rte", excess(.rank64))
        found.require(
            (Ablation.bases + twoRates).contains { setting in
                compared(setting).map { width($0.onTasksLikeThese) < width($0.onTheseTasks) } == true
            },
            "Where seeds differ more than tasks, a thin bar may be the shorter one.")
        found.require(
            rule.finding(evidence) == .measuresNothing,
            """
            RTE is a quarter of every average, and its dev rows cannot tell it from one answer
            ([[chapter5-glue/tab:measures]]).
            """)
        found.require(
            settings.allSatisfy { setting in
                guard let above = excess(setting), let chance else { return false }
                return results.sample(setting, .rte).count == 0 || above < chance
            },
            """
            No setting is above one answer for all its {{rte.rows}} dev rows by more than the {{rte.chance}} points that
            chance may give.
            """)
        found.require(
            excess(.rank64).map { $0 > 0 } == true && (excess(.rank64) ?? 1) < (chance ?? 0),
            """
            On RTE rank 64 is {{rank64.rte}} points above one answer for every row, and chance may give {{rte.chance}}.
            """)
    }

    /// For the folded rules.
    private func requireSearches(_ found: Findings) {
        let finished = GLUEGrid.settings.compactMap { ablation.grid.searches[$0] }.filter { $0.best != nil }
        found.value("finished", finished.count)
        found.value("cola.alone", finished.count { $0.bestOfFirstTask == $0.best })
        found.require(
            finished.count == GLUEGrid.settings.count
                && finished.allSatisfy { ($0.spreads[0] ?? 0) > ($0.spreads[1] ?? .infinity) },
            "CoLA's scores lie further apart between rates than MRPC's.")
    }
}
