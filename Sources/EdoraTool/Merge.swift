import ArgumentParser
import Core
import Foundation

struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Merge an adapter into its base model and write a plain Hugging Face checkpoint.",
        discussion: """
            EXAMPLES
              edora merge --adapter out/rte --output out/rte-merged
              edora predict --model out/rte-merged --task RTE --split dev

            A model that edora wrote to --output is replaced; a model of others, or an adapter, is refused.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Adapter folder, in either form.") var adapter: String
    @Option(help: "Folder for the merged model.") var output: PathArgument
    @Flag(help: "Accept another base model than the one the adapter was trained on.") var allowBaseMismatch = false

    func run() throws {
        _ = try model.threadCount()
        try OutputFolder.require(output.url, otherThan: URL(fileURLWithPath: adapter), "the adapter's")
        try OutputFolder.requireRoomForModel(output.url)
        try OutputFolder.requireNoTraining(output.url)
        let loaded = try LoadedModel(model, adapter: adapter, task: nil, allowBaseMismatch: allowBaseMismatch)
        guard let description = loaded.adapter else { preconditionFailure("an adapter was named") }
        try loaded.model.requireHeadOfTransformers(adapter)
        let folder = try holdOutput(output.url)
        defer { folder.removeIfEmpty() }
        try OutputFolder.requireNoAdapter(output.url)
        try ModelDirectory.write(
            loaded.model, task: description.task, base: loaded.source, run: description.run, to: folder)
        print("merged model written to \(output)")
    }
}
