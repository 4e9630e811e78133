import ChapterSupport
import Core
import Experiments
import Foundation
import Notebook
import TextFormat

/// What a setting is before its first step: made on MiniLM by the rows of a task, asked, and written to a folder.
struct Start {
    let setting: Setting, loss: Double, change: Double
    /// Of the adapter's file, head included, in thousands of bytes.
    let kilobytes: Int
    let seconds: Double

    /// As chapter 4's runs, at a rate that suits the method.
    static func configuration(_ setting: Setting) -> TrainingConfiguration {
        Plan.mini(setting.adapter, rate: setting.method.defaults.adapterRate, seed: 1).configuration
    }

    /// - Throws: what writing the folder throws.
    init(_ setting: Setting, _ run: FineTuning, model: URL, loss: Double, change: Float) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "chapter8-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try run.write(to: folder, base: model)
        let file = folder.appending(path: "adapter_model.safetensors")
        let bytes = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
        (self.setting, self.loss, self.change) = (setting, loss, Double(change))
        (kilobytes, seconds) = ((bytes + 500) / 1000, run.adaptingSeconds)
    }

    /// Whether the model is the pretrained one.
    var words: String {
        if change == 0 { return "exactly" }
        switch setting.method {
        case .pissa: return "but for rounding"
        case .uniLoRA: return "very nearly, θ is small"
        default: return setting.method.hasBasis ? "nearly, R is small" : "no"
        }
    }
}

/// All of them.
struct Starts: Finding {
    private let starts: [Start], before: Double

    /// - Parameter before: the loss without an adapter.
    init(_ starts: [Start], before: Double) { (self.starts, self.before) = (starts, before) }

    var values: [String: String] {
        [
            "start.before": decimalText(before, decimals: 4),
            "low.kb": "\((4 * RelativesGrid.budget(0) + 500) / 1000)",
        ]
    }

    var sentences: [(holds: Bool, sentence: String)] {
        func begin(_ methods: [AdapterMethod], _ words: String) -> Bool {
            methods.allSatisfy { method in starts.first { $0.setting.method == method }?.words == words }
        }
        return [
            (
                begin([.vera, .psoft, .psoftFree, .mica], "exactly") && begin([.pissa], "but for rounding"),
                "VeRA, PSOFT and MiCA change nothing before they train, and PiSSA no more than rounding."
            ),
            (
                begin([.edora, .loraXS], "nearly, R is small") && begin([.uniLoRA], "very nearly, θ is small"),
                "EDoRA and LoRA-XS draw $`R`$ near zero, Uni-LoRA its θ."
            ),
            (begin([.loraSB], "no"), "LoRA-SB alone starts elsewhere."),
            (
                starts.filter { $0.setting.method == .loraSB }.allSatisfy { one in
                    before < one.loss && one.loss < before + 0.01
                },
                "On these its loss is a little higher."
            ),
        ]
    }

    var grid: Grid {
        Grid(
            caption: """
                Before the first step, on 64 dev rows of mini-glue's QNLI, with the same new head. The network without \
                adapter has the loss {{start.before}}. File: `adapter_model.safetensors` with the head.
                """,
            header: ["method", "loss", "largest change of a logit", "starts at W₀", "file, kB"],
            rows: starts.map { start in
                [
                    start.setting.title, decimalText(start.loss, decimals: 4), decimalText(start.change, decimals: 5),
                    start.words, groupedDigits(start.kilobytes),
                ]
            }, alignment: [.left, .right, .right, .left, .right])
    }

    /// Of the machine that makes the page.
    var seconds: String {
        starts.map { "\($0.setting.title): \(decimalText($0.seconds, decimals: 1))" }.joined(separator: "\n")
    }
}
