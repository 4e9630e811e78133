import Foundation
import Testing

@testable import Core

/// A training checkpoint is the state as it was written, or is refused.
@Suite struct CheckpointDamageTests {
    let training = TrainingTests()

    private func optimiser() throws -> Optimiser {
        let configuration = training.configuration()
        return Optimiser(try training.model(configuration), configuration, threads: 1)
    }

    private func restore(_ file: URL, _ optimiser: Optimiser, total: Int = 12, perEpoch: Int = 6) throws
        -> TrainingCheckpoint.Progress
    {
        try TrainingCheckpoint.restore(
            file, into: optimiser, keepsBest: false, key: "k", total: total, perEpoch: perEpoch
        ).0
    }

    private func bits(_ optimiser: Optimiser) -> [[Float]] {
        optimiser.parameters.map(\.value.values)
            + [optimiser.adamW.firstMoments.values, optimiser.adamW.secondMoments.values]
    }

    /// After two steps.
    private func written(to file: URL) throws -> Optimiser {
        let optimiser = try optimiser(), rows = training.examples(8, "train")
        var progress = TrainingCheckpoint.Progress()
        for step in 0 ..< 2 {
            progress.losses.append(optimiser.step(rows, step: step, of: 12).loss)
            progress.step += 1
        }
        try TrainingCheckpoint.write(progress, optimiser, best: nil, key: "k", total: 12, to: file)
        return optimiser
    }

    @Test func aFlippedBitIsNoticed() throws {
        let file = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        let original = try written(to: file), expected = bits(original)
        let whole = try optimiser()
        #expect(try restore(file, whole).losses.count == 2)
        #expect(bits(whole) == expected)
        let data = try Data(contentsOf: file), seed: UInt64 = 20_261_127
        let header = 8 + Int(data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) })
        var random = Random(seed: seed, purpose: "flips")
        let start = try optimiser(), before = bits(start)
        for number in 0 ..< 600 {
            // As many in the header, which is a small part of the file, as anywhere.
            let place = random.below(number % 2 == 0 ? header : data.count), bit = UInt8(random.below(8))
            var damaged = data
            damaged[place] ^= 1 << bit
            try damaged.write(to: file)
            #expect(throws: InputError.self, "byte \(place), bit \(bit)") { try restore(file, start) }
        }
        #expect(bits(start) == before, "a refusal leaves the state alone; seed \(seed)")
    }

    @Test func theRefusalNamesTheStepAndWhatToDo() throws {
        let file = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        _ = try written(to: file)
        var data = try Data(contentsOf: file)
        data[data.count - 100] ^= 1
        try data.write(to: file)
        let fault = try #require(
            #expect(throws: InputError.self) { try restore(file, try optimiser()) })
        #expect(fault.expected == "the state of step 2 as it was written" && fault.place == file.path)
        #expect(fault.advice?.contains("delete it to train the 2 steps again") == true)
    }

    /// Version 1 had the losses in its header and no digest.
    @Test func aCheckpointOfBeforeThereWasADigestIsGoneOnFrom() throws {
        let file = try Fixtures.temporary().appending(path: "checkpoint.safetensors")
        let original = try written(to: file)
        var progress = TrainingCheckpoint.Progress()
        (progress.step, progress.losses) = (2, [0.75, 0.5])
        var tensors = original.parameters.map { Safetensors.Output("value." + $0.name, $0.value, isVector: false) }
        tensors.append(Safetensors.Output("first_moments", original.adamW.firstMoments))
        tensors.append(Safetensors.Output("second_moments", original.adamW.secondMoments))
        let json = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
        let metadata = ["format": "pt", "progress": json, "steps": "12", "key": "k"]
        try Safetensors.write(tensors, metadata: metadata, to: file)
        let resumed = try optimiser()
        #expect(try restore(file, resumed).losses == [0.75, 0.5])
        #expect(bits(resumed) == bits(original))
        // A file of today whose version cannot be read is none of them.
        try Safetensors.write(tensors, metadata: metadata, isSealed: true, to: file)
        #expect(throws: InputError.self) { try restore(file, resumed) }
    }

    @Test func aMillionLossesAreNoPartOfTheHeader() throws {
        let file = try Fixtures.temporary().appending(path: "checkpoint.safetensors"), steps = 1_200_000
        var progress = TrainingCheckpoint.Progress()
        (progress.step, progress.losses) = (steps, (0 ..< steps).map { 0.1 + Double($0) * 1e-7 })
        let optimiser = try optimiser()
        try TrainingCheckpoint.write(progress, optimiser, best: nil, key: "k", total: 2 * steps, to: file)
        let length = try FileHandle(forReadingFrom: file).read(upToCount: 3)
        #expect(length?.last == 0, "a header under 64 KiB")
        #expect(TrainingCheckpoint.steps(file).map { $0 == (steps, 2 * steps) } == true)
        let found = try restore(file, optimiser, total: 2 * steps, perEpoch: 2 * steps)
        #expect(found.losses == progress.losses)
    }

    @Test func powersOfBetaTakeNoLongerLateInARun() throws {
        func seconds(step: Int) throws -> Double {
            let optimiser = try optimiser(), rows = training.examples(4, "train"), clock = Stopwatch()
            for _ in 0 ..< 5 { _ = optimiser.step(rows, step: step, of: 1_000_000_000) }
            return clock.seconds
        }
        #expect(try seconds(step: 500_000_000) < 1 + 5 * seconds(step: 1))
    }

    /// Runs of before, whose products were made factor by factor, had the same bits.
    @Test func powersOfBetaAreThoseOfTheRunsBehindTheTables() {
        for beta in [AdamW.beta1, AdamW.beta2] {
            var product = 1.0
            for step in 1 ... 1_000_000 {
                product *= beta
                let formula = pow(beta, Double(step))
                guard Float(1 - product) == Float(1 - formula),
                    Float((1 - product).squareRoot()) == Float((1 - formula).squareRoot())
                else {
                    Issue.record("beta \(beta), step \(step)")
                    return
                }
            }
        }
    }
}
