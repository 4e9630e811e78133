extension SequenceClassifier {
    /// An adapter from elsewhere says nothing of a pooler that the checkpoint lacks, unless it saved one.
    ///
    /// - Parameter isSaved: whether the adapter saved a module whole.
    /// - Throws: `InputError` where a part of the head would start from the seed and stay so.
    func requirePooler(_ settings: JSONSettings, isSaved: (String) -> Bool) throws {
        let fresh = backbone.trainedHead.filter(backbone.hasPrefix)
        guard let layer = fresh.first(where: { !isSaved(headPath($0)) }) else { return }
        let lacking = layer.name.prefix { $0 != "." }
        throw InputError(
            "\(settings.place): \"modules_to_save\"",
            expected: "the \(lacking), too, which the base lacks: it was drawn anew when the adapter was trained",
            found: settings.node["modules_to_save"]?.summary ?? "nothing",
            advice: "What it computed is not in the file, and here it would be random. Train it again with "
                + "modules_to_save=[\"classifier\", \"\(lacking)\"], or with this project.")
    }
}
