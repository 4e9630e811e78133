import Core
import Experiments
import TextFormat

/// How much of their directions the first singular directions hold, by kind of matrix: a decoder's and an encoder's,
/// each beside normal random numbers of its shape.
struct Spectra {
    /// The matrices of one kind in one model.
    struct Curve {
        let shape: String
        /// The first 16 directions' share of ‖D‖², one value a layer; that of random numbers; σ₁/σ₁₆, mean over layers.
        let share: Sample, random: Double, ratio: Double, randomRatio: Double
        /// Shares of 128 directions, one value a layer, and that of random numbers.
        let many: Sample, randomMany: Double
        /// Shares of the record's counts, mean over layers, and those of random numbers.
        let curve: [Double], randomCurve: [Double]
        var times: Double { share.mean / random }
        /// The curve over that of random numbers.
        var overChance: [Double] { zip(curve, randomCurve).map { $0 / $1 } }
    }

    static let kinds = [
        (title: "query", key: "q", decoder: "self_attn.q_proj", encoder: "attention.self.query"),
        (title: "value", key: "v", decoder: "self_attn.v_proj", encoder: "attention.self.value"),
        (title: "attention output", key: "o", decoder: "self_attn.o_proj", encoder: "attention.output.dense"),
        (title: "feed-forward output", key: "down", decoder: "mlp.down_proj", encoder: "output.dense"),
    ]

    /// How many directions each share counts.
    let counts: [Int]
    /// In the order of `kinds`.
    let decoder: [Curve], encoder: [Curve]

    /// - Throws: `InputError` for records without a kind, and for two that count other directions.
    init(_ decoder: SpectrumRecord, beside encoder: SpectrumRecord) throws {
        guard encoder.counts == decoder.counts else {
            throw InputError(
                SpectrumRecord.file(encoder.backbone).relativePath, expected: "shares of \(decoder.counts) directions",
                found: "\(encoder.counts)", advice: "Delete it and run `\(SpectrumRecord.command)`.")
        }
        counts = decoder.counts
        self.decoder = try Self.kinds.map { try Curve(decoder, $0.decoder) }
        self.encoder = try Self.kinds.map { try Curve(encoder, $0.encoder) }
    }

    /// Whether the decoder's curves lie below the encoder's from 8 to 128 directions.
    var isFlatter: Bool {
        let middle = counts.indices.filter { (8 ... 128).contains(counts[$0]) }
        return !middle.isEmpty
            && zip(decoder, encoder).allSatisfy { ours, theirs in
                middle.allSatisfy { ours.curve[$0] < theirs.curve[$0] }
            }
    }

    /// Whether every curve lies above chance but the decoder's value matrices', which lies below it from 8 to 128.
    var valuesAloneFallBelowChance: Bool {
        func isAbove(_ one: Curve) -> Bool { one.overChance.allSatisfy { $0 > 1 } }
        return Self.kinds.indices.allSatisfy { i in
            Self.kinds[i].key == "v"
                ? zip(counts, decoder[i].overChance).allSatisfy { !(8 ... 128).contains($0) || $1 < 1 }
                : isAbove(decoder[i])
        } && encoder.allSatisfy(isAbove)
    }
}

extension Spectra.Curve {
    init(_ record: SpectrumRecord, _ kind: String) throws {
        let matrices = record.matrices.filter { $0.kind == kind }
        guard let first = matrices.first, let random = record.random.first(where: { $0.isOfShape(first) }),
            let place = record.counts.firstIndex(of: record.rank), let far = record.counts.firstIndex(of: 128)
        else {
            throw InputError(
                SpectrumRecord.file(record.backbone).relativePath, expected: "matrices of the kind \(kind)",
                found: "none", advice: "Make it with `\(SpectrumRecord.command)`.")
        }
        self.init(
            shape: "\(groupedDigits(first.outputs)) × \(groupedDigits(first.inputs))",
            share: Sample(matrices.map { $0.shares[place] }), random: random.shares[place],
            ratio: Sample(matrices.map(\.ratio)).mean, randomRatio: random.ratio,
            many: Sample(matrices.map { $0.shares[far] }), randomMany: random.shares[far],
            curve: record.counts.indices.map { i in Sample(matrices.map { $0.shares[i] }).mean },
            randomCurve: random.shares)
    }

    /// "19 % (13 to 27)": mean, least and most of the layers.
    var range: String {
        func percent(_ share: Double?) -> String { decimalText(100 * (share ?? 0), decimals: 0) }
        return "\(percent(share.mean)) % (\(percent(share.values.min())) to \(percent(share.values.max())))"
    }
}
