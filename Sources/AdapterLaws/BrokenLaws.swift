import Core

/// What every adapter must obey, whatever its method; for tests of a method, the project's or one's own.
extension AdapterMethod {
    /// The laws that the method breaks on a matrix of 10 outputs and 14 inputs, a sentence each; none where it obeys.
    ///
    /// - W(θ) starts at W₀: exactly or, where a norm is divided out, but for rounding. `startTolerance` is for methods
    ///   that start from parts of W₀, whose sum is W₀ but for rounding, too; nil for those that start elsewhere.
    /// - What PEFT would compute from its form, if it has one, is W(θ), away from the start and with s ≠ 1.
    /// - Its tensors are those that `trained` and `frozen` name, and `trainableCount` is how many values train.
    /// - With another s the same parameters make another W(θ), unless the method says that it has none.
    /// - `accumulate` adds the gradients of L = ⟨dy, x·W(θ)ᵀ⟩: they match central differences, away from the start, and
    ///   a second call doubles them.
    ///
    /// Central differences are exact where W is linear or quadratic in each single value of the parameters, with the
    /// norm held if `directionWithHeldNorms` says so. `isCurved` is for other methods: the gradients are then checked
    /// to ten times the tolerance.
    /// - Throws: what making the adapter throws.
    public func brokenLaws(rank: Int = 3, startTolerance: Float? = 0, isCurved: Bool = false) throws -> [String] {
        let W0 = sample(10, 14, "W0")
        guard let start = try adapter(of: W0, rank: rank, deviation: 0),
            let moved = try adapter(of: W0, rank: rank, deviation: 0.3)
        else { return ["\(id) makes no adapter"] }
        let brokenAtStart = startsElsewhere(start, W0, startTolerance) + namesOtherTensors(start, W0, rank)
        move(moved)
        return try brokenAtStart + meansAnotherModelToPEFT(moved, W0, rank) + forgetsTheScale(moved, W0, rank)
            + replacesGradients(moved) + wrongGradients(moved, isCurved)
    }

    /// Away from the start, where terms vanish.
    private func move(_ adapter: any Adapter) {
        for parameter in adapter.trained {
            let noise = sample(parameter.value.rows, parameter.value.columns, parameter.name)
            parameter.value.assign(parameter.value + 0.2 * noise)
        }
    }

    private func adapter(
        of W0: Matrix, rank: Int, deviation: Double, scale: Double = scale
    ) throws -> (any Adapter)? {
        var configuration = AdapterConfiguration.standard(self, rank: rank)
        (configuration.deviation, configuration.scaling) = (deviation, .value(scale))
        let outcome = try configuration.adapt(
            W0.copy(), at: "layer", seed: 1, firstUpdate: sample(W0.rows, W0.columns, "first update"))
        if case .adapted(let adapter) = outcome { return adapter }
        return nil
    }

    private static let scale = 1.5

    private func meansAnotherModelToPEFT(_ adapter: any Adapter, _ W0: Matrix, _ rank: Int) -> [String] {
        do {
            let scale = traits.contains(.unscaled) ? 1 : Self.scale
            try peft?.requireWeight(of: adapter, on: W0, rank: rank, scale: scale, id)
            return []
        } catch { return ["\(error)"] }
    }

    private func forgetsTheScale(_ moved: any Adapter, _ W0: Matrix, _ rank: Int) throws -> [String] {
        guard hasRank, !traits.contains(.unscaled),
            let other = try adapter(of: W0, rank: rank, deviation: 0.3, scale: 2 * Self.scale)
        else { return [] }
        for (copy, value) in zip(other.trained, moved.trained) { copy.value.assign(value.value) }
        // Two sums of the same numbers may differ by rounding.
        let isSame = other.weight().largestDifference(from: moved.weight()) <= 1e-6
        return isSame ? ["\(id)'s weight is the same with another s: it must use s, or have the trait `unscaled`"] : []
    }

    private func startsElsewhere(_ adapter: any Adapter, _ W0: Matrix, _ allowed: Float?) -> [String] {
        guard let allowed else { return [] }
        let difference = adapter.weight().largestDifference(from: W0)
        let tolerance = max(allowed, adapter.directionWithHeldNorms() == nil ? 0 : 1e-6)
        return difference <= tolerance ? [] : ["\(id) does not start at W₀, but \(difference) away from it"]
    }

