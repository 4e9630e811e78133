/// Tensors that all adapters of a model have in common, such as two random factors that every matrix cuts to its size.
///
/// They are made once, before the first adapter, and every adapter holds them. A gradient of one that trains is added
/// by each matrix in its turn. In files of PEFT's they stand beside the model and not in a layer: `base_model.vera_A`.
public struct SharedTensors: Sendable {
    /// What trains of them; each has its `role`, which is its whole name.
    public let parameters: [Parameter]
    /// What is frozen.
    public let frozen: [Parameter]
    /// Frozen tensors of single matrices that were drawn for all at once, by `key`.
    private let parts: [String: Matrix]

    /// Of parameters that were made without a layer: see `Parameter.init(shared:_:)`.
    public init(parameters: [Parameter] = [], frozen: [Parameter] = []) {
        self.init(parameters: parameters, frozen: frozen, parts: [:])
    }

    /// With frozen tensors of single matrices, each of which its adapter keeps.
    init(parameters: [Parameter], frozen: [Parameter] = [], parts: [String: Matrix]) {
        (self.parameters, self.frozen, self.parts) = (parameters, frozen, parts)
    }

    static func key(_ role: TensorRole, _ path: String) -> String { path + "." + role.rawValue }

    /// A frozen tensor of the matrix at a path, which must have been drawn with the others'.
    func part(_ role: TensorRole, at path: String) -> Matrix {
        guard let found = parts[Self.key(role, path)] else {
            preconditionFailure("no \(role.rawValue) was drawn for \(path)")
        }
        return found
    }

    /// Those of most methods.
    public static let none = SharedTensors()

    /// The tensor of a role, which the method must have made.
    public subscript(role: TensorRole) -> Parameter {
        guard let found = (parameters + frozen).first(where: { $0.role == role }) else {
            preconditionFailure("no shared tensor \(role.rawValue)")
        }
        return found
    }
}

/// A model whose matrices are about to get adapters with tensors in common, and where these come from.
public struct SharedSite {
    /// The matrices, in the model's order.
    public let matrices: [AdapterTarget]
    /// All settings.
    public let configuration: AdapterConfiguration
    /// Depends on the run's seed alone.
    public var random: Random
    private let stored: AdapterSite.Stored?

    init(
        _ matrices: [AdapterTarget], _ configuration: AdapterConfiguration, seed: UInt64,
        stored: AdapterSite.Stored? = nil
    ) {
        (self.matrices, self.configuration, self.stored) = (matrices, configuration, stored)
        random = Random(seed: seed, purpose: "tensors that adapters share")
    }

    /// Whether the tensors are those of a file, so that nothing need be drawn.
    public var isRead: Bool { stored != nil }

    /// r, which must be one for all matrices.
    ///
    /// - Throws: `InputError` for ranks of single matrices.
    public func commonRank() throws -> Int {
        guard let other = matrices.first(where: { configuration.rank(at: $0.path) != configuration.rank }) else {
            return configuration.rank
        }
        throw InputError(
            "adapter.rankPattern", expected: "none under \(configuration.method.title), whose matrices share a rank",
            found: "\(configuration.rank(at: other.path)) for \(other.path)")
    }

    /// A frozen tensor: the file's, or what `make` draws.
    ///
    /// - Throws: `InputError` when the file lacks it, and what `make` throws.
    public mutating func frozen(
        _ role: TensorRole, _ rows: Int, _ columns: Int, orElse make: (inout Random) throws -> Matrix
    ) throws -> Matrix {
        if let stored { return try stored(role, rows, columns) }
        return try make(&random)
    }
}
