import Core
import Experiments
import Notebook
import TextFormat

/// Magnitudes and R, alone and together.
extension AblationStudy {
    func part(_ setting: Setting) -> String {
        switch (setting.method, setting.change) {
        case (.magnitude, _): "m alone"
        case (.loraXS, _): "R alone, r = \(setting.rank)"
        case (.directions, _): setting.title
        case (_, nil): "both at one rate"
        default: "both, \(Self.change(setting)), R at \(rate(setting))"
        }
    }

    /// How R with the lengths kept stands to EDoRA and to R alone, and what R alone lacks; nil while runs are missing.
    private var direction: (stands: String, lacks: String)? {
        let kept = Ablation.directionAlone
        guard let toEDoRA = compared(kept), let toCore = compared(kept, .xs) else { return nil }
        func stands(_ found: Comparison, _ other: String) -> String {
            let points = decimalText(abs(100 * found.mean), decimals: 1)
            let thick = Points.text(found.onTheseTasks)
            return switch found.here {
            case .above: "is \(points) points above \(other) (\(thick))"
            case .below: "is \(points) points below \(other) (\(thick))"
            case .notToldApart: "ties with \(other), \(Points.text(found.mean)) points (\(thick))"
            }
        }
        return (
            "With the lengths kept $`R`$ \(stands(toEDoRA, "EDoRA")) and \(stands(toCore, "*R alone*")), by the thick "
                + "bars.",
            whatCoreLacks(toEDoRA: toEDoRA.here, toCore: toCore.here)
        )
    }

    func requireParts(on page: Notebook, line: Int = #line, file: String = #fileID) {
        let found = Findings(page, line, file), alone = Setting.magnitudesAlone
        found.points("m.alone", compared(alone)?.mean)
        found.size("r.alone", compared(.xs)?.mean)
        found.size("r.larger", compared(.largerXS)?.mean)
        let rest = mean(without: .cola, differences(.largerXS))
        found.points("r.larger.rest", rest)
        found.require(
            rest.map { $0 >= 0 } == true, "All of that is CoLA's: without it the difference is {{r.larger.rest}}.")
        found.value("m.count", count(alone))
        found.value("edora.count", count(.edora))
        found.value("xs.count", count(.largerXS))
        found.value("xs.rate", rate(.xs))
        found.value("xs.largerRate", rate(.largerXS))
        found.require(
            ties(alone) && compared(.xs)?.isSurely(.below) == true,
            "Without R no loss is seen; without m and the norm, four points.")
        found.require(ties(alone), "The magnitudes alone tie with all of EDoRA: {{m.alone}} points.")
        found.require(
            compared(.xs)?.isSurely(.below) == true,
            "$`R`$ alone loses {{r.alone}}, and by both bars it is below EDoRA.")
        found.require(
            isHere(.below, .largerXS),
            "At rank 32, with more values than EDoRA, it still loses {{r.larger}}, though the thin bar holds zero.")
        found.require(
            ablation.fragileSearches([.xs, .largerXS]) == [.xs, .largerXS],
            """
            The one seed of its search chose {{xs.rate}} and {{xs.largerRate}}, and at the next higher rate $`R`$ alone
            learned nothing of CoLA.
            """)
        found.value(
            "direction.answer", direction?.lacks ?? "Which of these two it comes from, no run says yet.")
        found.value(
            "direction.state",
            direction.map { "\($0.stands) \($0.lacks)" }
                ?? "Of $`R`$ with the lengths kept not all runs are on record yet.")
        found.require(
            ties(alone),
            "Alone they tie with all of EDoRA ([[fig:parts]]).")
    }
}
