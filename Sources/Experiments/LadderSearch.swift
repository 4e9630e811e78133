import Core
import TextFormat

/// The search for a learning rate on one ladder, as far as it has records; whatever is trained at a rate.
///
/// Every setting is treated alike: four neighbouring rates of the ladder are tried; while the best is at an end of the
/// rates tried, the next rung is tried too (where all are alike, as models are that answer always the same, one on each
/// side). The best mean over the runs of a rate is taken, the smaller rate where two tie; or the next rung below it
/// where its mean is so near that the held-out rows cannot tell the two apart.
public struct LadderSearch: Sendable {
    public static let ladder = [
        1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1, 2e-1, 5e-1, 1,
    ]
    static let startingCount = 4

    /// The rates tried, or to be tried next, ascending.
    public let rates: [Double]
    /// The score of each run for each rate; nil where the run has no record, −∞ where it diverged.
    public let scores: [[Double?]]
    /// The rate that was found; nil while runs are missing.
    public let best: Double?
    /// The runs of `rates`.
    public let runs: [PlannedRun]

    /// - Parameters:
    ///   - start: the rungs that are tried first.
    ///   - runs: what is trained at a rate, as many at each.
    ///   - score: the score of a run on its held-out rows, nil where it has no record, −∞ where it diverged.
    ///   - tolerance: how far below the best mean that of the next rung below counts as equal.
    init(
        from start: Range<Int>, runs: (Double) throws -> [PlannedRun], score: (PlannedRun) throws -> Double?,
        tolerance: (_ best: Double) -> Double = { _ in 0 }
    ) rethrows {
        let runsOfRungs = try Self.ladder.map(runs), scoresOfRungs = try runsOfRungs.map { try $0.map(score) }
        var tried = start, best: Int?
        while best == nil, let found = Self.best(Array(scoresOfRungs[tried])).map({ tried.lowerBound + $0 }) {
            if Self.isLevel(Array(scoresOfRungs[tried])) && tried.count < Self.ladder.count {
                tried = max(0, tried.lowerBound - 1) ..< min(Self.ladder.count, tried.upperBound + 1)
            } else if found == tried.lowerBound && found > 0 {
                tried = found - 1 ..< tried.upperBound
            } else if found == tried.upperBound - 1 && tried.upperBound < Self.ladder.count {
                tried = tried.lowerBound ..< tried.upperBound + 1
            } else {
                best = found
            }
        }
        if let top = best, let mean = Self.mean(scoresOfRungs[top]), top > tried.lowerBound,
            let below = Self.mean(scoresOfRungs[top - 1]), below >= mean - tolerance(mean)
        {
            best = top - 1
        }
        self.best = best.map { Self.ladder[$0] }
        rates = Array(Self.ladder[tried])
        scores = Array(scoresOfRungs[tried])
        self.runs = runsOfRungs[tried].flatMap { $0 }
    }

    /// The mean over the runs for each rate; nil where a run is missing, −∞ where one diverged.
    public var means: [Double?] { scores.map(Self.mean) }

    /// The mean at the best rate; nil while there is none.
    var bestMean: Double? { best.flatMap { rates.firstIndex(of: $0) }.flatMap { means[$0] } }

    /// Whether the best rate is an end of the ladder, so that a better one may lie beyond.
    public var endsLadder: Bool { best != nil && (best == Self.ladder.first || best == Self.ladder.last) }

    /// "2e-3: 44.8 (12.8, 76.8), **5e-3: 52.1 (24.1, 80.1)**": each rate with its mean and its scores, as `link` writes
    /// them, the best in bold.
    public func cell(link: (String, PlannedRun) throws -> String) rethrows -> String {
        try zip(rates, scores).enumerated().map { row, one in
            let (rate, scores) = one, own = runs[row * scores.count ..< (row + 1) * scores.count]
            let cell = "\(Rates.text(rate)): " + (try Self.text(scores, of: Array(own), link: link))
            return rate == best ? "**\(cell)**" : cell
        }.joined(separator: ", ")
    }

    /// "52.1 (24.1, 80.1)": the mean of some runs' scores, and each as `link` writes it; one score alone as it is.
    static func text(
        _ scores: [Double?], of runs: [PlannedRun], link: (String, PlannedRun) throws -> String
    ) rethrows -> String {
        func text(_ score: Double?) -> String {
            score.map { $0.isFinite ? decimalText(100 * $0, decimals: 1) : "diverged" } ?? "–"
        }
        let each = try zip(scores, runs).map { try link(text($0), $1) }
        return scores.count == 1 ? each.joined() : "\(text(mean(scores))) (\(each.joined(separator: ", ")))"
    }

    static func mean(_ scores: [Double?]) -> Double? {
        let known = scores.compactMap { $0 }
        return known.count == scores.count ? known.reduce(0, +) / Double(known.count) : nil
    }

    /// The place of the best mean, the first where two tie; nil where a score is missing.
    static func best(_ scores: [[Double?]]) -> Int? {
        let means = scores.compactMap(mean)
        guard means.count == scores.count, let top = means.max() else { return nil }
        return means.firstIndex(of: top)
    }

    /// Whether all means are the same, so that they do not say where a better rate may lie.
    private static func isLevel(_ scores: [[Double?]]) -> Bool { Set(scores.map(mean)).count == 1 }

    /// A rung and the one on each side.
    static func neighbours(_ rate: Double) -> Range<Int>? {
        ladder.firstIndex(of: rate).map { max(0, $0 - 1) ..< min(ladder.count, $0 + 2) }
    }

    /// The rungs that are tried first: customary rates of the method.
    static func start(_ method: AdapterMethod) -> Range<Int> {
        let lowest = method.defaults.searchFrom
        let rung = ladder.firstIndex { $0 >= lowest } ?? ladder.count - startingCount
        return min(rung, ladder.count - startingCount) ..< min(rung, ladder.count - startingCount) + startingCount
    }
}
