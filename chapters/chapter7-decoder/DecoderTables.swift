import Core
import Experiments
import Notebook
import TextFormat

extension Notebook {
    /// The table, and the numbers of its section.
    func tableOfKinds(line: Int = #line, file: String = #fileID) {
        valuesOfLayers(line: line, file: file)
        let (miniLM, decoder) = (EncoderConfiguration.miniLM, DecoderStudy.model.configuration)
        table(
            "tab:kinds", caption: "An encoder and a decoder beside each other. Sizes: MiniLM and {{model}}.",
            header: ["", "BERT", "Gemma 3"],
            rows: [
                ["a token sees", "all tokens", "itself and those before it; in local layers the last 512"],
                ["position", "a trained vector is added", "queries and keys turn, by two bases"],
                [
                    "norm", "LayerNorm after each half of a layer",
                    "RMSNorm before and after each half, and on each query and key",
                ],
                ["feed-forward part", "two matrices, GELU between", "three matrices: one gates another"],
                ["attention heads", "each with keys and value vectors of its own", "four share one set of them"],
                [
                    "embedding", "\(groupedDigits(miniLM.vocabularySize)) tokens, and positions",
                    "\(groupedDigits(decoder.vocabularySize)) tokens; a row is multiplied by √\(decoder.hiddenSize)",
                ],
                [
                    "dropout", decimalText(miniLM.dropout.hidden, decimals: 1), decoder.hasDropout ? "yes" : "none",
                ],
                ["the classifier reads", "the first token, after one more layer", "the last token"],
                [
                    "layers, width", "\(miniLM.layerCount), \(miniLM.hiddenSize)",
                    "\(decoder.layerCount), \(decoder.hiddenSize)",
                ],
                ["weights in the file", "32-bit floats", "4 to 8 bits each, and a scale for each block"],
            ],
            alignment: [.left, .left, .left], line: line, file: file)
    }

    private func valuesOfLayers(line: Int, file: String) {
        let decoder = DecoderStudy.model.configuration, shape = DecoderShape.gemma270M
        let embedding = Double(decoder.vocabularySize * decoder.hiddenSize)
        func sum(_ model: any BackboneConfiguration) -> Int {
            model.layerMatrices.reduce(0) { $0 + $1.outputs * $1.inputs }
        }
        let base = sum(EncoderConfiguration.robertaBase)
        for (key, number) in [
            ("wide", shape.intermediate), ("query.rows", shape.queries), ("embedding.values", Int(embedding)),
            ("all.values", decoder.totalCount(classes: 2) - decoder.headCount(classes: 2)),
            ("layer.values", shape.layerValues), ("base.values", base),
        ] { value(key, number, line: line, file: file) }
        for (key, number) in [
            ("embedding.share", embedding / Double(decoder.totalCount(classes: 2))),
            ("embedding.mb", embedding * 34 / 32 / 1e6), ("embedding.floats", embedding * 4 / 1e6),
        ] { value(key, number, line: line, file: file) }
        require(
            abs(Double(shape.layerValues) / Double(base) - 1) < 0.25 && sum(decoder) == shape.layerValues,
            "They are about as many as RoBERTa-base has in its layers, {{base.values|,}}.", line: line, file: file)
        require(
            decoder.adapterTargets.map { [$0.outputs, $0.inputs] } == shape.adapted.map { [$0.outputs, $0.inputs] }
                && shape.queries == 4 * shape.keys,
            "So the value matrix has 256 rows, where the query matrix has {{query.rows|,}}.", line: line, file: file)
    }

    /// The table, and the numbers of its section.
    ///
    /// - Parameters:
    ///   - edora, lora: the formulas that the page shows, by rank.
    func tableOfCounts(
        edora: (Int) -> Int, lora: (Int) -> Int, line: Int = #line, file: String = #fileID
    ) {
        valuesOfCounts(edora: edora, lora: lora, line: line, file: file)
        let counted: [(setting: Setting, formula: String)] = [
            (.full, "everything, embedding included"), (.lora, "r (out + in) a matrix"),
            (DecoderGrid.smallLoRA, "r (out + in) a matrix"),
            (.dora, "r (out + in) + out a matrix"), (.coreAlone, "r² a matrix"), (.magnitudesAlone, "out a matrix"),
            (.edora, "r² + out a matrix"), (Setting(.edora, rank: 32), "r² + out a matrix"), (.head, "nothing"),
        ]
        let models: [any BackboneConfiguration] = [
            EncoderConfiguration.miniLM, EncoderConfiguration.robertaBase, DecoderStudy.model.configuration,
        ]
        table(
            "tab:counts",
            caption: """
                Trainable values without the classifier, by closed formulas. {{model}}'s for two classes has \
                {{head.count|,}} more.
                """,
            header: ["method", "formula", "MiniLM", "RoBERTa-base", "{{model}}"],
            rows: counted.map { setting, formula in
                [setting.title, formula]
                    + models.map { groupedDigits($0.trainableCount(setting.method, rank: setting.rank)) }
            }, alignment: [.left, .left, .right, .right, .right], line: line, file: file)
    }

    private func valuesOfCounts(edora: (Int) -> Int, lora: (Int) -> Int, line: Int, file: String) {
        let decoder = DecoderStudy.model.configuration, magnitudes = edora(0)
        for (key, number) in [
            ("matrices", decoder.adaptedMatrixCount), ("magnitudes", magnitudes), ("edora.count", edora(16)),
            ("lora.count", lora(16)), ("small.lora", lora(1)), ("small.edora", edora(32)),
            ("head.count", decoder.headCount(classes: 2)), ("rank.64", edora(64)),
        ] { value(key, number, line: line, file: file) }
        value("times", Double(lora(16)) / Double(edora(16)), line: line, file: file)
        value("times.small", Double(lora(1)) / Double(edora(16)), line: line, file: file)
        value("magnitude.share", Double(magnitudes) / Double(edora(16)), line: line, file: file)
        require(
            abs(Double(lora(1)) / Double(edora(32)) - 1) < 0.05,
            """
            LoRA at rank 1 trains {{small.lora|,}} values, about as many as EDoRA at rank 32, {{small.edora|,}}: the \
            fair opponent at that size.
            """, line: line, file: file)
        require(
            [1, 16, 32, 64].allSatisfy { rank in
                edora(rank) == 46_080 + 72 * rank * rank && edora(rank) == decoder.trainableCount(.edora, rank: rank)
                    && lora(rank) == decoder.trainableCount(.lora, rank: rank)
            }, "At rank 16 that is {{edora.count|,}}, and LoRA trains {{lora.count|,}}.", line: line, file: file)
    }
}
