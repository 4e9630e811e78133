import Core
import TextFormat

/// What is measured for the claim about movements of weight matrices, on the runs of chapters 2 to 4.
extension ClaimTable {
    /// EDoRA's correlation of ΔM with ΔD beside the other methods'.
    func dynamics() throws -> Measurement<MovementComparison> {
        let (full, edora) = (try correlations(.full), try correlations(.edora))
        let adapters = [("EDoRA", edora), ("LoRA", try correlations(.lora)), ("DoRA", try correlations(.dora))]
        let compared = MovementComparison(full: full, lora: adapters[1].1, edora: edora)
        let all = [adapters[0], ("full", full), adapters[1], adapters[2]]
        let means = all.map { "\($0) \(decimalText($1.mean, decimals: 2))" }
        let nearest = adapters.min { abs($0.1.mean - full.mean) < abs($1.1.mean - full.mean) }?.0 ?? "–"
        let further = decimalText(try magnitude(.edora) / magnitude(.full), decimals: 0)
        let note = compared.isBetween ? ", which is LoRA − EDoRA, since full lies below both in every seed" : ""
        return Measurement(
            compared,
            measured: "correlation of ΔM with ΔD: \(means.joined(separator: ", ")); nearest to full: \(nearest); "
                + "EDoRA's ΔM is \(further) times full's",
            difference: "EDoRA nearer than LoRA by \(text(compared.nearer))\(note); "
                + "EDoRA − full \(text(compared.apart))",
            scale: "other scale: MiniLM, a generated task")
    }

    /// "0.49 (0.39 to 0.60)"
    private func text(_ sample: Sample) -> String {
        guard let interval = sample.interval else { return "–" }
        let (low, high) = (decimalText(interval.lowerBound, decimals: 2), decimalText(interval.upperBound, decimals: 2))
        return "\(decimalText(sample.mean, decimals: 2)) (\(low) to \(high))"
    }

    private func correlations(_ method: Method) throws -> Sample {
        Sample(try Plan.mini(method).map { try MovementRecord.read($0, in: store).correlations.within })
    }

    /// The mean change of length at the end, over matrices and seeds.
    private func magnitude(_ method: Method) throws -> Double {
        let records = try Plan.mini(method).map { try MovementRecord.read($0, in: store) }
        return Sample(records.map { Sample($0.magnitudes.last ?? []).mean }).mean
    }
}
