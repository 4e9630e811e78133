import AdapterLaws
import Core
import Testing

/// W(θ) = 2·W, which does not start at W₀, with the gradient of W(θ) = W.
private final class Doubled: Adapter, @unchecked Sendable {
    private let W: TrainedWeight
    init(_ W0: Matrix, name: String) { W = TrainedWeight(W0, name: name) }

    var parameters: [Parameter] { W.parameters }
    func weight() -> Matrix { 2 * W.weight() }
    func accumulate(_ G: WeightGradient, into gradients: Gradients) { W.accumulate(G, into: gradients) }
}

/// W(θ) = W₀ + A with A of W₀'s shape: without the s that a rank brings, and with gradients that take the place of
/// what is there, or are no numbers.
private final class Careless: Adapter, @unchecked Sendable {
    private let W0: Matrix, A: Parameter
    private let factor: Float
    init(_ W0: Matrix, name: String, factor: Float) {
        (self.W0, self.factor) = (W0, factor)
        A = Parameter(name, .loraA, Matrix(W0.rows, W0.columns))
    }

    var parameters: [Parameter] { [A] }
    func weight() -> Matrix { W0 + A.value }
    func accumulate(_ G: WeightGradient, into gradients: Gradients) {
        guard let dA = gradients[A] else { return }
        let found = Matrix(W0.rows, W0.columns)
        G.addDense(to: found)
        dA.assign(factor * found)
    }
}

@Suite struct BrokenMethodTests {
    /// A method of this form that keeps W itself as its one tensor.
    private func method(
        _ id: String, trained: [TensorRole], peft: PEFTForm? = nil, makes: Bool = true
    ) -> AdapterMethod {
        let make: AdapterMethod.Maker = { site in Doubled(site.W0, name: site.path) }
        return AdapterMethod(
            id: id, title: id, trained: trained, count: { outputs, inputs, _ in outputs * inputs }, peft: peft,
            defaults: .init(scaling: .value(1), adapterRate: 1e-3, headRate: 1e-3, searchFrom: 1e-3),
            cost: .init(thinGradients: 0, time: 1), style: .init(colour: "#000000", mark: 1),
            make: makes ? make : nil)
    }

    @Test func aFormInPEFTThatIsAnotherModelIsNamed() throws {
        let form = PEFTForm(usesDoRA: false, update: .none)
        let broken = try method("none", trained: [.loraA], peft: form).brokenLaws()
        #expect(broken.contains { $0.contains("a form in PEFT that computes its weight, found another weight") })
    }

    @Test func whatDoesNotHoldTogetherIsNotRegistered() throws {
        let dora = PEFTForm(usesDoRA: true, update: .none), own = PEFTForm(usesDoRA: false, update: .own)
        let rival = PEFTForm(usesDoRA: false, update: .made { ($0(.loraA), $0(.loraA)) }, reads: .peft)
        for (method, words) in [
            (method("lora", trained: [.loraA]), "an id of its own"),
            (method("a", trained: [.loraA], makes: false), "`make`"),
            (method("b", trained: [.loraA, .loraA]), "a role of its own"),
            (method("c", trained: [.weight]), "other roles than the head's"),
            (method("d", trained: [.loraA], peft: dora), "lora_magnitude_vector"),
            (method("e", trained: [.loraA], peft: own), "lora_A, lora_B"),
            (method("f", trained: [.loraA], peft: rival), "that of lora"),
        ] {
            let refusal = #expect(throws: InputError.self) { try AdapterMethod.register(method) }
            #expect(refusal?.description.contains(words) == true, "\(refusal?.description ?? "none")")
        }
    }

    @Test(arguments: [1, Float.nan]) func aForgottenScaleAndGradientsThatAreNotAddedAreNamed(factor: Float) throws {
        let careless = AdapterMethod(
            id: "careless", title: "Careless", traits: .rank, trained: [.loraA], count: { $0 * $1 + 0 * $2 },
            defaults: .init(scaling: .value(1), adapterRate: 1e-3, headRate: 1e-3, searchFrom: 1e-3),
            cost: .init(thinGradients: 0, time: 1), style: .init(colour: "#000000", mark: 1)
        ) { site in Careless(site.W0, name: site.path, factor: factor) }
        let broken = try careless.brokenLaws()
        #expect(broken.count == (factor.isNaN ? 1 + 10 * 14 : 2), "\(broken.prefix(5))")
        let words = [
            "the same with another s",
            factor.isNaN ? "gradient of layer.lora_A[0, 0] is nan" : "does not add its gradient of layer.lora_A",
        ]
        for (law, words) in zip(broken, words) { #expect(law.contains(words), "\(law)") }
    }

    @Test func everyBrokenLawIsNamed() throws {
        let doubled = AdapterMethod(
            id: "doubled", title: "Doubled", trained: [.loraA], frozen: [.loraB], count: { outputs, _, _ in outputs },
            defaults: .init(scaling: .value(1), adapterRate: 1e-3, headRate: 1e-3, searchFrom: 1e-3),
            cost: .init(thinGradients: 0, time: 1), style: .init(colour: "#000000", mark: 1)
        ) { site in Doubled(site.W0, name: site.path) }
        let broken = try doubled.brokenLaws()
        #expect(broken.count == 4 + 10 * 14, "\(broken.prefix(5))")
        let words = [
            "does not start at W₀", #"says ["lora_A"]"#, #"says ["lora_B"]"#, "trains 140 values", "layer.weight[0, 0]",
        ]
        for (law, words) in zip(broken, words) { #expect(law.contains(words), "\(law)") }
    }
}
