import Foundation
import Testing

@testable import Core

/// EDoRA's relatives on the tiny BERT against PyTorch and PEFT in float64, and folders that PEFT saved
/// (`scripts/make_relatives_fixture.py`).
@Suite struct RelativesTests {
    static let folder = Fixtures.directory.appending(path: "relatives")
    static let bert = Fixtures.directory.appending(path: "tiny-bert")

    func model() throws -> SequenceClassifier { try SequenceClassifier(directory: Self.bert, classes: 2, seed: 1) }

    func examples() throws -> [Example] {
        let batch = try Safetensors(contentsOf: Self.bert.appending(path: "gradients.safetensors"))
        return try EncoderParityTests().examples(batch, regression: false)
    }

    func training(_ adapter: AdapterConfiguration, rate: Double = 1e-3) -> TrainingConfiguration {
        var training = TrainingConfiguration(
            adapter: adapter, task: .rte, epochs: 1, rates: .init(adapter: rate, head: 1e-3), weightDecay: 0, seed: 1)
        training.regularisation.dropout = 0
        (training.steps.warmup, training.rows.shuffles) = (0, false)
        return training
    }

    /// Adapters with the fixture's frozen tensors, where it has them.
    func adapt(_ model: SequenceClassifier, _ method: AdapterMethod, _ source: Safetensors) throws {
        var configuration = AdapterConfiguration.standard(method, rank: method == .vera ? 6 : 4)
        configuration.scaling = .value(2)
        if method == .uniLoRA { configuration.thetaLength = 300 }
        let frozen = "\(method.id).frozen."
        guard source.names.contains(where: { $0.hasPrefix(frozen) }) else {
            _ = try model.adapt(configuration, seed: 1, threads: 1)
            return
        }
        let matrices = model.targets.map { AdapterTarget($0.name, $0.outputs, $0.inputs) }
        let shared = try configuration.shared(by: matrices, seed: 0) { role, rows, columns in
            try source.matrix(frozen + role.rawValue, rows, columns)
        }
        let make = try #require(method.make)
        try model.install(
            model.targets.map { layer in
                var site = AdapterSite(layer.base, at: layer.name, configuration, seed: 0, shared: shared) {
                    try source.matrix("\(frozen)\(layer.name).\($0.rawValue)", $1, $2)
                }
                return (layer, try make(&site))
            }, configuration)
    }

    @Test(arguments: [AdapterMethod.vera, .loraSB, .psoft, .psoftFree, .pissa, .mica, .uniLoRA], [1, 2])
    func everyGradientMatchesPyTorch(_ method: AdapterMethod, _ threads: Int) throws {
        let source = try Safetensors(contentsOf: Self.folder.appending(path: "gradients.safetensors"))
        let model = try model(), name = method.id
        try adapt(model, method, source)
        let configuration = try #require(model.adapterConfiguration)
        let optimiser = Optimiser(model, training(configuration), threads: threads), batch = try examples()
        for parameter in optimiser.parameters {
            let key = "\(name).value.\(parameter.name)"
            guard source.entries[key] != nil else { continue }
            parameter.value.assign(try source.matrix(key, parameter.value.rows, parameter.value.columns))
        }
        model.refresh(threads: 1)
        let expected = try source.matrix("\(name).logits", batch.count, 2)
        let logits = try Evaluator(model, threads: threads).logits(batch.map(\.encoding))
        #expect(logits.largestDifference(from: expected) < 2e-5)
        let (loss, _) = optimiser.accumulate(batch, dropout: nil)
        #expect(abs(loss - Double(try source.matrix("\(name).loss", 1, 1)[0, 0])) < 1e-5)
        for parameter in optimiser.parameters {
            let gradient = try #require(optimiser.gradient(parameter))
            let reference = try source.matrix("\(name).gradient.\(parameter.name)", gradient.rows, gradient.columns)
            let difference = gradient.largestDifference(from: reference)
            #expect(difference < 1e-4 * reference.largest, "\(parameter.name): \(difference) of \(reference.largest)")
        }
        #expect(optimiser.parameters.count == source.names.filter { $0.hasPrefix("\(name).gradient.") }.count)
    }

