import Foundation
import Testing

@testable import Core

/// What a training leaves behind holds all that it taught.
extension TrainingTests {
    @Test func anAdapterFolderRestoresTheTrainedModelExactly() throws {
        for method in [AdapterMethod.lora, .dora, .loraXS, .edora, .directions, .magnitude, .head] {
            let configuration = configuration(method)
            let trained = try model(configuration)
            _ = try Trainer(trained, configuration, key: "k", train: examples(22, "train"), dev: [], threads: 1).run()
            let folder = try Fixtures.temporary()
            try AdapterDirectory(
                of: trained, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: configuration.seed
            ).write(trained, to: folder)
            let restored = try SequenceClassifier(
                directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 9)
            try AdapterDirectory.read(folder).install(
                on: restored, from: folder, baseDigest: "d", allowBaseMismatch: false)
            let rows = examples(6, "dev").map(\.encoding)
            let expected = try Evaluator(trained, threads: 1).logits(rows)
            #expect(try Evaluator(restored, threads: 1).logits(rows).values == expected.values, "\(method)")

            let merged = try Fixtures.temporary()
            try ModelDirectory.write(
                restored, task: .rte, base: Fixtures.directory.appending(path: "tiny-bert"), to: merged)
            let plain = try SequenceClassifier(directory: merged, seed: 5)
            #expect(try Evaluator(plain, threads: 1).logits(rows).values == expected.values, "\(method) merged")
            #expect(throws: InputError.self) {
                try AdapterDirectory.read(folder).install(
                    on: restored, from: folder, baseDigest: "e", allowBaseMismatch: false)
            }
        }
    }

    /// Two kinds of basis, which are made again from the base and the seed.
    @Test(
        arguments: [AdapterMethod.lora, .dora, .loraXS, .edora, .directions, .magnitude, .head],
        [AdapterConfiguration.BasisKind.svd, .random])
    func aNativeFolderRestoresTheTrainedModelExactly(_ method: AdapterMethod, _ basis: AdapterConfiguration.BasisKind)
        throws
    {
        var configuration = configuration(method)
        configuration.adapter.basis = basis
        let trained = try model(configuration)
        _ = try Trainer(trained, configuration, key: "k", train: examples(22, "train"), dev: [], threads: 1).run()
        let peft = try Fixtures.temporary(), folder = try Fixtures.temporary()
        try AdapterDirectory(
            of: trained, task: .rte, maxLength: 24, baseDigest: "d", run: "k", seed: configuration.seed
        ).write(trained, to: peft)
        let description = try AdapterDirectory.read(peft)
        #expect(description.seed == configuration.seed)
        try NativeAdapter(description).write(trained, to: folder)

        let base = Fixtures.directory.appending(path: "tiny-bert"), rows = examples(6, "dev").map(\.encoding)
        let restored = try SequenceClassifier(directory: base, classes: 2, seed: 9),
            native = try NativeAdapter.read(folder)
        try native.install(on: restored, from: folder, baseDigest: "d", allowBaseMismatch: false, threads: 2)
        #expect(
            try Evaluator(restored, threads: 1).logits(rows).values
                == Evaluator(trained, threads: 1).logits(rows).values)

        // Only what trained is in the file.
        let file = try Safetensors(contentsOf: folder.appending(path: NativeAdapter.tensorsName))
        #expect(Set(file.names) == Set(trained.trainableParameters.map(\.name)))
        #expect(throws: InputError.self) {
            try native.install(
                on: SequenceClassifier(directory: base, classes: 2, seed: 9), from: folder, baseDigest: "e",
                allowBaseMismatch: false, threads: 1)
        }
        try Safetensors.write(
            [.init("stranger", Matrix(1, 1), isVector: true)]
                + trained.trainableParameters.map { .init($0.name, $0.value, isVector: $0.value.rows == 1) },
            to: folder.appending(path: NativeAdapter.tensorsName))
        try forgetTensorsDigest(folder, NativeAdapter.configurationName)
        let error = #expect(throws: InputError.self) {
            try NativeAdapter.read(folder).install(
                on: SequenceClassifier(directory: base, classes: 2, seed: 9), from: folder, baseDigest: "d",
                allowBaseMismatch: false, threads: 1)
        }
        #expect(error?.description.contains("stranger") == true)
    }
}
