import ChapterSupport
import Notebook
import TextFormat

/// Multiplications of one adapted matrix in one training step, with the adapter kept apart or merged first.
struct Products: Finding {
    let tokens: Int, inputs: Int, outputs: Int, rank: Int

    private var whole: Int { tokens * inputs * outputs }
    private var thin: Int { tokens * rank * (inputs + outputs) }
    private var merge: Int { rank * inputs * outputs }

    var values: [String: String] {
        func share(_ part: Int) -> String { decimalText(100 * Double(part) / Double(2 * whole), decimals: 1) + " %" }
        return ["apart": share(3 * thin), "merged": share(2 * thin + merge), "layer.shape": "\(outputs) × \(inputs)"]
    }
    let sentences: [(holds: Bool, sentence: String)] = []

    var grid: Grid {
        func millions(_ count: Int) -> String { decimalText(Double(count) / 1e6, decimals: 1) }
        return Grid(
            caption: "Multiplications of one adapted matrix of {{layer.shape}} in one training step, in millions.",
            header: ["part", "kept apart", "merged once a step"],
            rows: [
                ["forward, with the whole matrix", millions(whole), millions(whole)],
                ["forward, adapter", millions(thin), "\(millions(merge)) to form W"],
                ["backward to x, with the whole matrix", millions(whole), millions(whole)],
                ["backward to x, adapter", millions(thin), "0"],
                ["gradients of A and B", millions(thin), millions(2 * thin)],
                ["sum of all", millions(2 * whole + 3 * thin), millions(2 * whole + 2 * thin + merge)],
            ])
    }
}
