import CVectorKernels
import Foundation

/// AdamW with PyTorch's semantics (Loshchilov and Hutter, arXiv 1711.05101): decay first, then the bias-corrected step.
///
///     θ ← θ·(1 − η·λ)
///     m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²
///     θ ← θ − η/(1 − β₁ᵗ)·m / (√v/√(1 − β₂ᵗ) + ε)
///
/// The kernel computes 1 − β in Float, PyTorch in Double. In Float 1 − β₂ is smaller by 1.3e-5 of itself, so √v is by
/// 6.4e-6 and steps are longer by as much: less than the last digit of a loss. It stays, so that the runs behind the
/// tables can be made again to the bit.
public final class AdamW: @unchecked Sendable {
    /// A trainable parameter with its decay; the rate comes with each step.
    struct Slot {
        let parameter: Parameter
        let decay: Double
    }

    static let beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8

    /// A run of values of one parameter, updated by one task.
    private struct Piece {
        let slot: Slot
        let start, count: Int
    }

    private let pieces: [Piece]
    /// First and second moments, laid out as the flat gradient.
    let firstMoments: Matrix, secondMoments: Matrix

    init(_ slots: [Slot], count: Int) {
        pieces = slots.flatMap { slot in
            let count = slot.parameter.value.count
            return stride(from: 0, to: count, by: Self.chunk).map {
                Piece(slot: slot, start: $0, count: min(Self.chunk, count - $0))
            }
        }
        (firstMoments, secondMoments) = (Matrix(1, count), Matrix(1, count))
    }

    /// The longest run of values that one task updates.
    private static let chunk = 1 << 18

    /// Update number `step`, counted from 1. `scale` multiplies every gradient (clipping).
    func update(_ gradients: Gradients, step: Int, scale: Float, threads: Int, rate: @Sendable (Parameter) -> Double) {
        let correction1 = Float(1 - pow(Self.beta1, Double(step)))
        let rootCorrection2 = Float((1 - pow(Self.beta2, Double(step))).squareRoot())
        Parallel.run(pieces.count, threads: threads) { i, _ in
            let piece = pieces[i]
            guard let offset = piece.slot.parameter.offset else { return }
            let at = offset + piece.start
            vk_adamw(
                piece.slot.parameter.value.base + piece.start, gradients.flat.base + at,
                firstMoments.base + at, secondMoments.base + at, scale,
                Float(rate(piece.slot.parameter)), Float(piece.slot.decay), Float(Self.beta1), Float(Self.beta2),
                Float(Self.epsilon), correction1, rootCorrection2, piece.count)
        }
    }
}
