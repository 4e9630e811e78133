import Foundation

/// Times training steps of a workload, in the process that has just measured its SGEMM peak.
public enum TrainingBenchmark {
    /// What was measured. Times are of whole steps: packing, passes, clipping, update, merging.
    public struct Report: Codable, Sendable {
        public let workload: Workload
        public let processor: String
        public let blasKernel: String
        /// SGEMM on all cores of the machine, and on the workload's threads; 10⁹ operations a second.
        public let peakGFLOPS: Double
        public let threadsPeakGFLOPS: Double
        /// From the median step.
        public let examplesPerSecond: Double
        public let tokensPerSecond: Double
        public let tokensPerBatch: Double
        public let stepSeconds: [Double]
        /// Milliseconds of a mean step by part. Parts inside passes are the workers' mean; `waiting` is a worker without a shard.
        public let parts: [String: Double]
        /// Needed operations of a mean step, and their rate as a share of `threadsPeakGFLOPS`.
        public let neededGFLOP: Double
        public let shareOfPeak: Double
        /// Allocations of a mean step, or nil where they cannot be counted.
        public let allocationsPerStep: Double?
        public let peakResidentMiB: Double
    }

    /// The order in which parts are shown.
    public static let partNames = ["merge", "products", "attention", "vector work", "head", "waiting", "optimiser", "packing"]

    /// Runs `warmUp` steps that are not timed, then `steps` that are.
    ///
    /// - Parameter allocations: the number of allocations of the process so far, where it can be told.
    public static func run(
        _ workload: Workload, lengths file: URL, steps: Int, warmUp: Int = 3, allocations: () -> Int? = { nil },
        report: (_ step: Int) -> Void = { _ in }
    ) throws -> Report {
        OpenBLAS.useOneThreadPerCall()
        let lengths = try workload.lengths(from: file)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let peak = SGEMMPeak.measure(threads: cores)
        let threadsPeak = workload.threads == cores ? peak : SGEMMPeak.measure(threads: min(cores, workload.threads))
        let model = try workload.model()
        let configuration = TrainingConfiguration(
            adapter: model.adapterConfiguration ?? .standard(workload.method, rank: workload.rank), task: workload.task,
            batchSize: workload.batchSize, epochs: 1, learningRate: 1e-5, headLearningRate: 1e-5, weightDecay: 0.01,
            schedule: .constant, warmup: 0, seed: 1)
        let optimiser = Optimiser(model, configuration, threads: workload.threads)
        model.refresh(threads: workload.threads)
        let cost = StepCost(shape: model.configuration, method: workload.method, rank: workload.rank)
        var random = Random(seed: 1, purpose: "bench")
        let batches = (0 ..< warmUp + steps).map {
            workload.batch($0, lengths: lengths, vocabulary: model.configuration.vocabularySize, random: &random)
        }

        var seconds: [Double] = [], tokens = 0.0, operations = 0.0, allocated: Int?
        seconds.reserveCapacity(steps)
        for (number, batch) in batches.enumerated() {
            if number == warmUp { optimiser.timing.reset() }
            let before = allocations(), clock = Stopwatch()
            let (loss, _) = optimiser.step(batch, step: number, of: batches.count)
            let elapsed = clock.seconds
            guard loss.isFinite else { throw Trainer.Diverged(step: number + 1, loss: loss, parameter: nil) }
            if number >= warmUp {
                seconds.append(elapsed)
                if let before, let after = allocations() { allocated = (allocated ?? 0) + after - before }
                let own = batch.map(\.encoding.ids.count)
                tokens += Double(own.reduce(0, +))
                operations += cost.operations(lengths: own)
            }
            report(number)
        }
        // The median step's speed, with the mean step's tokens and operations: batches are alike in length.
        let median = seconds.sorted()[steps / 2], count = Double(steps)
        return Report(
            workload: workload, processor: Machine.processor, blasKernel: OpenBLAS.coreName,
            peakGFLOPS: peak * 1e-9, threadsPeakGFLOPS: threadsPeak * 1e-9,
            examplesPerSecond: Double(workload.batchSize) / median, tokensPerSecond: tokens / count / median,
            tokensPerBatch: tokens / count, stepSeconds: seconds,
            parts: optimiser.timing.milliseconds(steps: steps), neededGFLOP: operations / count * 1e-9,
            shareOfPeak: operations / count / median / threadsPeak,
            allocationsPerStep: allocated.map { Double($0) / count }, peakResidentMiB: Machine.peakResidentMiB)
    }
}
