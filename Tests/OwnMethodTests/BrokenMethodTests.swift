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

@Suite struct BrokenMethodTests {
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
