import Core
import Experiments
import Notebook

/// What the released code does otherwise, and variants.
extension AblationStudy {
    static let options = Ablation.options.filter { ![.middle, .last].contains($0) }

    func requireOptions(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file)
        let apart = Self.options.filter { compared($0).map { $0.here != .notToldApart } == true }
        /// The largest loss that the interval on these tasks leaves open.
        /// The largest that an interval over seeds leaves open.
        func largestLoss(_ setting: Setting) -> Double? {
            ThreeIntervals(differences(setting)).map {
                -100 * Swift.min($0.onTheseTasks.lowerBound, $0.ofSeedsAverages.lowerBound)
            }
        }
        found.value("weight.rate", rate(.ofWeight))
        found.size("weight", compared(.ofWeight)?.mean)
        found.points("weight.rest", mean(without: .cola, differences(.ofWeight)))
        found.value("decayed.loss", largestLoss(.decayed), decimals: 1)
        found.value("released.loss", largestLoss(.released), decimals: 1)
        found.require(
            Self.options.allSatisfy { compared($0) != nil } && apart == [.ofWeight] && isHere(.below, .ofWeight)
                && hinges(differences(.ofWeight)) == [.cola],
            "One change fails, on CoLA at one rate.")
        found.require(
            Self.options.allSatisfy { compared($0) != nil } && apart == [.ofWeight] && isHere(.below, .ofWeight),
            """
            Four of the five changes tie with EDoRA, the released code among them; the SVD of the weight loses
            {{weight}} points.
            """)
        found.require(
            hinges(differences(.ofWeight)) == [.cola],
            "That hangs on CoLA: without it the difference is {{weight.rest}}.")
        found.require(
            Self.options.filter { results.collapsedRuns($0, .cola) > 0 } == [.ofWeight]
                && results.collapsedRuns(.ofWeight, .cola) == Plan.seeds.count,
            """
            There training failed in all three runs, at {{weight.rate}}: one answer for every sentence, and a score of
            zero.
            """)
        found.require(
            compared(.ofWeight).map { $0.onTheseTasks.upperBound - $0.onTheseTasks.lowerBound < 0.03 } == true,
            "Its thick bar is short since three failures are alike.")
        found.require(
            ablation.fragileSearches(Self.options) == [.ofWeight],
            "The one seed of its search chose that rate near an edge, so another rate may do better.")
        found.require(
            [Setting.decayed, .released].allSatisfy { ties($0) },
            """
            By both intervals over seeds, what is ruled out is a loss of more than {{decayed.loss}} points for decay on
            $`m`$, and of more than {{released.loss}} for the released code.
            """)
    }
}
