#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a sequence is labelled with.
public enum Target: Sendable, Equatable {
    /// A class, 0 ..< classes.
    case label(Int)
    /// A real score (STS-B's 0 to 5).
    case score(Float)

    /// The class's number, or the score.
    public var value: Double {
        switch self {
        case .label(let label): Double(label)
        case .score(let score): Double(score)
        }
    }

    /// Whether a model with so many outputs can be trained on it; one output is regression.
    func fits(classes: Int) -> Bool {
        switch self {
        case .label(let label): classes > 1 && (0 ..< classes).contains(label)
        case .score(let score): classes == 1 && score.isFinite
        }
    }
}

/// The loss of a step, averaged over its sequences, and its gradient.
enum Loss {
    /// Adds a shard's share of the mean loss; writes dlogits. `target` gives row i's target; `divisor` is the number of
    /// sequences in the whole step, or the sum of their weights where classes have `weights` w.
    ///
    /// Cross-entropy: −w·log softmax(z)[label], dz = w·(softmax(z) − onehot)/divisor.
    /// Mean squared error of a single output: (z − score)², dz = 2(z − score)/divisor.
    static func evaluate(
        logits: Matrix, target: (Int) -> Target, weights: [Double]? = nil, divisor: Double, dlogits: Matrix
    ) -> Double {
        var sum = 0.0
        for i in 0 ..< logits.rows {
            let z = logits.row(i), dz = dlogits.row(i)
            switch target(i) {
            case .score(let score):
                precondition(logits.columns == 1, "a score needs one output, not \(logits.columns)")
                let error = Double(z[0]) - Double(score)
                sum += error * error
                dz[0] = Float(2 * error / divisor)
            case .label(let label):
                precondition(label >= 0 && label < logits.columns, "label \(label) with \(logits.columns) outputs")
                let weight = weights?[label] ?? 1
                var largest = -Double.infinity
                for j in 0 ..< logits.columns { largest = max(largest, Double(z[j])) }
                var normaliser = 0.0
                for j in 0 ..< logits.columns { normaliser += exp(Double(z[j]) - largest) }
                sum += weight * (log(normaliser) + largest - Double(z[label]))
                for j in 0 ..< logits.columns {
                    let p = exp(Double(z[j]) - largest) / normaliser
                    dz[j] = Float(weight * (p - (j == label ? 1 : 0)) / divisor)
                }
            }
        }
        return sum / divisor
    }
}