    /// A, B and R of the first gradients, and the logits one step away from the base.
    @Test(arguments: [1, 2]) func loraSBStartsFromTheFirstGradients(_ threads: Int) throws {
        let source = try Safetensors(contentsOf: Self.folder.appending(path: "gradients.safetensors"))
        let model = try model(), rows = try examples()
        let run = training(.standard(.loraSB, rank: 4), rate: 0.01)
        #expect(try model.adapt(for: run, rows: rows, threads: threads) == [])
        for layer in model.targets {
            let adapter = try #require(layer.adapter as? LoRAXS)
            for (tensor, found) in [
                ("frozen.\(layer.name).lora_A", adapter.A), ("frozen.\(layer.name).edora_B", adapter.B),
                ("start.value.\(layer.name).edora_R", adapter.R.value),
            ] {
                let expected = try source.matrix("lora-sb." + tensor, found.rows, found.columns)
                #expect(found.largestDifference(from: expected) < 1e-4, "\(tensor)")
            }
        }
        let logits = try Evaluator(model, threads: 1).logits(rows.map(\.encoding))
        let expected = try source.matrix("lora-sb.start.logits", rows.count, 2)
        #expect(logits.largestDifference(from: expected) < 2e-5)
        let before = try Evaluator(self.model(), threads: 1).logits(rows.map(\.encoding))
        #expect(logits.largestDifference(from: before) > 1e-2, "the start is a step away")
        // Nothing of the computation stays behind: the weights that were differentiated have no gradient any more.
        #expect(model.trainableParameters.allSatisfy { !$0.isTrainable })
    }

    /// η is the rate of the first step that moves: the peak over the steps of the warm-up.
    @Test func theFirstUpdateHasTheRateOfTheFirstStep() throws {
        func size(warmup: Double) throws -> Float {
            let model = try model()
            var run = training(.standard(.loraSB, rank: 4), rate: 0.01)
            (run.steps.maxSteps, run.steps.warmup) = (100, warmup)
            _ = try model.adapt(for: run, rows: examples(), threads: 1)
            return try #require(model.targets[0].adapter as? LoRAXS).R.value[0, 0]
        }
        let (whole, tenth) = (try size(warmup: 0), try size(warmup: 0.1))
        #expect(whole > 0 && abs(whole / tenth - 10) < 1e-3)
    }

    /// A class that weighs a million times the other turns some of the signs.
    @Test func theFirstUpdateIsOfTheLossThatTrains() throws {
        func A(_ weights: ClassWeights?) throws -> [Float] {
            let model = try model()
            var run = training(.standard(.loraSB, rank: 4), rate: 0.01)
            run.classWeights = weights
            _ = try model.adapt(for: run, rows: examples(), threads: 1)
            return try #require(model.targets[0].adapter as? LoRAXS).A.values
        }
        #expect(try A(nil) != A(.byName(["entailment": 1e6])))
        #expect(try A(nil) == A(.byName(["entailment": 1])))
    }

    /// PiSSA's factors hold the root of the scale.
    @Test func aScaleWithoutRootIsRefused() throws {
        var adapter = AdapterConfiguration.standard(.pissa, rank: 2)
        adapter.scaling = .value(-1)
        let refusal = #expect(throws: InputError.self) { try self.model().adapt(adapter, seed: 1, threads: 1) }
        #expect(refusal?.expected.contains("above 0") == true, "\(String(describing: refusal))")
    }