    private func namesOtherTensors(_ adapter: any Adapter, _ W0: Matrix, _ rank: Int) -> [String] {
        func names(_ roles: [TensorRole]) -> [String] { roles.map(\.rawValue).sorted() }
        var broken: [String] = []
        for (verb, tensors, roles) in [
            ("trains", adapter.trained, trained + (shared?.trained ?? [])),
            ("keeps", adapter.frozen + adapter.shared.frozen, frozen + (shared?.frozen ?? [])),
        ] {
            let found = names(tensors.compactMap(\.role))
            if found != names(roles) { broken.append("\(id) \(verb) \(found), and says \(names(roles))") }
        }
        let count = adapter.trained.reduce(0) { $0 + $1.value.count }
        let formula = trainableCount(
            .standard(self, rank: rank), over: [AdapterTarget("layer", W0.rows, W0.columns)])
        if count != formula { broken.append("\(id) trains \(count) values, and says \(formula)") }
        return broken
    }

    /// A central difference with a step of any size is exact where W is linear, but for rounding; L is summed in
    /// Double. Where it is not, two of them leave an error of the step's fourth power: (4·D(h/2) − D(h))/3.
    private func wrongGradients(_ adapter: any Adapter, _ isCurved: Bool) -> [String] {
        let outputs = adapter.weight().rows, inputs = adapter.weight().columns
        let x = sample(9, inputs, "x"), dy = sample(9, outputs, "dy")
        let found = adapter.gradients(x: x, dy: dy, bias: sample(1, outputs, "bias"))
        let norms = adapter.directionWithHeldNorms()?.rowNorms, step: Float = isCurved ? 0.1 : 0.25
        return zip(adapter.trained, found).flatMap { parameter, gradient in
            let tolerance = (isCurved ? 2e-4 : 2e-5) * Double(largest(gradient))
            return places(of: gradient).compactMap { i, j -> String? in
                let kept = parameter.value[i, j]
                defer { parameter.value[i, j] = kept }
                func difference(_ step: Float) -> Double {
                    parameter.value[i, j] = kept + step
                    let above = loss(adapter, x, dy, norms), high = parameter.value[i, j]
                    parameter.value[i, j] = kept - step
                    let reach = Double(high) - Double(parameter.value[i, j])
                    return (above - loss(adapter, x, dy, norms)) / reach
                }
                let whole = difference(step)
                let difference = isCurved ? (4 * difference(step / 2) - whole) / 3 : whole
                // No comparison holds for what is no number.
                guard !(abs(Double(gradient[i, j]) - difference) <= tolerance) else { return nil }
                let place = "\(parameter.name)[\(i), \(j)]"
                return "\(id)'s gradient of \(place) is \(gradient[i, j]), by differences \(difference)"
            }
        }
    }

    /// Gradients that are no numbers are `wrongGradients`'.
    private func replacesGradients(_ adapter: any Adapter) -> [String] {
        let outputs = adapter.weight().rows, inputs = adapter.weight().columns
        func gradients(_ times: Int) -> [Matrix] {
            adapter.gradients(
                x: sample(9, inputs, "x"), dy: sample(9, outputs, "dy"), bias: sample(1, outputs, "bias"), times: times)
        }
        return zip(adapter.trained, zip(gradients(1), gradients(2))).compactMap { parameter, pair in
            let (once, twice) = pair
            guard once.isFinite, !(twice.largestDifference(from: 2 * once) <= 1e-5 * largest(once)) else { return nil }
            return "\(id) does not add its gradient of \(parameter.name) to what is there"
        }
    }

    private func largest(_ matrix: Matrix) -> Float { matrix.values.reduce(0) { max($0, abs($1)) } }

    /// ⟨dy, x·Wᵀ⟩ in Double. With held norms, W = diag(m/n₀)·V is formed here from the direction alone.
    private func loss(_ adapter: any Adapter, _ x: Matrix, _ dy: Matrix, _ norms: Matrix?) -> Double {
        var W = adapter.weight()
        if let norms {
            let now = adapter.directionWithHeldNorms()?.rowNorms ?? norms
            W = W.scalingRows(by: Matrix(1, W.rows) { _, j in now[0, j] / norms[0, j] })
        }
        return places(of: dy).reduce(0) { sum, place in
            let (n, j) = place
            let y = (0 ..< W.columns).reduce(0.0) { $0 + Double(x[n, $1]) * Double(W[j, $1]) }
            return sum + Double(dy[n, j]) * y
        }
    }

    private func places(of matrix: Matrix) -> [(Int, Int)] {
        (0 ..< matrix.rows).flatMap { i in (0 ..< matrix.columns).map { (i, $0) } }
    }

    /// Random values of N(0, 1), the same in every run.
    private func sample(_ rows: Int, _ columns: Int, _ name: String) -> Matrix {
        var random = Random(seed: 7, purpose: name)
        return .normal(rows, columns, deviation: 1, using: &random)
    }
}

extension Adapter {
    /// What it shares that trains, and its own.
    fileprivate var trained: [Parameter] { shared.parameters + parameters }
}
