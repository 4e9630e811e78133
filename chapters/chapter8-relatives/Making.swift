import Core

/// An adapter on one matrix, as a run would start it.
///
/// - Parameter update: what a first step of full fine-tuning would add, for a method that starts from it.
/// - Throws: `InputError` for a rank that does not fit, or a method that makes another adapter; `SVDError`.
func made<One: Adapter>(
    _ method: AdapterMethod, rank: Int = 16, on W0: Matrix, from update: Matrix? = nil
) throws -> One {
    let outcome = try AdapterConfiguration.standard(method, rank: rank).adapt(
        W0, at: "matrix", seed: 1, firstUpdate: update)
    guard case .adapted(let adapter) = outcome, let one = adapter as? One else {
        throw InputError(method.id, expected: "an adapter of the type \(One.self)", found: "another outcome")
    }
    return one
}

/// Moves trained values away from their start, each by a normal number times 0.1, as a training would.
func nudge(_ parameters: [Parameter]) {
    for parameter in parameters {
        var random = Random(seed: 1, purpose: "chapter 8 " + parameter.name)
        let value = parameter.value
        value.assign(value + .normal(value.rows, value.columns, deviation: 0.1, using: &random))
    }
}

/// Whether two matrices agree to within 1e-5 in every entry: "true".
func agree(_ a: Matrix, _ b: Matrix) -> Bool { a.largestDifference(from: b) < 1e-5 }

/// A frozen tensor of an adapter.
///
/// - Throws: `InputError` where it has none of the role.
func frozen(_ role: TensorRole, of adapter: any Adapter) throws -> Matrix {
    guard let found = adapter.frozen.first(where: { $0.role == role }) else {
        throw InputError(role.rawValue, expected: "a frozen tensor of the adapter", found: "none")
    }
    return found.value
}
