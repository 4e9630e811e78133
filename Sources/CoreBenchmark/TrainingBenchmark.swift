import Core
import Foundation

/// Times training steps of a workload, in the process that has just measured its SGEMM peak.
public enum TrainingBenchmark {
    /// What was measured. Times are of whole steps: packing, passes, clipping, update, merging.
    public struct Report: Codable, Sendable {
        /// What was timed: model, method, batch, lengths, threads.
        public let workload: Workload
        /// Name of the processor as /proc/cpuinfo gives it, or `unknown`.
        public let processor: String
        /// OpenBLAS's kernel family, such as `SkylakeX`.
        public let blasKernel: String
        /// Products in the workload's precision on all cores of the machine, SGEMM's in float32; 10⁹ operations a
        /// second, two for each multiply-add.
        public let peakGFLOPS: Double
        /// The same on the workload's threads, at most one a core.
        public let threadsPeakGFLOPS: Double
        /// From the median step.
        public let examplesPerSecond: Double
        /// Mean tokens of a batch over the seconds of the median step.
        public let tokensPerSecond: Double
        /// Mean over the timed batches; there is no padding.
        public let tokensPerBatch: Double
        /// Wall time of each timed step, in order.
        public let stepSeconds: [Double]
        /// Milliseconds of a mean step by part. Parts inside passes are the workers' mean; `waiting` is a worker
        /// without a shard.
        public let parts: [String: Double]
        /// Needed operations of a mean step, in 10⁹ (see `BackboneConfiguration.stepOperations`).
        public let neededGFLOP: Double
        /// `neededGFLOP` over the seconds of the median step, as a share of `threadsPeakGFLOPS`; 1 is the peak.
        public let shareOfPeak: Double
        /// Allocations of a mean step, or nil where they cannot be counted.
        public let allocationsPerStep: Double?
        /// The largest memory that the process has had resident so far, in MiB; 0 where the system does not say.
        public let peakResidentMiB: Double
    }

    /// The order in which parts are shown.
    public static let partNames = [
        "merge", "products", "attention", "vector work", "head", "waiting", "optimiser", "packing",
    ]

    /// Runs some steps that are not timed, then some that are.
    ///
    /// - Parameters:
    ///   - workload: what a step trains.
    ///   - file: the committed lengths of the task's rows.
    ///   - steps: those that are timed.
    ///   - warmUp: those that are not.
    ///   - allocations: the number of allocations of the process so far, where it can be told.
    ///   - report: called after each step.
    /// - Throws: `InputError` for a checkpoint or a file of lengths that cannot be read, and for sequences longer than
    ///   the model takes.
    public static func run(
        _ workload: Workload, lengths file: URL, steps: Int, warmUp: Int = 3, allocations: () -> Int? = { nil },
        report: (_ step: Int) -> Void = { _ in }
    ) throws -> Report {
        OpenBLAS.useOneThreadPerCall()
        let lengths = try workload.lengths(from: file)
        let model = try workload.model()
        guard workload.maxLength <= model.configuration.maxTokens else {
            throw InputError(
                "maxLength", expected: "at most \(model.configuration.maxTokens) for this model",
                found: "\(workload.maxLength)")
        }
        let cores = Machine.cores
        func measuredPeak(threads: Int) throws -> Double {
            try ProductPeak.measure(workload.precision, emulated: workload.isEmulated, threads: threads)
        }
        let peak = try measuredPeak(threads: cores)
        let threadsPeak = workload.threads == cores ? peak : try measuredPeak(threads: min(cores, workload.threads))
        let configuration = TrainingConfiguration(
            adapter: model.adapterConfiguration ?? .standard(workload.method, rank: workload.rank), task: workload.task,
            steps: StepPlan(batchSize: workload.batchSize, epochs: 1, schedule: .constant, warmup: 0),
            rates: .init(adapter: 1e-5, head: 1e-5), regularisation: .init(weightDecay: 0.01), seed: 1,
            precision: workload.precision)
        let optimiser = Optimiser(model, configuration, threads: workload.threads)
        model.refresh(threads: workload.threads)
        var random = Random(seed: 1, purpose: "bench")
        let batches = (0 ..< warmUp + steps).map {
            workload.batch($0, lengths: lengths, vocabulary: model.configuration.vocabularySize, random: &random)
        }

        // A display allocates, which must not be counted.
        let work = allocations() == nil ? WorkProgress.begin("steps measured", of: batches.count) : nil
        defer { work?.end() }
        var seconds: [Double] = [], tokens = 0.0, operations = 0.0, allocated: Int?
        seconds.reserveCapacity(steps)
        for (number, batch) in batches.enumerated() {
            if number == warmUp { optimiser.timing.reset() }
            let before = allocations(), clock = Stopwatch()
            let (loss, _) = optimiser.step(batch, step: number, of: batches.count)
            let elapsed = clock.seconds
            guard loss.isFinite else { throw Trainer.Diverged(step: number + 1, loss: loss, notFinite: nil) }
            if number >= warmUp {
                seconds.append(elapsed)
                if let before, let after = allocations() { allocated = (allocated ?? 0) + after - before }
                let own = batch.map(\.encoding.ids.count)
                tokens += Double(own.reduce(0, +))
                operations += model.configuration.stepOperations(lengths: own, workload.method, rank: workload.rank)
            }
            work?.advance()
            report(number)
        }
        // The median step's speed, with the mean step's tokens and operations: batches are alike in length.
        let median = seconds.median, count = Double(steps)
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
