import Core
import Experiments
import TextFormat

/// What a larger decoder would cost, in words: what was measured, and what follows from it by counting. The numbers may
/// come at any time.
struct LargeCost {
    /// How many times the products of a token of Gemma one of the large decoder needs.
    let growth: Double
    /// The processor; and the measurement in sentences, with what follows from it.
    let machine: String, measured: String, extrapolated: String

    /// - Parameter hours: of the page's grid, on two cores.
    /// - Throws: `InputError` for a file of seconds that lacks some.
    init(_ large: DecoderShape, _ cost: DecoderCost?, hours: Double) throws {
        growth = Double(large.layerValues) / Double(DecoderShape.gemma270M.layerValues)
        guard let cost else {
            machine = "Not measured yet."
            measured = "**Not measured yet:** `\(SpectrumRecord.command)` measures it, in some minutes of one core."
            extrapolated = "It waits for that."
            return
        }
        guard let step = cost.step(DecoderGrid.backbone, .edora), let lora = cost.step(DecoderGrid.backbone, .lora),
            let mini = cost.step(Checkpoint.miniLM.name, .edora), let exact = cost.seconds(large, \.exact),
            let randomised = cost.seconds(large, \.randomised), let rte = GLUEFacts.of[.rte]
        else {
            throw InputError(
                DecoderCost.file.relativePath, expected: "every step and decomposition", found: "fewer",
                advice: "Delete it and run `\(SpectrumRecord.command)`.")
        }
        func text(_ number: Double, _ decimals: Int) -> String { decimalText(number, decimals: decimals) }
        machine = "\(cost.processor), OpenBLAS \(cost.blasKernel)."
        measured = """
            The SVD of all adapted matrices takes \(text(exact / 60, 0)) minutes of one core if exact, and \
            \(text(randomised / 60, 1)) if randomised. A step on \(DecoderStudy.model.title) has \
            \(groupedDigits(DecoderCost.measuredTokens)) tokens. EDoRA's takes one core \(text(step.seconds, 1)) \
            seconds, and LoRA's \(text(lora.seconds, 1)), the least of four steps. A token takes EDoRA \
            \(text(1e3 * step.secondsOfToken, 1)) ms, \(text(step.secondsOfToken / mini.secondsOfToken, 0)) times \
            MiniLM's.
            """
        let token = step.secondsOfToken * growth, epoch = token * rte.trainingTokens
        let days = Int((hours / 24 * 2 * growth).rounded())
        extrapolated = """
            Then a token takes \(text(token, 2)) seconds of a core, and one epoch of RTE, the task with the fewest \
            rows, \(text(epoch / 3600, 0)) hours. Beside three such epochs the exact SVD of all matrices is \
            \(text(100 * exact / (3 * epoch), 1)) % of the time. This page's grid takes about \(text(hours, 0)) hours \
            of two cores for \(DecoderStudy.model.title); for the 7 B it would take one core about \
            \(groupedDigits(days)) days.
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
