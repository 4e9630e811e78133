import Core
import Experiments
import Notebook

/// Magnitudes and R, alone and together.
extension AblationStudy {
    func part(_ setting: Setting) -> String {
        switch (setting.method, setting.change) {
        case (.magnitude, _): "m alone"
        case (.loraXS, _): "R alone, r = \(setting.rank)"
        case (_, nil): "both at one rate"
        default: "both, \(Self.change(setting)), R at \(rate(setting))"
        }
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
        found.require(
            ties(alone),
            "Alone they tie with all of EDoRA ([[fig:parts]]).")
    }
}
