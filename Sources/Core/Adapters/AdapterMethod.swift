/// What a fine-tuning method is: all that the rest of the project asks about it, in the method's own file.
///
/// Options of the tool, files, counts, searches, costs, figures and the laws that tests check go through this value; no
/// other place tells one method from another. `AdapterMethod.builtIn` lists the project's; `register` adds one of your
/// own.
public struct AdapterMethod: Sendable {
    /// What of a model the method trains, beside the head, which always trains.
    public enum Scope: Sendable {
        /// `adaptedMatrices`: an adapter on each target. `wholeModel`: every value. `headOnly`: nothing.
        case adaptedMatrices, wholeModel, headOnly
    }

    /// Which settings of a configuration have an effect under the method.
    public struct Traits: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// A rank r, and with it a scale s of the low-rank update.
        public static let rank = Traits(rawValue: 1)
        /// Frozen factors A and B, from the SVD or drawn, and a square R between them: see `Basis`.
        public static let basis = Traits(rawValue: 2)
        /// Magnitudes that train, which may have a rate and a decay of their own.
        public static let magnitudes = Traits(rawValue: 4)
        /// A choice of differentiating the norm or holding it constant.
        public static let normGradient = Traits(rawValue: 8)
        /// No scale: the update has no s, or s cancels. Without effect where there is no rank.
        public static let unscaled = Traits(rawValue: 16)
        /// A start from gradients of the run's first rows: see `AdapterSite.firstUpdate`. What is frozen follows from
        /// the rows, too, and is kept in every form.
        public static let firstGradients = Traits(rawValue: 32)
        /// One vector for all matrices trains, whose length may be chosen.
        public static let sharedVector = Traits(rawValue: 64)
        /// Directions that are drawn, and not the matrix's own: their number may exceed its smaller side.
        public static let drawnDirections = Traits(rawValue: 128)
    }

    /// What holds where nobody says otherwise.
    public struct Defaults: Sendable {
        /// How the scale s is given; without effect where there is no rank.
        public let scaling: AdapterConfiguration.Scaling
        /// Peak learning rates that suit the method on MiniLM, for the adapter and for the head.
        public let adapterRate, headRate: Double
        /// The lowest of the four neighbouring rates that a search tries first.
        public let searchFrom: Double

        /// Every default stated.
        public init(scaling: AdapterConfiguration.Scaling, adapterRate: Double, headRate: Double, searchFrom: Double) {
            (self.scaling, self.adapterRate, self.headRate, self.searchFrom) = (
                scaling, adapterRate, headRate, searchFrom
            )
        }
    }

    /// What a training step costs.
    public struct Cost: Sendable {
        /// Gradients with thin factors, x·Aᵀ and dy·B counted as one: 2 where A and B train, 1 for R between them, 0
        /// without.
        public let thinGradients: Int
        /// The time of a step, adapters on frozen matrices being 1; for rough estimates alone.
        public let time: Double

        /// Both stated.
        public init(thinGradients: Int, time: Double) { (self.thinGradients, self.time) = (thinGradients, time) }
    }

    /// How figures draw the method.
    ///
    /// The methods that chapters compare have colours of Okabe and Ito, one of them a violet that these lack, and the
    /// relatives of chapter 8 those of Paul Tol's muted scheme. Readers without red or green receptors tell them apart;
    /// a test measures by how much. The marks of all differ.
    public struct Style: Sendable {
        /// As gnuplot writes it, `#d55e00`; `pale` for a second setting of the method, such as a higher rank.
        public let colour, pale: String
        /// gnuplot's point type.
        public let mark: Int

        /// Without `pale` both are one.
        public init(colour: String, pale: String? = nil, mark: Int) {
            (self.colour, self.pale, self.mark) = (colour, pale ?? colour, mark)
        }
    }

    /// Tensors that all adapters of a model have in common.
    public struct Shared: Sendable {
        /// Those that train, and those that are frozen.
        public let trained, frozen: [TensorRole]
        /// How many values train of them over some matrices.
        public let count: @Sendable (AdapterConfiguration, [AdapterTarget]) -> Int
        let make: @Sendable (_ site: inout SharedSite) throws -> SharedTensors

        /// `count` is how many values train of them, `make` makes them for a model's matrices.
        public init(
            trained: [TensorRole] = [], frozen: [TensorRole] = [],
            count: @escaping @Sendable (AdapterConfiguration, [AdapterTarget]) -> Int = { _, _ in 0 },
            make: @escaping @Sendable (_ site: inout SharedSite) throws -> SharedTensors
        ) {
            (self.trained, self.frozen, self.count, self.make) = (trained, frozen, count, make)
        }
    }

    /// Makes the adapter of one matrix.
    public typealias Maker = @Sendable (_ site: inout AdapterSite) throws -> any Adapter
    /// Trainable values of one [outputs, inputs] matrix at a rank, by the closed formula.
    public typealias Count = @Sendable (_ outputs: Int, _ inputs: Int, _ rank: Int) -> Int

    /// The name for options and files: `lora-xs`.
    public let id: String
    /// The name for people: `LoRA-XS`.
    public let title: String
    /// What of the model trains.
    public let scope: Scope
    /// Which settings have an effect.
    public let traits: Traits
    /// The tensors of an adapter that train, and those that are frozen and kept with it.
    public let trained, frozen: [TensorRole]
    /// What the adapters have in common; nil where each stands alone.
    public let shared: Shared?
    /// The form in PEFT's files; nil where PEFT has none, and the adapter is kept in the native form alone.
    public let peft: PEFTForm?
    /// What holds where nobody says otherwise.
    public let defaults: Defaults
    /// What a step costs.
    public let cost: Cost
    /// How figures draw it.
    public let style: Style
    private let count: Count
    let make: Maker?

    /// A method from its parts.
    ///
    /// - Parameters:
    ///   - id: lower-case letters, digits and hyphens; it is part of file names.
    ///   - title: the name for people.
    ///   - scope: what of the model trains.
    ///   - traits: which settings have an effect.
    ///   - trained: roles of the tensors that train, in the adapter's order.
    ///   - frozen: roles of the tensors that are kept beside them.
    ///   - shared: tensors that all adapters have in common, beside those.
    ///   - count: trainable values of a matrix, without shared ones.
    ///   - peft: the form in PEFT's files, or nil.
    ///   - defaults: scale, rates and search.
    ///   - cost: of a step.
    ///   - style: of figures.
    ///   - make: the adapter of one matrix; nil where no matrix gets one.
    public init(
        id: String, title: String, scope: Scope = .adaptedMatrices, traits: Traits = [], trained: [TensorRole],
        frozen: [TensorRole] = [], shared: Shared? = nil, count: @escaping Count, peft: PEFTForm? = nil,
        defaults: Defaults, cost: Cost, style: Style, make: Maker? = nil
    ) {
        precondition(id.wholeMatch(of: /[a-z0-9-]+/) != nil, "a method's id is made of a-z, 0-9 and hyphens, not \(id)")
        (self.id, self.title, self.scope, self.traits) = (id, title, scope, traits)
        (self.trained, self.frozen, self.count, self.peft) = (trained, frozen, count, peft)
        self.shared = shared
        (self.defaults, self.cost, self.style, self.make) = (defaults, cost, style, make)
    }

    /// Whether the method has a rank.
    public var hasRank: Bool { traits.contains(.rank) }
    /// Whether W(θ) divides by the norms of rows and multiplies by magnitudes, trained or frozen.
    public var dividesByNorms: Bool { (trained + frozen).contains(TensorRole.magnitude) }
    /// Whether it stands on frozen factors A and B around an R.
    public var hasBasis: Bool { traits.contains(.basis) }

    /// Trainable values of one [outputs, inputs] matrix at rank r, by the closed formula.
    public func trainableCount(outputs: Int, inputs: Int, rank: Int) -> Int { count(outputs, inputs, rank) }

    /// Trainable values over some matrices, with what their adapters share.
    public func trainableCount(_ configuration: AdapterConfiguration, over matrices: [AdapterTarget]) -> Int {
        matrices.reduce(shared?.count(configuration, matrices) ?? 0) {
            $0 + count($1.outputs, $1.inputs, configuration.rank(at: $1.path))
        }
    }
}

extension AdapterMethod: Hashable, CustomStringConvertible {
    public static func == (a: AdapterMethod, b: AdapterMethod) -> Bool { a.id == b.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
    public var description: String { id }
}

extension AdapterMethod: Codable {
    /// - Throws: `DecodingError` for a name that no registered method has.
    public init(from decoder: any Decoder) throws {
        let id = try decoder.singleValueContainer().decode(String.self)
        guard let method = AdapterMethod.named(id) else {
            throw DecodingError.unknown(id, among: AdapterMethod.all.map(\.id), at: decoder.codingPath)
        }
        self = method
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(id)
    }
}
