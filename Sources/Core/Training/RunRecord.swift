import Foundation

/// What a finished run leaves behind: enough to cite it, check it and make it again.
public struct RunRecord: Codable, Sendable, Equatable {
    /// The scores after one epoch, as fractions.
    public struct Epoch: Codable, Sendable, Equatable {
        /// Counted from 1.
        public let epoch: Int
        /// Steps of the run that were done when it ended.
        public let step: Int
        /// Mean loss over the epoch's training steps.
        public let trainLoss: Double
        /// By `Metric.rawValue`, or the name of an `OwnScore`; none where there are no rows to evaluate.
        public let metrics: [String: Double]
    }

    /// SHA-256 of the files that went in.
    public struct Inputs: Codable, Sendable, Equatable {
        /// Of model.safetensors.
        public let model: String
        /// The checkpoint's config.json, which holds dropout, heads and epsilon; nil in records made before it was
        /// kept, and where the weights' file says it, as GGUF files do.
        public let modelConfiguration: String?
        /// Of the tokenizer's file or files: see `tokenizerDigest(_:)`.
        public let tokenizer: String
        /// Of the file that the training rows come from.
        public let train: String
        /// Of the file that the evaluated rows come from; a `Division` takes both from one.
        public let dev: String
        /// Rows that train, after any limit.
        public let trainRows: Int
        /// Rows that evaluate, after any limit.
        public let devRows: Int
        /// How the tables are written, the training one first; nil for a folder of a task.
        public let dialects: [Table.Dialect]?

        /// From digests in hexadecimal, as `fileDigest` gives them.
        public init(
            model: String, modelConfiguration: String?, tokenizer: String, train: String, dev: String, trainRows: Int,
            devRows: Int, dialects: [Table.Dialect]? = nil
        ) {
            self.dialects = dialects
            (self.model, self.modelConfiguration, self.tokenizer) = (model, modelConfiguration, tokenizer)
            (self.train, self.dev) = (train, dev)
            (self.trainRows, self.devRows) = (trainRows, devRows)
        }
    }

    /// How many values train.
    public struct Counts: Codable, Sendable, Equatable {
        /// Of the adapters; under full fine-tuning, of all but the head.
        public let adapter: Int
        /// Of the classification head.
        public let head: Int
    }

    /// Facts about the machine and the time taken; they explain a run and do not define it.
    public struct Circumstances: Codable, Sendable, Equatable {
        /// Name of the processor as /proc/cpuinfo gives it, or `unknown`.
        public let processor: String
        /// Threads of the run; the numbers do not depend on it.
        public let threads: Int
        /// OpenBLAS's kernel family, such as `SkylakeX`, on which the last bits depend.
        public let blasKernel: String
        /// Wall time of all steps, those before a resumption included.
        public let trainingSeconds: Double
        /// Wall time of all evaluations.
        public let evaluationSeconds: Double
        /// Training rows over `trainingSeconds`, repeated rows counted each time.
        public let examplesPerSecond: Double
        /// Whether bfloat16 was computed without the processor's instructions for it: the speed is then none of
        /// bfloat16's. nil for no.
        public var isEmulated: Bool?
    }

    /// Version of this layout.
    public var format = 1
    /// First 12 hexadecimal digits of SHA-256 over configuration and inputs: what changes the numbers.
    public let key: String
    /// The name of the backbone, `minilm` or a folder's name.
    public let backbone: String
    /// The name of the task collection: `glue`, `mini-glue` or a folder's name.
    public let data: String
    /// All settings that change the numbers.
    public let configuration: TrainingConfiguration
    /// The files that went in, and how many of their rows.
    public let inputs: Inputs
    /// Counted on the model; the closed formula is `BackboneConfiguration.trainableCount`.
    public let trainableValues: Counts
    /// Reasons for matrices that were left without an adapter.
    public let skipped: [String]
    /// In order; the last may be cut short by `maxSteps`.
    public let epochs: [Epoch]
    /// The epoch with the best score of the task's metric. The last is `epochs.last`; the two are never mixed.
    public let bestEpoch: Int
    /// The epoch whose values the model was left with; nil for those of the last step.
    public internal(set) var keptEpoch: Int?
    /// What the model as it was left takes the dev rows for; nil without dev rows, for a run that diverged, and in
    /// records made before they were kept.
    public internal(set) var devPredictions: DevPredictions?
    /// Scores on the training rows, or on 2,000 at even distances, of the model as it was left, without dropout; nil in
    /// records made before they were kept.
    public let trainingScores: [String: Double]?
    /// The step whose loss, gradient or parameters were not finite, counted from 1; nil for a run that came to its end.
    public let divergedAtStep: Int?
    /// The loss of every step, before its update; seven significant digits.
    public let losses: [Double]
    /// Where and how fast it ran; not part of the key.
    public let circumstances: Circumstances

    /// The scores at the end of the run; nil without epochs.
    public var last: Epoch? { epochs.last }
    /// The scores of `bestEpoch`, chosen by the very rows that they are of; nil without epochs.
    public var best: Epoch? { epochs.first { $0.epoch == bestEpoch } }

