/// Biases of the model that an adapter's file replaces, as PEFT's `bias`.
public enum SavedBiases: String, NamedChoice, Sendable {
    /// `lora_only`: of the layers that have an adapter.
    case adapted = "lora_only"
    /// Of every layer, the LayerNorms' among them.
    case all
}

extension SequenceClassifier {
    /// The biases that an adapter's folder holds beside the adapter and the head, by their names in the file.
    ///
    /// PEFT saves those of adapted layers under its wrapper's inner name.
    func biases(of configuration: AdapterConfiguration, adapted: [Linear]) -> [(name: String, bias: Parameter)] {
        guard let kind = configuration.biases else { return [] }
        let whole = Set(head(of: configuration).map(\.layer.name)), adapted = Set(adapted.map(\.name))
        let layers = adaptable.filter { $0.hasBias && !whole.contains($0.name) }
        let ofAdapted = layers.filter { adapted.contains($0.name) }.map {
            (AdapterDirectory.path($0.name, in: self) + ".base_layer.bias", $0.bias)
        }
        guard kind == .all else { return ofAdapted }
        let others =
            layers.filter { !adapted.contains($0.name) }.map(\.bias)
            + backbone.norms.filter { $0.name.hasSuffix(".bias") }
        return ofAdapted + others.map { (AdapterDirectory.path($0.name, in: self), $0) }
    }
}
