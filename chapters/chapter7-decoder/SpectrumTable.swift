import Experiments
import Notebook
import TextFormat

extension Notebook {
    /// The table, and the numbers and guarded sentences of its section.
    ///
    /// - Throws: `InputError` for a damaged record of rounding.
    func table(of spectra: Spectra, line: Int = #line, file: String = #fileID) throws {
        values(of: spectra, line: line, file: file)
        let rounding = try RoundingRecord.readIfThere()
        value("rounding", Self.words(of: rounding), line: line, file: file)
        guardSentences(of: spectra, line: line, file: file)
        table(
            "tab:spectrum",
            caption: """
                The first 16 singular directions. Share: of ‖D‖², mean over the layers, with the least and the most of \
                them. Random: that of normal random numbers in the same shape; times: share over random. Last: the \
                first singular value over the sixteenth, mean over the layers, and by chance.
                """,
            header: ["matrix", "model", "shape", "share", "random", "times", "σ₁/σ₁₆", "by chance"],
            rows: Spectra.kinds.indices.flatMap { i in
                [("Gemma", spectra.decoder[i]), ("MiniLM", spectra.encoder[i])].map { name, found in
                    [
                        Spectra.kinds[i].title, name, found.shape, found.range,
                        decimalText(100 * found.random, decimals: 0) + " %", decimalText(found.times, decimals: 1),
                        decimalText(found.ratio, decimals: 2), decimalText(found.randomRatio, decimals: 2),
                    ]
                }
            }, alignment: [.left, .left, .left, .right, .right, .right, .right, .right], line: line, file: file)
    }

    /// The numbers of the prose: `{{q.share}}`, `{{v.random}}` …
    private func values(of spectra: Spectra, line: Int, file: String) {
        for (i, kind) in Spectra.kinds.enumerated() {
            let (ours, theirs) = (spectra.decoder[i], spectra.encoder[i])
            for (name, number) in [
                ("share", ours.share.mean), ("bert", theirs.share.mean), ("random", ours.random),
                ("times", ours.times), ("bert.times", theirs.times), ("ratio", ours.ratio),
                ("bert.ratio", theirs.ratio), ("random.ratio", ours.randomRatio), ("random.128", ours.randomMany),
                ("below", Double(ours.share.values.count { $0 < ours.random })), ("layers", Double(ours.share.count)),
                ("least", ours.many.values.min() ?? 0), ("most", ours.many.values.max() ?? 0),
            ] { value("\(kind.key).\(name)", number, line: line, file: file) }
        }
    }

    /// How much rounding does to the spectrum of a model that is not rounded.
    private static func words(of found: RoundingRecord?) -> String {
        guard let found, let least = found.bits.first, let change = found.largestChanges.first else {
            return "How much is not measured."
        }
        return """
            How much? In MiniLM's matrices, rounded to \(least) bits in blocks of 32, sixteen directions hold at most \
            \(decimalText(100 * change, decimals: 1)) points more or less than before\
            \(change < 0.01 ? ", so that explains little" : "").
            """
    }

    /// What the prose says of them.
    private func guardSentences(of spectra: Spectra, line: Int, file: String) {
        let (ours, theirs) = (spectra.decoder, spectra.encoder)
        for (holds, sentence) in [
            (
                spectra.isFlatter && zip(ours, theirs).allSatisfy { $0.share.mean < $1.share.mean },
                "In raw shares Gemma's spectrum is flatter than MiniLM's in every kind ([[tab:spectrum]])."
            ),
            (
                zip(ours, theirs).map { $0.times < $1.times } == [false, true, false, true]
                    && ours[0].ratio > theirs[0].ratio,
                "Beside chance that holds for two kinds of four."
            ),
            (
                ours[3].times < theirs[3].times,
                "Here MiniLM's stands out more."
            ),
            (
                ours[1].many.values.allSatisfy { $0 < ours[1].randomMany },
                """
                In every layer 128 directions hold less than chance, {{v.least|.0%}} to {{v.most|.0%}} in place of \
                {{v.random.128|.0%}}.
                """
            ),
            (
                ours[1].ratio > 1.05 * ours[1].randomRatio,
                """
                Yet the first stands out a little: $`\\sigma_1/\\sigma_{16}`$ is {{v.ratio|.2f}}, by chance \
                {{v.random.ratio|.2f}}.
                """
            ),
            (
                ours[1].times < 1,
                """
                No, a little less: {{v.share|.0%}} in the mean over its layers, and {{v.random|.0%}} of random numbers.
                """
            ),
            (
                [0, 2, 3].allSatisfy { ours[$0].times > 1.2 } && theirs.allSatisfy { $0.times > 1.2 },
                "All other kinds hold more than random numbers do, and so do MiniLM's value matrices."
            ),
            (
                ours[1].ratio < 1.35,
                """
                In a value matrix the first of them is {{v.ratio|.2f}} times the last, so the sixteen count almost \
                alike, and the seventeenth would do nearly as well.
                """
            ),
        ] { require(holds, sentence, line: line, file: file) }
    }
}
