import ArgumentParser

/// The name under which others find an adapter's base.
struct BaseNameOption: ParsableArguments {
    @Option(
        help: """
            Name of the base on the Hugging Face hub, or a folder: base_model_name_or_path, by which PEFT's AutoPeft \
            classes find it. (default: the hub's name of a checkpoint that set-up provides, otherwise none)
            """)
    var baseName: String?

    func validate() throws {
        if let baseName, baseName.isEmpty || baseName.contains(where: \.isWhitespace) {
            throw ValidationError("--base-name is a name such as owner/model, not \"\(baseName)\"")
        }
    }
}
