import Core

/// A trained model whose row lengths and R can each be put back to where they started.
struct Parts {
    private let layers: [(layer: Linear, edora: EDoRA, m: Matrix, R: Matrix)]

    init(of model: SequenceClassifier) {
        layers = model.targets.compactMap { layer in
            (layer.adapter as? EDoRA).map { (layer, $0, $0.m.value.copy(), $0.R.value.copy()) }
        }
    }

    /// - Parameters:
    ///   - lengths: whether the rows have their trained lengths, or those of W₀.
    ///   - R: whether R is the trained one, or zero.
    func use(lengths: Bool, R: Bool) {
        for (layer, edora, m, trainedR) in layers {
            edora.m.value.assign(lengths ? m : layer.base.rowNorms)
            if R { edora.R.value.assign(trainedR) } else { edora.R.value.fill(0) }
            layer.refresh()
        }
    }
}

/// What the scores of a trained model and of its parts say of the parts, in words.
func partsInWords(whole: Double, lengths: Double, R: Double) -> String {
    let near = [("the trained lengths alone", lengths), ("the trained $`R`$ alone", R)].filter { whole - $0.1 < 0.03 }
    return switch near.count {
    case 0: "neither part does it alone"
    case 1: "\(near[0].0) does nearly as well as both"
    default: "each part alone does nearly as well as both"
    }
}
