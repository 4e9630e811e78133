import ChapterSupport
import Core
import Experiments
import Notebook
import TextFormat

/// How many values each method trains, from the shapes alone.
struct Counts: Finding {
    private static let methods: [AdapterMethod] = [.full, .lora, .dora, .loraXS, .edora, .magnitude]

    /// The encoder of the page, and the paper's.
    let small: any BackboneConfiguration
    let base = EncoderConfiguration.robertaBase
    let rank: Int

    init(_ small: any BackboneConfiguration, rank: Int) { (self.small, self.rank) = (small, rank) }

    private var paper: (lora: Int, edora: Int, magnitudes: Int, head: Int) {
        func count(_ method: AdapterMethod) -> Int { base.trainableCount(method, rank: rank) }
        return (count(.lora), count(.edora), count(.magnitude), base.headCount(classes: 2))
    }

    var values: [String: String] {
        let inputs = base.layerCount * base.adapterTargets.reduce(0) { $0 + $1.inputs }
        func times(_ above: Int, _ below: Int) -> String { decimalText(Double(above) / Double(below), decimals: 1) }
        return [
            "mini.edora": groupedDigits(small.trainableCount(.edora, rank: rank)),
            "mini.lora": groupedDigits(small.trainableCount(.lora, rank: rank)),
            "base.edora": groupedDigits(paper.edora),
            "base.lora": groupedDigits(paper.lora),
            "base.paper": groupedDigits(base.trainableCount(.edora, rank: 16)),
            "base.input": groupedDigits(base.adaptedMatrixCount * 16 * 16 + inputs),
            "base.m.share": decimalText(100 * Double(paper.magnitudes) / Double(paper.edora), decimals: 0) + " %",
            "ratio": times(paper.lora, paper.edora),
            "head.ratio": times(paper.lora + paper.head, paper.edora + paper.head),
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        [(paper.head > paper.edora, "RoBERTa's head alone has more values than EDoRA's adapter.")]
    }

    var grid: Grid {
        Grid(
            caption: """
                Trainable values at rank {{rank}}, without and with a head for two classes. The last column divides \
                RoBERTa-base's count by LoRA's, without heads.
                """,
            header: ["method", "this encoder", "with head", "RoBERTa-base", "with head", "LoRA = 1"],
            rows: Self.methods.map { method in
                let own = small.trainableCount(method, rank: rank), large = base.trainableCount(method, rank: rank)
                return [
                    method.title, groupedDigits(own), groupedDigits(own + small.headCount(classes: 2)),
                    groupedDigits(large), groupedDigits(large + paper.head),
                    decimalText(Double(large) / Double(paper.lora), decimals: 3),
                ]
            })
    }
}
