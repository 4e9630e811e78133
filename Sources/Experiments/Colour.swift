import Core

extension Setting {
    /// The colour of this method in every figure, as gnuplot writes it; a rank above sixteen is paler.
    public var colour: String {
        switch method {
        case .full: "#1f77b4"
        case .lora: "#ff7f0e"
        case .dora: "#2ca02c"
        case .loraXS: rank <= 16 ? "#8c564b" : "#c49c94"
        case .magnitude: "#9467bd"
        case .edora: rank <= 16 ? "#d62728" : "#ff9896"
        case .head: "#444444"
        }
    }
}