    /// The key of a run that is still to be made.
    ///
    /// - Throws: what encoding throws, for a setting that is not a finite number.
    public static func key(_ configuration: TrainingConfiguration, _ inputs: Inputs) throws -> String {
        struct Identity: Codable {
            let configuration: TrainingConfiguration
            let inputs: Inputs
        }
        let data = try encoder.encode(Identity(configuration: configuration, inputs: inputs))
        return String(sha256(data).prefix(12))
    }

    /// `TASK-METHOD-rRANK-sSEED-KEY.json`; methods without a rank leave it out.
    public var fileName: String { Self.fileName(configuration, key: key) }

    /// The same for a run that is still to be made.
    public static func fileName(_ configuration: TrainingConfiguration, key: String) -> String {
        let method = configuration.adapter.method
        let rank = method.hasRank ? "-r\(configuration.adapter.rank)" : ""
        return "\(configuration.task.name)-\(method.id)\(rank)-s\(configuration.seed)-\(key).json"
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// Writes it as JSON with sorted keys and a newline at the end.
    ///
    /// - Parameters:
    ///   - file: the file.
    ///   - beforeReplacing: called right before the file takes its name; what it throws leaves everything as it was.
    /// - Throws: `InputError` when the file cannot be written, and what `beforeReplacing` throws.
    public func write(to file: URL, beforeReplacing: () throws -> Void = {}) throws {
        var data = try Self.encoder.encode(self)
        data.append(UInt8(ascii: "\n"))
        try AtomicFile.write(data, to: file, beforeReplacing: beforeReplacing)
    }

    /// - Throws: `InputError` when the file is not a run record.
    public static func read(_ file: URL) throws -> RunRecord {
        let record: RunRecord, data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(file.path, expected: "a run record", found: plainReason(of: error))
        }
        do { record = try JSONDecoder().decode(RunRecord.self, from: data) } catch {
            // Another layout may lack any key, so that is told first.
            if let layout = try? JSONDecoder().decode(Layout.self, from: data) { try layout.require(file.path) }
            throw InputError(
                file.path, expected: "a run record", found: plainReason(of: error),
                advice: DecodingError.isUnknownName(error)
                    ? "A newer version of this project, or a program with methods of its own, may have written it: "
                        + "use that one." : nil)
        }
        try record.validate(file.path)
        return record
    }

    /// What records of every version say of themselves.
    private struct Layout: Decodable {
        let format: Int

        func require(_ place: String) throws {
            guard format != 1 else { return }
            throw InputError(
                "\(place): \"format\"", expected: "1", found: "\(format)",
                advice: "A newer version of this project wrote it: use that one.")
        }
    }

    /// The layout is this one, the run came to its end, every metric lies between −1 and 1, and the best epoch is one
    /// of those that there are.
    /// An `OwnScore` may be any number.
    private func validate(_ place: String) throws {
        try Layout(format: format).require(place)
        try requireWhole(place)
        for metrics in epochs.map(\.metrics) + [trainingScores ?? [:]] {
            for (name, score) in metrics where Metric(rawValue: name) != nil && !(abs(score) <= 1) {
                throw InputError("\(place): \"\(name)\"", expected: "a score from -1 to 1", found: "\(score)")
            }
        }
        guard epochs.isEmpty || best != nil else {
            throw InputError(
                "\(place): \"bestEpoch\"", expected: "one of its \(epochs.count) epochs", found: "\(bestEpoch)")
        }
    }

    /// All records below a folder, in the order of their paths; none where the folder does not exist.
    ///
    /// - Throws: `InputError` for a folder that cannot be read, and for a JSON file that is no record.
    public static func readAll(below directory: URL) throws -> [(file: URL, record: RunRecord)] {
        try files(below: directory).map { ($0, try read($0)) }
    }

    /// The files of all records below a folder, in the order of their paths, without what lies in hidden folders; none
    /// where the folder does not exist.
    ///
    /// - Throws: `InputError` for a folder that cannot be read.
    public static func files(below directory: URL) throws -> [URL] {
        guard FileManager.default.fileExists(atPath: directory.path) else { return [] }
        // A folder that cannot be looked into must not count as one without records: its runs would be trained again.
        var fault: InputError?
        let found = FileManager.default.enumerator(
            at: directory.resolvingSymlinksInPath(), includingPropertiesForKeys: nil
        ) { place, error in
            // Gone meanwhile, as the folder of a run that another worker has just finished: it holds nothing.
            guard FileManager.default.fileExists(atPath: place.path) else { return true }
            fault = InputError(
                place.path, expected: "a folder of records",
                found: "one that cannot be read (\(plainReason(of: error)))")
            return false
        }
        guard let found else { return [] }
        var files: [URL] = []
        for case let file as URL in found {
            if file.lastPathComponent.hasPrefix(".") {
                found.skipDescendants()  // claims and checkpoints of unfinished runs
            } else if file.pathExtension == "json" {
                files.append(file)
            }
        }
        if let fault { throw fault }
        return files.sorted { $0.path < $1.path }
    }
}

/// Size and time of a file, by which a change shows without reading it; both nil where there is no file.
public struct FileStamp: Hashable, Sendable {
    private let size: Int?
    private let modified: Date?

    /// Of the file as it is now.
    public init(_ file: URL) {
        let facts = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        (size, modified) = (facts?[.size] as? Int, facts?[.modificationDate] as? Date)
    }
}
