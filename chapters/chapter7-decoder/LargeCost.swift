import Core
import Experiments
import TextFormat

/// What a larger decoder would cost: what was measured, and what follows from it by counting. The numbers may
/// come at any time.
struct LargeCost {
    /// How many times the products of a token of Gemma one of the large decoder needs.
    let growth: Double
    /// The processor, and what the times say, in sentences.
    let machine: String, reading: String
    /// Of the table of times.
    let rows: [(what: String, time: String, isMeasured: Bool)]

    /// - Parameter hours: of the page's grid, on two cores.
    /// - Throws: `InputError` for a file of seconds that lacks some, and for a damaged speed comparison.
    init(_ large: DecoderShape, _ cost: DecoderCost?, hours: Double) throws {
        growth = Double(large.layerValues) / Double(DecoderShape.gemma270M.layerValues)
        guard let cost else {
            machine = "Not measured yet."
            reading = "**Not measured yet:** `\(SpectrumRecord.command)` measures it, in some minutes of one core."
            rows = [("a step, an SVD, and what follows from them", "–", true)]
            return
        }
        guard let step = cost.step(DecoderGrid.backbone, .edora), let lora = cost.step(DecoderGrid.backbone, .lora),
            let mini = cost.step(Checkpoint.miniLM.name, .edora), let exact = cost.seconds(large, \.exact),
            let randomised = cost.seconds(large, \.randomised), let least = GLUEFacts.of[.cola]
        else {
            throw InputError(
                DecoderCost.file.relativePath, expected: "every step and decomposition", found: "fewer",
                advice: "Delete it and run `\(SpectrumRecord.command)`.")
        }
        func text(_ number: Double, _ decimals: Int) -> String { decimalText(number, decimals: decimals) }
        func share(_ seconds: Double) -> String { text(100 * seconds, 2) + " %" }
        let model = DecoderStudy.model.title, token = step.secondsOfToken * growth
        let epoch = token * least.trainingTokens, training = 5 * epoch  // chapter 6's rule is about five epochs
        machine =
            "\(cost.processor), OpenBLAS's kernel \(cost.blasKernel)"
            + (cost.blasKernel == "Zen" ? ", which uses no AVX-512." : ".")
        rows = [
            ("a step of \(model), EDoRA", text(step.seconds, 1) + " s", true),
            ("a step of \(model), LoRA", text(lora.seconds, 1) + " s", true),
            ("a token of \(model), EDoRA", text(1e3 * step.secondsOfToken, 1) + " ms", true),
            ("a token of MiniLM, EDoRA", text(1e3 * mini.secondsOfToken, 1) + " ms", true),
            ("the exact SVD of a 7 B's matrices, by one of each shape", text(exact / 60, 0) + " minutes", true),
            ("the randomised SVD of them, by one of each shape", text(randomised / 60, 1) + " minutes", true),
            ("a token of the 7 B, EDoRA", text(token, 2) + " s", false),
            ("an epoch of CoLA, which has the fewest tokens, on the 7 B", text(epoch / 3600, 1) + " hours", false),
            ("the exact SVD beside five such epochs", share(exact / training), false),
            ("the randomised SVD beside them", share(randomised / training), false),
            (
                "this page's grid on the 7 B, on one core",
                groupedDigits(Int((hours / 24 * 2 * growth).rounded())) + " days", false
            ),
        ]
        func judged(_ what: String, _ seconds: Double) -> String {
            "the \(what) one is \(seconds / training < 0.01 ? "" : "not ")negligible"
        }
        let (dearer, faster) = (step.seconds / lora.seconds - 1, try SpeedPage.readIfThere())
        reading = """
            EDoRA's step took \(text(100 * dearer, 0)) % longer than LoRA's here. \
            \(faster?.beside(mini, cost) ?? "")By chapter 6's rule, at most one per \
            cent of five epochs on CoLA, on the 7 B \(judged("exact", exact)), and \
            \(judged("randomised", randomised)). The SVD's share holds for one core. Were training a \
            thousand times faster and the SVD not, the exact one would take \
            \(text(1e3 * exact / training, 0)) times as long as training, the randomised one \
            \(text(1e3 * randomised / training, 1)) times.
            """
    }

    /// Gigabytes of a model that trains so: weights and merged copies of the adapted ones, factors and what trains,
    /// what a batch keeps for the backward pass, and all.
    func memory(_ shape: DecoderShape, _ method: AdapterMethod) -> [String] {
        let isWhole = method.scope == .wholeModel
        let weights = 4 * Double(shape.layerValues + (isWhole ? 0 : shape.adaptedValues))
        // Under full fine-tuning the values that train are the weights themselves.
        let trained =
            Double((isWhole ? 12 : 16) * shape.trainableCount(method, rank: 16))
            + 4 * Double(shape.frozenCount(method, rank: 16))
        let kept = 4 * Double(shape.keptValues) * Double(DecoderCost.measuredTokens)
        return [weights, trained, kept, weights + trained + kept].map { decimalText($0 / 1e9, decimals: 2) }
    }
}
