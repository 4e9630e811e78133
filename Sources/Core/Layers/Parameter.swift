/// One tensor of the model, frozen or trainable.
///
/// A parameter that has no place in the flat gradient is frozen: no gradient is formed for it.
public final class Parameter: @unchecked Sendable {
    /// Which learning rate applies.
    public enum Group: String, NamedChoice, Sendable {
        /// `adapter`: adapters and all that full fine-tuning trains of the encoder. `head`: the classification head.
        case adapter, head
    }

    /// The Hugging Face name without the architecture's prefix: `encoder.layer.0.attention.self.query.weight`.
    public let name: String
    /// The present numbers, updated in place; a vector is one row.
    public let value: Matrix
    /// Which of the two learning rates moves it.
    public internal(set) var group: Group
    /// What it is for in an adapter; nil for a parameter of the model itself.
    public let role: TensorRole?
    /// Where its gradient starts in the flat gradient; nil while frozen.
    public internal(set) var offset: Int?

    /// A parameter of the model. Frozen until an optimiser gives it its place; it shares the memory of `value`, which
    /// must have no gaps.
    public convenience init(_ name: String, _ value: Matrix, group: Group = .adapter) {
        self.init(named: name, value, group, role: nil)
    }

    /// A tensor of the adapter of the layer at `path`: its name is the path and the role's.
    public convenience init(_ path: String, _ role: TensorRole, _ value: Matrix, group: Group = .adapter) {
        self.init(named: path + "." + role.rawValue, value, group, role: role)
    }

    /// A tensor that all adapters share: its name is the role's.
    public convenience init(shared role: TensorRole, _ value: Matrix) {
        self.init(named: role.rawValue, value, .adapter, role: role)
    }

    private init(named name: String, _ value: Matrix, _ group: Group, role: TensorRole?) {
        precondition(value.isContiguous, "parameter \(name) must not be a slice with gaps")
        (self.name, self.value, self.group, self.role) = (name, value, group, role)
    }

    /// Whether this is a magnitude vector, which weight decay spares unless asked.
    public var isMagnitude: Bool { role == .magnitude }

    /// Whether it has a place in the flat gradient.
    public var isTrainable: Bool { offset != nil }
}

/// The gradient of every trainable parameter, in one flat run of floats.
public final class Gradients: @unchecked Sendable {
    let flat: Matrix

    /// - Parameter count: floats to hold; parameters beyond it have no gradient here.
    public init(count: Int) { flat = Matrix(1, count) }

    /// Sets every gradient to 0; passes only add.
    public func clear() { flat.fill(0) }

    /// The gradient of `parameter` as a matrix of its shape, or nil when it is frozen or lies beyond what is held here.
    public subscript(parameter: Parameter) -> Matrix? {
        guard let offset = parameter.offset, offset + parameter.value.count <= flat.count else { return nil }
        return Matrix(
            storage: flat.storage, offset: offset,
            rows: parameter.value.rows, columns: parameter.value.columns, stride: parameter.value.columns)
    }
}
