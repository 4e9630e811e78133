import Core
import Experiments
import Notebook
import TextFormat

/// What a larger decoder would take: counts, seconds of its SVD, memory.
extension Notebook {
    func tableOfLarge(_ large: DecoderShape, line: Int = #line, file: String = #fileID) {
        func millions(_ bytes: Int) -> String { groupedDigits(Int((Double(bytes) / 1e6).rounded())) }
        table(
            "tab:large",
            caption: """
                Trainable values of a 7 B, and memory in 32-bit floats. Each trained value takes 16 bytes, four \
                numbers: it, its gradient, and AdamW's two moments, running means of the gradient and of its square. \
                Frozen factors take 4 bytes a value. Full fine-tuning: the \
                layers' values alone, no embedding.
                """,
            header: ["method", "values", "of LoRA's", "trained, MB", "frozen factors, MB"],
            rows: [
                Setting.full, .lora, DecoderGrid.smallLoRA, .dora, .coreAlone, .magnitudesAlone, .edora,
                Setting(.edora, rank: 32),
            ].map { setting in
                let values = large.trainableCount(setting.method, rank: setting.rank)
                let ofLoRA = Double(values) / Double(large.trainableCount(.lora, rank: 16))
                return [
                    setting.title, groupedDigits(values),
                    ofLoRA < 2
                        ? decimalText(100 * ofLoRA, decimals: 1) + " %" : decimalText(ofLoRA, decimals: 0) + " times",
                    millions(16 * values), millions(4 * large.frozenCount(setting.method, rank: setting.rank)),
                ]
            }, alignment: [.left, .right, .right, .right, .right], line: line, file: file)
    }

    private func values(of large: DecoderShape, beside small: DecoderShape, _ cost: LargeCost, line: Int, file: String)
    {
        let edora = large.trainableCount(.edora, rank: 16), lora = large.trainableCount(.lora, rank: 16)
        let frozen = large.frozenCount(.edora, rank: 16), times = Double(lora) / Double(edora)
        let limit = Double(lora) / Double(large.trainableCount(.magnitude, rank: 16))
        let decoder = DecoderStudy.model.configuration, embedding = decoder.vocabularySize * decoder.hiddenSize
        for (key, number) in [
            ("large.layers", large.layers), ("large.width", large.hidden), ("large.queries", large.queries),
            ("large.keys", large.keys), ("large.intermediate", large.intermediate), ("large.edora", edora),
            ("large.saved", lora - edora), ("step.tokens", DecoderCost.measuredTokens),
        ] { value(key, number, line: line, file: file) }
        for (key, number) in [
            ("large.values", Double(large.layerValues) / 1e9), ("large.times", times), ("growth", cost.growth),
            ("large.limit", limit), ("embedding.trained", 16 * Double(embedding) / 1e9),
            ("large.saved.gb", (16 * Double(lora - edora) - 4 * Double(frozen)) / 1e9),
        ] { value(key, number, line: line, file: file) }
        for (key, text) in [
            ("large.all", cost.memory(large, .lora)[3]), ("machine", cost.machine), ("cost.reading", cost.reading),
        ] { value(key, text, line: line, file: file) }
        require(
            times > Double(small.trainableCount(.lora, rank: 16)) / Double(small.trainableCount(.edora, rank: 16)),
            "EDoRA trains {{large.edora|,}} values there, {{large.times|.1f}} times fewer than LoRA.",
            line: line, file: file)
        let wide = [1, 2, 8, 64].map { factor in
            let shape = DecoderShape(
                "", layers: large.layers, hidden: factor * large.hidden, queries: factor * large.queries,
                keys: factor * large.keys, intermediate: factor * large.intermediate)
            return Double(shape.trainableCount(.lora, rank: 16)) / Double(shape.trainableCount(.edora, rank: 16))
        }
        require(
            zip(wide, wide.dropFirst()).allSatisfy { $0 < $1 } && wide.allSatisfy { $0 < limit }
                && limit - wide[3] < 0.01 * limit,
            """
            So the ratio rises towards {{large.limit|.1f}}, that of LoRA to the magnitudes alone, and not beyond.
            """, line: line, file: file)
        require(
            frozen == lora,
            """
            EDoRA's frozen factors must be kept, too: as many values as LoRA trains lie in memory, without gradient \
            and means.
            """, line: line, file: file)
    }

    func tableOfDecompositions(
        _ large: DecoderShape, _ cost: DecoderCost?, line: Int = #line, file: String = #fileID
    ) {
        func seconds(_ time: Double?, _ decimals: Int) -> String {
            time.map { decimalText($0, decimals: decimals) } ?? "–"
        }
        func whole(_ time: Double?) -> String { time.map { groupedDigits(Int($0.rounded())) } ?? "–" }
        table(
            "tab:svd",
            caption: """
                Seconds of one core of the SVD of one matrix, and of all of a 7 B. Exact: LAPACK, the whole of it. \
                Randomised: the first 16 singular directions. {{machine}}
                """,
            header: ["shape", "matrices in a 7 B", "exact", "randomised"],
            rows: large.shapes.map { part in
                [
                    "\(groupedDigits(part.outputs)) × \(groupedDigits(part.inputs))",
                    "\(large.layers * large.adapted.count { $0 == part })",
                    seconds(cost?.decomposition(part)?.exact, 1), seconds(cost?.decomposition(part)?.randomised, 2),
                ]
            } + [
                [
                    "all", "\(large.adaptedCount)", whole(cost?.seconds(large, \.exact)),
                    whole(cost?.seconds(large, \.randomised)),
                ]
            ],
            alignment: [.left, .right, .right, .right], line: line, file: file)
    }

    /// What steps and decompositions take, measured and extrapolated; without a measurement the rows have dashes.
    func tableOfTime(_ cost: LargeCost, line: Int = #line, file: String = #fileID) {
        table(
            "tab:time",
            caption: """
                What one core takes. A step has {{step.tokens|,}} tokens; its seconds are the least of four. \
                {{machine}}
                """,
            header: ["what", "time", "how it is known"],
            rows: cost.rows.map { [$0.what, $0.time, $0.isMeasured ? "measured" : "**extrapolated**"] },
            alignment: [.left, .right, .left], line: line, file: file)
    }

    /// The table, and the numbers and guarded sentences of the whole section.
    func tableOfMemory(
        _ small: DecoderShape, _ large: DecoderShape, _ cost: LargeCost, line: Int = #line, file: String = #fileID
    ) {
        values(of: large, beside: small, cost, line: line, file: file)
        table(
            "tab:memory",
            caption: """
                Gigabytes of a training step on {{step.tokens|,}} tokens at rank 16, in 32-bit floats, counted from \
                the shapes. Weights: the layers', with merged copies of the adapted ones. Trained: with gradients and \
                moments. Left out are attention weights and the embedding; under full fine-tuning {{model}}'s trains, \
                too, {{embedding.trained|.1f}} GB more in that row.
                """,
            header: ["model", "method", "weights", "trained and factors", "kept for the backward pass", "all"],
            rows: [small, large].flatMap { shape in
                [AdapterMethod.edora, .lora, .full].map { [shape.title, $0.title] + cost.memory(shape, $0) }
            }, alignment: [.left, .left, .right, .right, .right, .right], line: line, file: file)
    }
}
