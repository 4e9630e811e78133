/// What a checkpoint's config.json says its head is for.
enum ModelHead {
    /// `architectures`: the class of transformers that wrote the checkpoint.
    static func classes(_ json: JSONSettings) -> [String] {
        (json.node["architectures"]?.array ?? []).compactMap(\.text)
    }

    /// What else than one class or score for a text the head is for, as a phrase; nil for a classifier of texts, and
    /// for models whose head says nothing of texts: the network alone, or one that was pretrained on words.
    ///
    /// Heads of other kinds may have the same tensors, as those of tokens and of multiple choice do.
    static func otherKind(_ json: JSONSettings) -> String? {
        if json.node["problem_type"]?.text == "multi_label_classification" {
            return "one for several labels at once (\"problem_type\": \"multi_label_classification\")"
        }
        let names = classes(json)
        guard let name = names.first, !names.contains(where: { $0.hasSuffix("ForSequenceClassification") }),
            !bases.contains(where: name.hasSuffix)
        else { return nil }
        return "that of \(name)"
    }

    private static let bases = ["Model", "ForMaskedLM", "ForPreTraining", "ForCausalLM", "ForNextSentencePrediction"]
}
