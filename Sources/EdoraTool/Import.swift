import ArgumentParser
import Core
import Foundation

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read an adapter that Hugging Face PEFT wrote, and write it as an adapter of this tool.",
        discussion: """
            EXAMPLE
              edora import --model path/to/model --adapter peft/rte --task RTE --output out/rte
              edora predict --model path/to/model --adapter out/rte --data data/glue --split dev

            The adapter is refused when r, lora_alpha, use_dora or target_modules is missing from its \
            adapter_config.json, where PEFT would take a
            default, and when it uses a setting that would change its numbers here.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Folder with adapter_config.json and adapter_model.safetensors.") var adapter: String
    @Option(help: "The task that it was trained for.") var task: TextTask
    @Option(help: "Longest sequence in tokens that it was trained with.") var maxLength = 128
    @Option(help: "Folder to write.") var output: PathArgument

    func run() throws {
        _ = try model.threadCount()
        let base = try model.directory(), directory = output.url
        try OutputFolder.require(directory, otherThan: URL(fileURLWithPath: adapter), "the adapter's")
        try OutputFolder.requireNoModel(directory)
        let peft = try PEFTAdapter(directory: URL(fileURLWithPath: adapter))
        let classifier = try SequenceClassifier(
            directory: base, classes: task.classes, ignoresMismatchedHead: true, seed: 1)
        try classifier.requireFit(loadTokenizer(base), maxLength: maxLength, isPair: task.isPair)
        try peft.install(on: classifier)
        let digest = try ModelWeights.digest(of: base)
        try AdapterDirectory(
            of: classifier, task: task, maxLength: maxLength, baseDigest: digest, run: "imported", seed: nil
        ).write(classifier, to: directory)
        print(
            """
            \(peft.configuration.method.title), rank \(peft.configuration.rank), on \
            \(classifier.linears.count { $0.adapter != nil }) matrices: written to \(output)
            """
        )
    }
}