    @Test func aMethodWithoutItsGradientsIsRefused() throws {
        let refusal = #expect(throws: InputError.self) {
            try self.model().adapt(.standard(.loraSB, rank: 4), seed: 1, threads: 1)
        }
        #expect(refusal?.description.contains("gradients of the run's first rows") == true)
    }

    @Test(arguments: ["vera", "pissa", "mica", "uni-lora"]) func logitsAreThoseOfPEFT(_ name: String) throws {
        let expected = try JSONDecoder().decode(
            [String: [[Float]]].self, from: Data(contentsOf: Self.folder.appending(path: "peft/logits.json")))
        let rows = try #require(expected[name]), reference = Matrix(rows.count, 2, rows.flatMap { $0 })
        let encodings = try examples().map(\.encoding), model = try model()
        let before = try Evaluator(model, threads: 1).logits(encodings)
        let adapter = try PEFTAdapter(directory: Self.folder.appending(path: "peft/\(name)"))
        #expect(adapter.configuration.method.id == name && adapter.configuration.rank == (name == "vera" ? 6 : 4))
        try adapter.install(on: model)
        let found = try Evaluator(model, threads: 1).logits(encodings)
        #expect(found.largestDifference(from: reference) < 1e-5)
        #expect(before.largestDifference(from: reference) > 0.05, "the adapter has an effect")

        // Written as ours and read again, it is the same; and so it is where PEFT reads it, without the side file.
        let output = try Fixtures.temporary()
        try AdapterDirectory(of: model, task: .rte, maxLength: 24, baseDigest: "none", run: "imported", seed: nil)
            .write(model, to: output)
        let again = try self.model()
        try AdapterDirectory.read(output).install(on: again, from: output, baseDigest: "none", allowBaseMismatch: false)
        #expect(try Evaluator(again, threads: 1).logits(encodings).largestDifference(from: found) == 0)
        guard adapter.configuration.method.peft?.tuner != nil else { return }
        try FileManager.default.removeItem(at: output.appending(path: AdapterDirectory.configurationName))
        let peft = try self.model()
        try PEFTAdapter(directory: output).install(on: peft)
        #expect(try Evaluator(peft, threads: 1).logits(encodings).largestDifference(from: found) == 0)
    }

    /// What would be read as another model, or cannot be read at all.
    @Test(arguments: [
        ("vera", "\"save_projection\": true", "\"save_projection\": false", "vera_A and vera_B in the file"),
        ("vera", "\"r\": 6", "\"r\": 5", "vera_A"), ("vera", "\"bias\": \"none\"", "\"bias\": \"all\"", "bias"),
        ("vera", "\"d_initial\"", "\"stranger\": 1, \"d_initial\"", "stranger"),
        ("vera", "\"value\"", "\"key\"", "key.vera_lambda_b"),
        ("uni-lora", "\"save_indices\": true", "\"save_indices\": false", "NumPy's generator alone"),
        ("uni-lora", "\"save_indices\": true,", "", "unilora_indices_A and unilora_indices_B in the file"),
        ("uni-lora", "\"r\": 4", "\"r\": 5", "unilora_indices_A"),
        ("uni-lora", "\"theta_d_length\": 300", "\"theta_d_length\": 299", "unilora_theta_d"),
        ("uni-lora", "\"theta_d_length\": 300", "\"theta_d_length\": 1e9", "2^24"),
        ("uni-lora", "\"bias\": \"none\"", "\"bias\": \"unilora_only\"", "bias"),
        ("uni-lora", "\"value\"", "\"key\"", "key.unilora_indices_A"),
        ("pissa", "\"use_dora\": false", "\"use_dora\": true", "init_lora_weights"),
        ("psoft", "\"r\": 4", "\"r\": 4", "R without the singular vectors"),
        ("psoft-free", "\"r\": 4", "\"r\": 4", "R without the singular vectors"),
    ])
    func otherFilesAreRefused(_ name: String, _ old: String, _ new: String, _ reason: String) throws {
        let copy = try Fixtures.temporary().appending(path: "adapter")
        try FileManager.default.copyItem(at: Self.folder.appending(path: "peft/\(name)"), to: copy)
        let file = copy.appending(path: "adapter_config.json"), text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try Data(text.replacing(old, with: new, maxReplacements: 1).utf8).write(to: file)
        let error = #expect(throws: InputError.self) { try PEFTAdapter(directory: copy).install(on: self.model()) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "none")")
    }

    @Test(arguments: [("VERA", "VeraConfig"), ("UNILORA", "UniLoraConfig")])
    func everyFieldOfPEFTsIsInTheList(_ type: String, _ configuration: String) throws {
        let fields = try JSONDecoder().decode(
            [String: [String]].self, from: Data(contentsOf: Self.folder.appending(path: "peft/fields.json")))
        let known = try #require(PEFTTuner.named(type)).tuner.known
        for field in try #require(fields[configuration]) { #expect(known.uses[field] != nil, "\(field)") }
    }

    /// R means something only between the vectors that it was trained between. Five routines give the same vectors of
    /// MiniLM's matrices with other signs, and R between turned ones is further off than no R at all.
    @Test func aTurnedSignIsAnotherModel() throws {
        let signs = try JSONDecoder().decode(
            [String: [String: String]].self, from: Data(contentsOf: Self.folder.appending(path: "signs.json")))
        #expect(signs.count == 12)
        let model = try SequenceClassifier(directory: Fixtures.minilm, classes: 2, seed: 1)
        var turned: [String: Int] = [:], worst: [String: Double] = [:]
        for (path, routines) in signs {
            let layer = try #require(model.linear(path)), W0 = layer.base
            let psoft = PSOFT(
                W0, Basis(try .truncated(W0, rank: 16), sigmaSide: .output), isOrthogonal: true, name: path)
            var random = Random(seed: 1, purpose: path)
            psoft.core.value.assign(.normal(1, 120, deviation: 0.1, using: &random))
            let change = psoft.weight() - W0
            let torch = try #require(routines["torch"])
            for (routine, signs) in routines {
                let D = zip(signs, torch).map { $0 == $1 ? Float(1) : -1 }
                turned[routine, default: 0] += D.count { $0 < 0 }
                let A = Matrix(16, W0.columns) { psoft.A[$0, $1] * D[$0] }
                let B = Matrix(W0.rows, 16) { psoft.B[$0, $1] * D[$1] }
                let other = PSOFT(W0, Basis(A: A, B: B), isOrthogonal: true, name: path)
                other.core.value.assign(psoft.core.value)
                worst[routine] = max(worst[routine] ?? 0, (other.weight() - W0 - change).norm / change.norm)
            }
        }
        #expect(turned == ["torch": 0, "gesdd": 0, "numpy": 44, "gesvd": 101, "transpose": 99], "\(turned) of 192")
        #expect(worst["torch"] == 0 && worst["gesdd"] == 0)
        for routine in ["numpy", "gesvd", "transpose"] { #expect(worst[routine] ?? 0 > 1, "\(routine): \(worst)") }
    }

    /// On MiniLM, at EDoRA's budgets.
    @Test func countsAreThoseOfTheFormulas() {
        let miniLM = EncoderConfiguration.miniLM
        #expect(miniLM.trainableCount(.vera, rank: 256) == 15_360)
        #expect(miniLM.trainableCount(.vera, rank: 256) == miniLM.trainableCount(.edora, rank: 16))
        #expect(miniLM.trainableCount(.uniLoRA, rank: 16) == 15_360)
        #expect(miniLM.trainableCount(.uniLoRA, rank: 32) == 33_792)
        #expect(miniLM.trainableCount(.loraSB, rank: 25) == 15_000)
        #expect(miniLM.trainableCount(.psoft, rank: 34) == 15_096)
        #expect(miniLM.trainableCount(.psoft, rank: 52) == 34_320)
        #expect(miniLM.trainableCount(.psoftFree, rank: 24) == 24 * (576 + 48))
        #expect(miniLM.trainableCount(.pissa, rank: 16) == miniLM.trainableCount(.lora, rank: 16))
        #expect(miniLM.trainableCount(.mica, rank: 1) == 6 * (3 * 384 + 1536))
    }

    /// All matrices have one A and B, cut to their sizes.
    @Test func verasFactorsAreSharedByAllMatrices() throws {
        let model = try model()
        _ = try model.adapt(.standard(.vera, rank: 5), seed: 3, threads: 2)
        let adapters = model.adaptedLayers.compactMap { $0.adapter as? VeRA }
        #expect(adapters.count == 8)
        for adapter in adapters {
            #expect(adapter.shared[.veraA] === adapters[0].shared[.veraA])
            #expect(adapter.shared[.veraB] === adapters[0].shared[.veraB])
        }
        #expect(adapters[0].shared[.veraA].value.columns == 64 && adapters[0].shared[.veraB].value.rows == 32)
        var pattern = AdapterConfiguration.standard(.vera, rank: 5)
        pattern.rankPattern = [model.targets[1].name: 4]
        let refusal = #expect(throws: InputError.self) { try self.model().adapt(pattern, seed: 1, threads: 1) }
        #expect(refusal?.description.contains("whose matrices share a rank") == true)
    }

    /// VeRA's directions are drawn, so there may be more than a matrix has; those of an SVD may not.
    @Test func drawnDirectionsMayBeManyAndNotWithoutEnd() throws {
        let W0 = Matrix(4, 6)
        func require(_ method: AdapterMethod, _ rank: Int) throws {
            try AdapterConfiguration.standard(method, rank: rank).requireRank(fits: W0, at: "w", "rank")
        }
        try require(.vera, 64)
        #expect(throws: InputError.self) { try require(.vera, 65) }
        #expect(throws: InputError.self) { try require(.edora, 5) }
    }
}
