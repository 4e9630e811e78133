import Core
import TextFormat

/// What is measured for the claim about movements of weight matrices, on the runs of chapters 2 to 4.
extension ClaimTable {
    /// The proposed method's correlation of ΔM with ΔD beside the other methods'.
    func dynamics() throws -> Measurement<MovementComparison> {
        let methods: [AdapterMethod] = [.proposed, .whole, .baseline, .decomposed]
        let found = try methods.map { (method: $0, correlation: try correlations($0)) }
        let (proposed, whole, baseline) = (found[0].correlation, found[1].correlation, found[2].correlation)
        let compared = MovementComparison(whole: whole, baseline: baseline, proposed: proposed)
        func distance(_ sample: Sample) -> Double { abs(sample.mean - whole.mean) }
        let nearest = found.filter { $0.method != .whole }.min { distance($0.correlation) < distance($1.correlation) }
        let means = found.map { "\(Self.name($0.method)) \(decimalText($0.correlation.mean, decimals: 2))" }
        let further = decimalText(try magnitude(.proposed) / magnitude(.whole), decimals: 0)
        let (own, other, all) = (Self.name(.proposed), Self.name(.baseline), Self.name(.whole))
        return Measurement(
            compared,
            measured: "correlation of ΔM with ΔD: \(means.joined(separator: ", ")); "
                + "nearest to \(all): \(nearest.map { Self.name($0.method) } ?? "–"); "
                + "\(own)'s ΔM is \(further) times \(all)'s",
            difference: "\(own)'s correlation is nearer to \(all)'s than \(other)'s is, by \(text(compared.nearer)); "
                + "it differs from \(all)'s by \(text(compared.apart))",
            scale: "other scale: MiniLM, a generated task")
    }

    /// The title, but for the method that trains all: its short name.
    private static func name(_ method: AdapterMethod) -> String {
        method.scope == .wholeModel ? method.id : method.title
    }

    /// "0.49 (0.39 to 0.60)"
    private func text(_ sample: Sample) -> String {
        guard let interval = sample.interval else { return "–" }
        let (low, high) = (decimalText(interval.lowerBound, decimals: 2), decimalText(interval.upperBound, decimals: 2))
        return "\(decimalText(sample.mean, decimals: 2)) (\(low) to \(high))"
    }

    private func correlations(_ method: AdapterMethod) throws -> Sample {
        Sample(try Plan.mini(method).map { try MovementRecord.read($0, in: store).correlations.within })
    }

    /// The mean change of length at the end, over matrices and seeds.
    private func magnitude(_ method: AdapterMethod) throws -> Double {
        let records = try Plan.mini(method).map { try MovementRecord.read($0, in: store) }
        return Sample(records.map { Sample($0.magnitudes.last ?? []).mean }).mean
    }
}
