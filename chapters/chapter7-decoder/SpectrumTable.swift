import Experiments
import Notebook
import TextFormat

extension Notebook {
    /// The table, and the numbers and guarded sentences of its section.
    func table(of spectra: Spectra, line: Int = #line, file: String = #fileID) {
        values(of: spectra, line: line, file: file)
        guardSentences(of: spectra, line: line, file: file)
        table(
            "tab:spectrum",
            caption: """
                The first 16 singular directions. Share: of ‖D‖², mean over the layers, with the least and the most of \
                them. Random: that of normal random numbers in the same shape; times: share over random. Last: the \
                first singular value over the sixteenth, mean over the layers.
                """,
            header: ["matrix", "model", "shape", "share", "random", "times", "σ₁/σ₁₆"],
            rows: Spectra.kinds.indices.flatMap { i in
                [("Gemma", spectra.decoder[i]), ("MiniLM", spectra.encoder[i])].map { name, found in
                    [
                        Spectra.kinds[i].title, name, found.shape, found.range,
                        decimalText(100 * found.random, decimals: 0) + " %", decimalText(found.times, decimals: 1),
                        decimalText(found.ratio, decimals: 2),
                    ]
                }
            }, alignment: [.left, .left, .left, .right, .right, .right, .right], line: line, file: file)
    }

    /// The numbers of the prose: `{{q.share}}`, `{{v.random}}` …
    private func values(of spectra: Spectra, line: Int, file: String) {
        for (i, kind) in Spectra.kinds.enumerated() {
            let (ours, theirs) = (spectra.decoder[i], spectra.encoder[i])
            for (name, number) in [
                ("share", ours.share.mean), ("bert", theirs.share.mean), ("random", ours.random),
                ("times", ours.times), ("bert.times", theirs.times), ("ratio", ours.ratio),
            ] { value("\(kind.key).\(name)", number, line: line, file: file) }
        }
    }

    /// What the prose says of them.
    private func guardSentences(of spectra: Spectra, line: Int, file: String) {
        let (ours, theirs) = (spectra.decoder, spectra.encoder)
        for (holds, sentence) in [
            (
                zip(ours, theirs).allSatisfy { $0.share.mean < $1.share.mean },
                """
                Sixteen directions hold less of Gemma's $`D`$ than of MiniLM's in every kind ([[tab:spectrum]]): \
                {{q.share|.0%}} of a query in place of {{q.bert|.0%}}.
                """
            ),
            (
                ours[0].times > theirs[0].times && ours[2].times > theirs[2].times,
                "By that measure it has more structure, not less."
            ),
            (ours[1].times < 1.05, "By the same measure Gemma's value matrices have none."),
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
                alike.
                """
            ),
        ] { require(holds, sentence, line: line, file: file) }
    }
}
