extension SequenceClassifier {
    /// An adapter from elsewhere says nothing of a pooler that the checkpoint lacks, unless it saved one.
    ///
    /// - Parameter modules: what the adapter saved whole.
    /// - Throws: `InputError` where a part of the head would start from the seed and stay so.
    func requirePooler(in modules: Set<String>, _ place: String) throws {
        let fresh = backbone.trainedHead.filter(backbone.hasPrefix).map { String($0.name.prefix { $0 != "." }) }
        guard let lacking = fresh.first(where: { !modules.contains($0) }) else { return }
        throw InputError(
            "\(place): \"modules_to_save\"",
            expected: "the \(lacking), too, which the base lacks: it was drawn anew when the adapter was trained",
            found: modules.sorted().joined(separator: ", "),
            advice: "What it computed is not in the file, and here it would be random. Train it again with "
                + "modules_to_save=[\"classifier\", \"\(lacking)\"], or with this project.")
    }
}
