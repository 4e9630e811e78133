import CVectorKernels

/// The head on the first token's state x₀.
///
/// BERT: logits = classifier(dropout(tanh(dense(x₀)))). The dense layer is the checkpoint's pooler; it stays frozen
/// except in full fine-tuning, and the classifier trains in every method.
///
/// RoBERTa: logits = out_proj(dropout(tanh(dense(dropout(x₀))))). Both layers start anew and train in every method.
public final class ClassificationHead: @unchecked Sendable {
    let architecture: Architecture
    let dense: Linear
    /// BERT's `classifier`, RoBERTa's `classifier.out_proj`.
    let output: Linear

    struct Saved {
        /// What went into the dense layer.
        let first: Matrix
        let dense, pooled, dropped, logits: Matrix
    }

    init(_ architecture: Architecture, dense: Linear, output: Linear) {
        (self.architecture, self.dense, self.output) = (architecture, dense, output)
        for layer in trained { layer.adapt(with: FullFineTuning(layer.base, name: layer.name, group: .head)) }
    }

    /// The layers that train in every method, and the one that does not.
    var trained: [Linear] { architecture == .roberta ? [dense, output] : [output] }
    var frozen: [Linear] { architecture == .roberta ? [] : [dense] }

    /// Weights and biases that train in every method, the last layer's last.
    var parameters: [Parameter] { trained.flatMap { ($0.adapter?.parameters ?? []) + [$0.bias] } }

    var classes: Int { output.outputs }

    /// From the first token's state of each sequence; `bounds` names the sequences, of one row each.
    func forward(_ first: Matrix, _ bounds: Attention.Bounds, dropout: Dropout?, in arena: Arena) -> Saved {
        var features = first
        if architecture == .roberta, dropout != nil {
            features = arena.copy(first)
            drop(features, .features, bounds, dropout)
        }
        let dense = dense.forward(features, in: arena)
        let pooled = arena.matrix(dense.rows, dense.columns)
        vk_tanh(dense.base, pooled.base, dense.count)
        let dropped = arena.copy(pooled)
        drop(dropped, .pooled, bounds, dropout)
        return Saved(
            first: features, dense: dense, pooled: pooled, dropped: dropped, logits: output.forward(dropped, in: arena))
    }

    /// d(first), or nil where nothing below needs it.
    func backward(
        _ dlogits: Matrix, _ saved: Saved, _ bounds: Attention.Bounds, dropout: Dropout?, needsInput: Bool,
        into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        output.accumulate(dy: dlogits, x: saved.dropped, y: saved.logits, into: gradients, arena: arena)
        guard needsInput || dense.isTrainable else { return nil }
        let dpooled = arena.matrix(saved.pooled.rows, saved.pooled.columns)
        output.inputGradient(dlogits, into: dpooled, in: arena)
        drop(dpooled, .pooled, bounds, dropout)
        vk_tanh_backward(saved.pooled.base, dpooled.base, dpooled.count)
        dense.accumulate(dy: dpooled, x: saved.first, y: saved.dense, into: gradients, arena: arena)
        guard needsInput else { return nil }
        let dfirst = arena.matrix(saved.first.rows, saved.first.columns)
        dense.inputGradient(dpooled, into: dfirst, in: arena)
        if architecture == .roberta { drop(dfirst, .features, bounds, dropout) }
        return dfirst
    }

    private func drop(_ x: Matrix, _ place: Dropout.Place, _ bounds: Attention.Bounds, _ dropout: Dropout?) {
        dropout?.apply(x, probability: dropout?.pooled ?? 0, at: place, bounds: bounds.queries, numbers: bounds.numbers)
    }
}
