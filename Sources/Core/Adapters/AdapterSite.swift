/// One matrix that is about to get an adapter, and where the adapter's numbers come from: drawn and decomposed at the
/// start of a run, or read from a file.
///
/// A method makes its adapter the same way in both cases. What trains is drawn and, when a file is read, replaced
/// afterwards; what is frozen comes through `frozen` or `basis`, which ask the file first.
public struct AdapterSite {
    /// The pretrained matrix.  [out, in]
    public let W0: Matrix
    /// The layer's path, such as `encoder.layer.0.attention.self.query`.
    public let path: String
    /// All settings.
    public let configuration: AdapterConfiguration
    /// Depends on the run's seed and on the path alone.
    public var random: Random
    /// What the method's adapters have in common.
    public let shared: SharedTensors
    /// −η·sign(Σ G) of the matrix, where the method starts from gradients.
    private let update: Matrix?
    /// The tensors of a file, where the adapter is read from one.
    private let stored: Stored?
    /// What the file lacks, and is made as at a run's start.
    private let lacking: [TensorRole]

    /// Gives the tensor of a role and shape.
    typealias Stored = (_ role: TensorRole, _ rows: Int, _ columns: Int) throws -> Matrix

    init(
        _ W0: Matrix, at path: String, _ configuration: AdapterConfiguration, seed: UInt64,
        shared: SharedTensors = .none, firstUpdate: Matrix? = nil, stored: Stored? = nil,
        lacking: [TensorRole] = []
    ) {
        (self.W0, self.path, self.configuration, self.stored) = (W0, path, configuration, stored)
        (self.shared, update, self.lacking) = (shared, firstUpdate, lacking)
        random = Random(seed: seed, purpose: "adapter " + path)
    }

    /// r of this matrix.
    public var rank: Int { configuration.rank(at: path) }
    /// s of this matrix.
    public var scale: Float { Float(configuration.scale(at: path)) }

    /// Whether the tensors are those of a file, so that nothing need be drawn or decomposed.
    public var isRead: Bool { stored != nil }

    /// What a first step of full fine-tuning would add to W₀: −η·sign(Σ G) [out, in], with the gradients G = ∂L/∂W of
    /// the run's first rows at W₀.
    ///
    /// - Throws: `InputError` where the method's traits do not ask for it, or nobody has computed it.
    public func firstUpdate() throws -> Matrix {
        guard let update else {
            throw InputError(
                path, expected: "gradients of the run's first rows, from which \(configuration.method.title) starts",
                found: "none", advice: "`FineTuning` and `Classifier.train` compute them.")
        }
        return update
    }

    /// Draws N(0, deviation²).  [rows, columns]
    public mutating func normal(_ rows: Int, _ columns: Int, deviation: Double) -> Matrix {
        .normal(rows, columns, deviation: deviation, using: &random)
    }

    /// A frozen tensor: the file's, or what `make` draws.
    ///
    /// - Throws: `InputError` when the file lacks it, and what `make` throws.
    public mutating func frozen(
        _ role: TensorRole, _ rows: Int, _ columns: Int, orElse make: (inout Random) throws -> Matrix
    ) throws -> Matrix {
        if let stored, !lacking.contains(role) { return try stored(role, rows, columns) }
        return try make(&random)
    }

    /// The frozen factors of the configuration's basis, from the file, or made.
    ///
    /// - Throws: `InputError` when the file lacks them, `SVDError`, and `NotAdaptable` for a matrix without r
    ///   directions.
    public mutating func basis() throws -> Basis {
        if let stored { return Basis(A: try stored(.loraA, rank, W0.columns), B: try stored(.basisB, W0.rows, rank)) }
        return try Basis(for: W0, at: path, rank: rank, configuration, using: &random)
    }
}

/// A matrix is left without an adapter; the reason names it.
public struct NotAdaptable: Error {
    /// "PATH is left out: …"
    public let reason: String

    /// For a method that finds out while it makes an adapter.
    public init(reason: String) { self.reason = reason }
}
