import Core
import Experiments
import Notebook

/// "80.4 ± 1.5", with "(n = 1)" where seeds are missing; "–" where all are.
func cell(_ sample: Sample) -> String {
    guard sample.count > 0 else { return "–" }
    let text = fixed(100 * sample.mean, decimals: 1)
    return sample.count == Plan.seeds.count ? text + " ± " + fixed(100 * sample.deviation, decimals: 1) : text + " (n = \(sample.count))"
}

/// A share as points of a per cent with its sign: "-2.5", "+0.4".
func points(_ share: Double) -> String {
    let text = fixed(100 * share, decimals: 1)
    return share > 0 && text != "0.0" ? "+" + text : text
}

/// "-2.5 ± 0.4" over seeds; "–" where nothing can be paired.
func pointsCell(_ differences: [Double]) -> String {
    let sample = Sample(differences)
    guard sample.count > 0 else { return "–" }
    return sample.count == Plan.seeds.count ? points(sample.mean) + " ± " + fixed(100 * sample.deviation, decimals: 1) : points(sample.mean) + " (n = \(sample.count))"
}

/// "-1.2 (-2.0 to -0.5)": a mean over tasks with its bootstrap interval.
func pointsCell(_ tasks: [[Double]]) -> String {
    guard let interval = Bootstrap.interval(tasks) else { return "–" }
    return "\(points(meanOfMeans(tasks))) (\(points(interval.lowerBound)) to \(points(interval.upperBound)))"
}

func meanOfMeans(_ tasks: [[Double]]) -> Double { Sample(tasks.map { Sample($0).mean }).mean }

/// "CoLA, MRPC and RTE"
func list(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
}

/// What the page shows where a figure has no data yet.
enum EmptyFigure {
    static let data = [FigureSeries("none", x: ("x", [0, 1]), y: ("y", [0, 1]))]
    static let script = """
        set xrange [0:1]
        set yrange [0:1]
        unset xtics
        unset ytics
        set label 1 'no records yet' at 0.5, 0.5 center
        set key off
        plot DATA index 0 using 1:2 with points pointtype 0
        """
}
