import Core

/// How the last training losses of several starts of R compare with EDoRA's own, whose σ is the paper's.
public struct StartLosses {
    /// Losses of the last epoch that differ by no more are called alike.
    public static let tolerance = 0.02

    public let alike, higher, lower, diverged: [Setting]

    /// - Parameter records: of each start, on one task and with one seed.
    /// - Returns: nil while a start has no record, or EDoRA's own diverged.
    public init?(_ records: [(start: Setting, record: RunRecord?)]) {
        let own = records.first { $0.start == Setting(.proposed) }?.record
        guard records.allSatisfy({ $0.record != nil }), own?.divergedAtStep == nil, let reference = own?.last?.trainLoss
        else { return nil }
        let others = records.filter { $0.start != Setting(.proposed) }
        let ended = others.compactMap { start, record -> (start: Setting, more: Double)? in
            record?.divergedAtStep != nil ? nil : record?.last.map { (start, $0.trainLoss - reference) }
        }
        alike = ended.filter { abs($0.more) <= Self.tolerance }.map(\.start)
        higher = ended.filter { $0.more > Self.tolerance }.map(\.start)
        lower = ended.filter { $0.more < -Self.tolerance }.map(\.start)
        diverged = others.filter { $0.record?.divergedAtStep != nil }.map(\.start)
    }
}
