import Core

/// A trained model whose row lengths and R can each be put back to where they started.
public struct Parts {
    private let layers: [(layer: Linear, lengths: Parameter, R: Parameter, trained: (lengths: Matrix, R: Matrix))]

    public init(of model: SequenceClassifier) {
        layers = model.targets.compactMap { layer in
            let parameters = layer.adapter?.parameters ?? []
            guard let lengths = parameters.first(where: { $0.role == .magnitude }),
                let R = parameters.first(where: { $0.role == .core })
            else { return nil }
            return (layer, lengths, R, (lengths.value.copy(), R.value.copy()))
        }
    }

    /// Whether the method lacks one of the two.
    public var isEmpty: Bool { layers.isEmpty }

    /// - Parameters:
    ///   - lengths: whether the rows have their trained lengths, or those of W₀.
    ///   - R: whether R is the trained one, or zero.
    public func use(lengths: Bool, R: Bool) {
        for (layer, own, ownR, trained) in layers {
            own.value.assign(lengths ? trained.lengths : layer.base.rowNorms)
            if R { ownR.value.assign(trained.R) } else { ownR.value.fill(0) }
            layer.refresh()
        }
    }
}
