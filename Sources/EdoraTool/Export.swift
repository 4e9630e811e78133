import ArgumentParser
import Core
import Foundation

struct Export: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case peft, native, merged }

    static let configuration = CommandConfiguration(
        abstract: "Write an adapter in another form: for PEFT, native (smallest), or merged into its base.",
        discussion: """
            EXAMPLES
              edora export --adapter out/rte --format native --output out/rte-native
              edora export --adapter out/rte-native --format peft --output out/rte-peft

            peft     adapter_config.json and adapter_model.safetensors as PEFT reads them; A travels along
            native   what trained and how to make A and B again from the base; loading costs the SVD
            merged   a plain Hugging Face checkpoint, as `edora merge` writes it

            An adapter in --output is replaced by peft and native; merged refuses a folder with one. It replaces a \
            model that edora wrote, and refuses one of others.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Adapter folder, in either form.") var adapter: String
    @Option(help: "The form to write.") var format: Format
    @OptionGroup var baseName: BaseNameOption
    @Option(help: "Folder to write.") var output: PathArgument
    @Flag(help: "Accept another base model than the one the adapter was trained on.") var allowBaseMismatch = false

    func validate() throws {
        if baseName.baseName != nil && format == .merged {
            throw ValidationError("--base-name has no effect with --format merged, which needs no base")
        }
    }

    func run() throws {
        _ = try model.threadCount()
        let directory = output.url
        try OutputFolder.require(directory, otherThan: URL(fileURLWithPath: adapter), "the adapter's")
        try format == .merged ? OutputFolder.requireRoomForModel(directory) : OutputFolder.requireNoModel(directory)
        try OutputFolder.requireNoTraining(directory)
        let loaded = try LoadedModel(model, adapter: adapter, task: nil, allowBaseMismatch: allowBaseMismatch)
        guard let description = loaded.adapter else { preconditionFailure("an adapter was named") }
        if format != .native { try loaded.model.requireHeadOfTransformers(adapter) }
        guard description.adapter.method.scope != .headOnly || format != .peft else {
            throw InputError(
                "--format peft", expected: "an adapter that PEFT has", found: "a head alone",
                advice: "--format merged makes a model that transformers loads.")
        }
        // Native form makes A and B again from the base, so from another base they would be others around the same R.
        if format == .native, description.baseDigest != loaded.digest, !description.adapter.method.frozen.isEmpty {
            throw InputError(
                "--format native", expected: "the base that the adapter was trained on", found: "another",
                advice: "--format peft keeps A and B as they are.")
        }
        // With another base than the one it was trained on, allowed or not, it is from now on an adapter of this base.
        var moved = description.moved(to: loaded.digest, at: loaded.base.relativePath)
        moved.baseName = baseName.baseName ?? moved.baseName
        let folder = try holdOutput(directory)
        defer { folder.removeIfEmpty() }
        switch format {
        case .merged:
            try OutputFolder.requireNoAdapter(directory)
            try ModelDirectory.write(
                loaded.model, task: description.task, base: loaded.source, run: description.run, to: folder)
        case .peft: try moved.write(loaded.model, to: folder)
        case .native: try NativeAdapter(moved).write(loaded.model, to: folder)
        }
        print("written to \(output)")
    }
}
