import Foundation
#if canImport(Glibc)
import Glibc
#endif

/// A run's losses, rates, gradient norms and scores as an event file that TensorBoard shows.
///
///     let log = try TensorBoardLog(folder, of: run, resumes: false)
///     let record = try run.run { log.record($0) }
///
/// | tag | unit of its steps | value |
/// |---|---|---|
/// | `train/loss` | steps done | mean loss of the step's rows, before the update |
/// | `train/gradient_norm` | steps done | norm of the whole gradient, before clipping |
/// | `rate/adapter`, `rate/magnitudes`, `rate/head` | steps done | the rate of the step's update, where it has one |
/// | `dev/METRIC` | steps done at the end of an epoch | the score of `Metric.rawValue`, a fraction |
///
/// TensorBoard's page drops what it has of a tag when a step of it does not rise, and its library drops everything
/// behind a second START record: here steps rise in every tag, and there is no START record. A run that goes on from a
/// checkpoint appends to its file, and leaves out what stands there already: it is the same to the bit.
public final class TensorBoardLog {
    /// The file.
    public let file: URL
    private let configuration: TrainingConfiguration
    private let descriptor: Int32
    /// Of each tag, the last that is in the file or waits for it.
    private var lastSteps: [String: Int]
    /// Bytes that are in the file, and those that found no room yet.
    private var written: Int, waiting: [UInt8] = []
    private var isFaultTold = false
    /// The last step that is in the file or waits for it; 0 for a new one.
    public var lastStep: Int { lastSteps.values.max() ?? 0 }

    /// What stands in the names of event files, by which TensorBoard finds them.
    static let mark = "tfevents"

    /// Makes the file of a run in a folder, or goes on with it.
    ///
    /// - Parameters:
    ///   - folder: made where there is none; it may hold other things.
    ///   - run: whose key the file's name has.
    ///   - resumes: whether a file of this very run is gone on with.
    /// - Throws: `InputError` for a folder with the events of another run, or of this one where it does not resume;
    ///   where another process writes to the file; and where it cannot be written.
    public convenience init(_ folder: URL, of run: FineTuning, resumes: Bool) throws {
        try self.init(folder, run.configuration, key: run.key, resumes: resumes)
    }

    init(_ folder: URL, _ configuration: TrainingConfiguration, key: String, resumes: Bool) throws {
        self.configuration = configuration
        try AtomicFile.makeDirectory(folder)
        file = folder.appending(path: "events.out.\(Self.mark).edora.\(key)")
        try Self.requireRoom(in: folder, for: file, resumes: resumes)
        // What a link in its place leads to belongs to others, and a pipe would wait for a reader.
        descriptor = open(file.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.fault(file) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw InputError(file.path, expected: "an event file", found: "a device or a pipe", advice: "Delete it.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            throw InputError(
                file.path, expected: "a log of this run alone", found: "another training that writes to it")
        }
        let bytes = (try? Data(contentsOf: file)).map { [UInt8]($0) } ?? [], found = EventReader(bytes)
        guard bytes.isEmpty || found.wholeBytes > 0 else {
            close(descriptor)
            throw InputError(
                file.path, expected: "an event file", found: "\(bytes.count) bytes of something else",
                advice: "Delete it.")
        }
        (written, lastSteps) = (found.wholeBytes, found.lastSteps)
        if written == 0 { waiting = EventRecord.version(time: Date().timeIntervalSince1970) }
        guard append() else {
            defer { if bytes.isEmpty { unlink(file.path) } }
            throw Self.fault(file)
        }
    }

    deinit { close(descriptor) }

    /// Writes what an event says; other events than steps and epochs say nothing here.
    ///
    /// - Returns: why it could not be written, once; training goes on, and what was not written waits for room.
    @discardableResult
    public func record(_ event: Trainer.Event) -> InputError? {
        switch event {
        case .step(let step): add(scalars(of: step), at: step.step)
        case .epoch(let epoch, _):
            add(epoch.metrics.sorted { $0.key < $1.key }.map { ("dev/" + $0.key, $0.value) }, at: epoch.step)
        case .resumed, .checkpoint, .checkpointFailed: return nil
        }
        guard !append() else {
            isFaultTold = false
            return nil
        }
        defer { isFaultTold = true }
        return isFaultTold ? nil : Self.fault(file)
    }

    private func scalars(of step: Trainer.Step) -> [(tag: String, value: Double)] {
        let share = configuration.steps.rateShare(step: step.step - 1, total: step.total)
        let rates = configuration.rates, method = configuration.adapter.method
        let peaks = [
            ("rate/adapter", method.scope == .headOnly ? nil : rates.adapter), ("rate/magnitudes", rates.magnitudes),
            ("rate/head", rates.head),
        ]
        return [("train/loss", step.loss), ("train/gradient_norm", step.gradientNorm)]
            + peaks.compactMap { tag, peak in peak.map { (tag, share * $0) } }
    }

    private func add(_ scalars: [(tag: String, value: Double)], at step: Int) {
        let new = scalars.filter { step > lastSteps[$0.tag] ?? 0 }
        guard !new.isEmpty else { return }
        for (tag, _) in new { lastSteps[tag] = step }
        let values = new.map { EventRecord.Scalar(tag: $0.tag, value: Float($0.value)) }
        waiting += EventRecord(time: Date().timeIntervalSince1970, step: step, scalars: values).bytes
    }

    /// Puts what waits behind the last whole record; a part of it that found room alone is taken back.
    private func append() -> Bool {
        guard ftruncate(descriptor, off_t(written)) == 0 else { return false }
        let count = waiting.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(written)) }
        guard count == waiting.count else {
            if count >= 0 { errno = ENOSPC }
            let reason = errno
            _ = ftruncate(descriptor, off_t(written))
            errno = reason
            return false
        }
        written += count
        waiting = []
        return true
    }

    private static func requireRoom(in folder: URL, for file: URL, resumes: Bool) throws {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() } catch {
            throw InputError(folder.path, expected: "a folder that can be read", found: plainReason(of: error))
        }
        let events = names.filter { $0.contains(mark) }
        if let other = events.first(where: { $0 != file.lastPathComponent }) {
            throw InputError(
                folder.path, expected: "no events of another run, whose curves would be mixed with this one's",
                found: other, advice: "Name another folder, such as one below \(folder.path), or delete the file.")
        }
        guard resumes || events.isEmpty else {
            throw InputError(
                folder.path, expected: "no events of an earlier start of this run", found: file.lastPathComponent,
                advice: "Go on with the run (`FineTuning.resume`), name another folder, or delete the file.")
        }
    }

    private static func fault(_ file: URL) -> InputError {
        InputError(
            file.path, expected: "an event file that can be written", found: String(cString: strerror(errno)),
            advice: "Make room or permission there; what was not written waits in memory.")
    }
}
