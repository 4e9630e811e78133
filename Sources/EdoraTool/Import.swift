import ArgumentParser
import Core
import Foundation
import TextFormat

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read an adapter that Hugging Face PEFT wrote, and write it as an adapter of this tool.",
        discussion: """
            EXAMPLES
              edora import --model path/to/model --adapter peft/rte --task RTE --output out/rte
              edora import --adapter peft/mood --class bad --class good --output out/mood
              edora predict --model path/to/model --adapter out/rte --data data/glue --split dev

            Adapters of PEFT's type LORA, with magnitudes or without, and those of the papers' released codes. \
            Matrices and ranks are those of the tensors, and adapter_config.json must agree with them. The adapter is \
            refused when lora_alpha is missing there, where PEFT would take a default, and when it uses a setting \
            that would change its numbers here.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Folder with adapter_config.json and adapter_model.safetensors.") var adapter: String
    @OptionGroup var imported: ImportedTask
    @Option(help: "Longest sequence in tokens that it was trained with.") var maxLength = 128
    @Option(help: "Folder to write.") var output: PathArgument

    func run() throws {
        _ = try model.threadCount()
        let base = try model.directory(), directory = output.url
        try OutputFolder.require(directory, otherThan: URL(fileURLWithPath: adapter), "the adapter's")
        try OutputFolder.requireRoomForAdapter(directory)
        let peft = try PEFTAdapter(directory: URL(fileURLWithPath: adapter))
        let task = try imported.task(of: URL(fileURLWithPath: adapter), base: base)
        let classifier = try SequenceClassifier(
            directory: base, classes: task.classes, ignoresMismatchedHead: true, seed: 1)
        try classifier.requireFit(loadTokenizer(base), maxLength: maxLength, isPair: task.isPair)
        try peft.install(on: classifier)
        let digest = try ModelWeights.digest(of: base), folder = try holdOutput(directory)
        defer { folder.removeIfEmpty() }
        try AdapterDirectory(
            of: classifier, task: task, maxLength: maxLength, baseDigest: digest, run: "imported", seed: nil
        ).write(classifier, to: folder)
        if let left = peft.skippedNote { print(left) }
        let adapted = classifier.adaptedLayers.count
        print(
            "\(peft.configuration.method.title), \(ranks(of: classifier)), on \(adapted) matrices: written to \(output)"
        )
    }

    /// "rank 16", or "ranks 4 to 32".
    private func ranks(of model: SequenceClassifier) -> String {
        let ranks = model.adaptedLayers.map { model.adapterConfiguration?.rank(at: $0.name) ?? 0 }
        guard let least = ranks.min(), let largest = ranks.max(), least < largest else {
            return "rank \(ranks.first ?? 0)"
        }
        return "ranks \(least) to \(largest)"
    }
}

extension PEFTAdapter {
    /// What of the file was left out; nil where all of it was read.
    var skippedNote: String? {
        guard let first = skippedTensors.first else { return nil }
        let others = skippedTensors.count - 1
        return "left out, as no number depends on it: \(shownText(first))"
            + (others > 0 ? " and \(others) more tensors" : "")
    }
}
