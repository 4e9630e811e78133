import Core
import TextFormat

/// What is measured for the claims about movements of weight matrices, on the runs of chapters 2 to 4.
extension ClaimTable {
    private static let smallScale = "other scale: MiniLM, a generated task"

    /// The proposed method's correlation of ΔM with ΔD beside the other methods'.
    func nearer() throws -> Measurement<MovementReadings> {
        let methods: [AdapterMethod] = [.proposed, .whole, .baseline, .decomposed]
        let found = try methods.map { (method: $0, correlation: try correlations($0)) }
        let (proposed, whole, baseline) = (found[0].correlation, found[1].correlation, found[2].correlation)
        let compared = MovementReadings(
            together: MovementComparison(whole: whole, baseline: baseline, proposed: proposed),
            byKind: MovementComparison(
                whole: try byKind(.whole), baseline: try byKind(.baseline), proposed: try byKind(.proposed)))
        func distance(_ sample: Sample) -> Double { abs(sample.mean - whole.mean) }
        let nearest = found.filter { $0.method != .whole }.min { distance($0.correlation) < distance($1.correlation) }
        let means = found.map { "\(Self.name($0.method)) \(decimalText($0.correlation.mean, decimals: 2))" }
        let (own, other, all) = (Self.name(.proposed), Self.name(.baseline), Self.name(.whole))
        return Measurement(
            compared,
            measured: "correlation of ΔM with ΔD: \(means.joined(separator: ", ")); "
                + "nearest to \(all): \(nearest.map { Self.name($0.method) } ?? "–")",
            difference: "\(own)'s correlation is nearer to \(all)'s than \(other)'s is, by "
                + "\(text(compared.together.nearer)); within kinds of matrices by \(text(compared.byKind.nearer))",
            scale: Self.smallScale)
    }

    /// How far the proposed method is from full fine-tuning, in the correlation and in the size of ΔM.
    func movesAlike() throws -> Measurement<MovesAlike.Evidence> {
        let apart = try correlations(.proposed).minus(correlations(.whole))
        let ratio = Sample(zip(try magnitudes(.proposed), try magnitudes(.whole)).map { $0 / $1 })
        let (own, all) = (Self.name(.proposed), Self.name(.whole))
        return Measurement(
            MovesAlike.Evidence(apart: apart, ratio: ratio),
            measured: "\(own)'s ΔM is \(text(ratio, decimals: 0)) times \(all)'s",
            difference: "\(own)'s correlation less \(all)'s: \(text(apart))", scale: Self.smallScale)
    }

    /// The title, but for the method that trains all: its short name.
    private static func name(_ method: AdapterMethod) -> String {
        method.scope == .wholeModel ? method.id : method.title
    }

    /// "0.49 (0.39 to 0.60)"
    private func text(_ sample: Sample, decimals: Int = 2) -> String {
        guard let interval = sample.interval else { return "–" }
        func number(_ value: Double) -> String { decimalText(value, decimals: decimals) }
        return "\(number(sample.mean)) (\(number(interval.lowerBound)) to \(number(interval.upperBound)))"
    }

    private func correlations(_ method: AdapterMethod) throws -> Sample {
        Sample(try Plan.mini(method).map { try MovementRecord.read($0, in: store).correlations.within })
    }

    private func byKind(_ method: AdapterMethod) throws -> Sample {
        Sample(try Plan.mini(method).map { try MovementRecord.read($0, in: store).correlationByKind })
    }

    /// The mean change of length at the end over matrices, one a seed.
    private func magnitudes(_ method: AdapterMethod) throws -> [Double] {
        try Plan.mini(method).map { Sample(try MovementRecord.read($0, in: store).magnitudes.last ?? []).mean }
    }
}
