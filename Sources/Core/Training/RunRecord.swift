import Crypto
import Foundation

/// What a finished run leaves behind: enough to cite it, check it and make it again.
public struct RunRecord: Codable, Sendable, Equatable {
    /// The scores after one epoch, as fractions.
    public struct Epoch: Codable, Sendable, Equatable {
        public let epoch: Int
        public let step: Int
        /// Mean loss over the epoch's training steps.
        public let trainLoss: Double
        public let metrics: [String: Double]
    }

    /// SHA-256 of the files that went in.
    public struct Inputs: Codable, Sendable, Equatable {
        public let model: String
        /// The checkpoint's config.json, which holds dropout, heads and epsilon; nil in records made before it was kept.
        public let modelConfiguration: String?
        public let tokenizer: String
        public let train: String
        public let dev: String
        /// Rows used.
        public let trainRows: Int
        public let devRows: Int

        public init(model: String, modelConfiguration: String?, tokenizer: String, train: String, dev: String, trainRows: Int, devRows: Int) {
            (self.model, self.modelConfiguration, self.tokenizer) = (model, modelConfiguration, tokenizer)
            (self.train, self.dev) = (train, dev)
            (self.trainRows, self.devRows) = (trainRows, devRows)
        }
    }

    public struct Counts: Codable, Sendable, Equatable {
        public let adapter: Int
        public let head: Int
    }

    /// Facts about the machine and the time taken; they explain a run and do not define it.
    public struct Circumstances: Codable, Sendable, Equatable {
        public let processor: String
        public let threads: Int
        public let blasKernel: String
        public let trainingSeconds: Double
        public let evaluationSeconds: Double
        public let examplesPerSecond: Double
    }

    public var format = 1
    /// First 12 hexadecimal digits of SHA-256 over configuration and inputs: what changes the numbers.
    public let key: String
    /// The name of the backbone, `minilm` or a folder's name.
    public let backbone: String
    /// The name of the task collection: `glue`, `mini-glue` or a folder's name.
    public let data: String
    public let configuration: TrainingConfiguration
    public let inputs: Inputs
    public let trainableValues: Counts
    /// Reasons for matrices that were left without an adapter.
    public let skipped: [String]
    public let epochs: [Epoch]
    /// The epoch with the best score of the task's metric. The last is `epochs.last`; the two are never mixed.
    public let bestEpoch: Int
    /// The loss of every step, before its update; seven significant digits.
    public let losses: [Double]
    public let circumstances: Circumstances

    public var last: Epoch? { epochs.last }
    public var best: Epoch? { epochs.first { $0.epoch == bestEpoch } }

    /// The key of a run that is still to be made.
    public static func key(_ configuration: TrainingConfiguration, _ inputs: Inputs) throws -> String {
        struct Identity: Codable {
            let configuration: TrainingConfiguration
            let inputs: Inputs
        }
        let data = try encoder.encode(Identity(configuration: configuration, inputs: inputs))
        return String(SHA256.hash(data: data).hexadecimal.prefix(12))
    }

    /// `TASK-METHOD-rRANK-sSEED-KEY.json`; methods without a rank leave it out.
    public var fileName: String { Self.fileName(configuration, key: key) }

    public static func fileName(_ configuration: TrainingConfiguration, key: String) -> String {
        let method = configuration.adapter.method
        let rank = method.isLowRank ? "-r\(configuration.adapter.rank)" : ""
        return "\(configuration.task.rawValue)-\(method.rawValue)\(rank)-s\(configuration.seed)-\(key).json"
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    public func write(to file: URL) throws {
        var data = try Self.encoder.encode(self)
        data.append(UInt8(ascii: "\n"))
        try AtomicFile.write(data, to: file)
    }

    /// - Throws: `InputError` when the file is not a run record.
    public static func read(_ file: URL) throws -> RunRecord {
        do { return try JSONDecoder().decode(RunRecord.self, from: Data(contentsOf: file)) } catch {
            throw InputError(file.path, expected: "a run record", found: "\(error)")
        }
    }

    /// All records below a folder, in the order of their paths; none where the folder does not exist.
    public static func readAll(below directory: URL) throws -> [(file: URL, record: RunRecord)] {
        guard let found = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil) else { return [] }
        let files = found.compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }
        return try files.sorted { $0.path < $1.path }.map { ($0, try read($0)) }
    }
}

/// A number cut to so many significant digits; seven are what a float can say, so that records hold that and no more.
public func significant(_ value: Double, digits: Int = 7) -> Double {
    Double(String(format: "%.\(digits)g", value)) ?? value
}

extension Digest {
    var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// SHA-256 of a file, in hexadecimal.
///
/// - Throws: `InputError` when the file cannot be read.
public func fileDigest(_ file: URL) throws -> String {
    do { return SHA256.hash(data: try Data(contentsOf: file, options: .alwaysMapped)).hexadecimal } catch {
        throw InputError(file.path, expected: "a file", found: "none that can be read (\(reason(error)))")
    }
}
