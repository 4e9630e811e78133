import CVectorKernels

/// BERT's head: pooled = tanh(dense(x₀)), logits = classifier(dropout(pooled)), from the first token's state x₀.
///
/// The pooler stays frozen except in full fine-tuning; the classifier trains in every method.
public final class ClassificationHead: @unchecked Sendable {
    let pooler: Linear
    let classifier: Linear

    struct Saved {
        let first, dense, pooled, dropped, logits: Matrix
    }

    init(pooler: Linear, classifier: Linear) {
        (self.pooler, self.classifier) = (pooler, classifier)
        classifier.adapt(with: FullFineTuning(classifier.base, name: classifier.name, group: .head))
    }

    /// The classifier's weight and bias.
    var classifierParameters: [Parameter] { (classifier.adapter?.parameters ?? []) + [classifier.bias] }

    var classes: Int { classifier.outputs }

    /// From the first token's state of each sequence; `bounds` names the sequences, of one row each.
    func forward(_ first: Matrix, _ bounds: Attention.Bounds, dropout: Dropout?, in arena: Arena) -> Saved {
        let dense = pooler.forward(first, in: arena)
        let pooled = arena.matrix(dense.rows, dense.columns)
        vk_tanh(dense.base, pooled.base, dense.count)
        let dropped = arena.copy(pooled)
        drop(dropped, bounds, dropout)
        return Saved(first: first, dense: dense, pooled: pooled, dropped: dropped, logits: classifier.forward(dropped, in: arena))
    }

    /// d(first), or nil where nothing below needs it.
    func backward(
        _ dlogits: Matrix, _ saved: Saved, _ bounds: Attention.Bounds, dropout: Dropout?, needsInput: Bool,
        into gradients: Gradients, in arena: Arena
    ) -> Matrix? {
        classifier.accumulate(dy: dlogits, x: saved.dropped, y: saved.logits, into: gradients, arena: arena)
        guard needsInput || pooler.isTrainable else { return nil }
        let dpooled = arena.matrix(saved.pooled.rows, saved.pooled.columns)
        classifier.inputGradient(dlogits, into: dpooled, in: arena)
        drop(dpooled, bounds, dropout)
        vk_tanh_backward(saved.pooled.base, dpooled.base, dpooled.count)
        pooler.accumulate(dy: dpooled, x: saved.first, y: saved.dense, into: gradients, arena: arena)
        guard needsInput else { return nil }
        let dfirst = arena.matrix(saved.first.rows, saved.first.columns)
        pooler.inputGradient(dpooled, into: dfirst, in: arena)
        return dfirst
    }

    private func drop(_ x: Matrix, _ bounds: Attention.Bounds, _ dropout: Dropout?) {
        dropout?.apply(x, probability: dropout?.pooled ?? 0, at: .pooled, bounds: bounds.queries, numbers: bounds.numbers)
    }
}
