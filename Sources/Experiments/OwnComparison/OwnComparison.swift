import Core
import Foundation

/// A question of one's own: several settings on data and a checkpoint of one's own, over seeds.
///
/// It is kept as a file in its folder, `compare.json`; plan, results and page follow from it and from the records
/// beside it.
public struct OwnComparison: Codable, Sendable {
    public static let fileName = "compare.json"

    /// Which rows of each data set, and how they are cut.
    public struct Limits: Codable, Sendable, Equatable {
        public let batchSize, maxLength: Int
        /// Trains on so many first rows; nil for all.
        public let trainLimit: Int?

        public init(batchSize: Int = 32, maxLength: Int = 128, trainLimit: Int? = nil) {
            (self.batchSize, self.maxLength, self.trainLimit) = (batchSize, maxLength, trainLimit)
        }

        func rows(_ devShare: DevShare?) -> RowSelection {
            RowSelection(maxLength: maxLength, trainLimit: trainLimit, devShare: devShare)
        }
    }

    /// How a rate is searched: on so many training rows, drawn from all but a tenth that is held out and evaluates, for
    /// so many epochs.
    public struct Search: Codable, Sendable, Equatable {
        public let rows, epochs: Int

        public init(rows: Int = 2_000, epochs: Int = 2) { (self.rows, self.epochs) = (rows, epochs) }
    }

    /// A method at a rank, and how many values it trains without the head.
    public struct Entry: Codable, Sendable, Equatable {
        public let method: AdapterMethod
        public let rank: Int
        public let trainedValues: Int
        public var setting: Setting { Setting(method, rank: rank) }
    }

    /// The command that asked, as it was given; of the question it is no part.
    public var command: [String]
    /// The checkpoint, as it was given.
    public let model: String
    /// SHA-256 of its weights.
    public let modelDigest: String
    public let data: [ComparedData]
    /// The first is what the others are compared with.
    public let entries: [Entry]
    /// Seeds 1 to this.
    public let seedCount: Int
    public let limits: Limits
    /// nil where no rate is searched.
    public let search: Search?
    /// Rates that were given, by the method's id: those are not searched.
    public let givenRates: [String: Double]
    /// Where the comparison lies, as it was given: its records are below.
    public var folder = "."

    private enum CodingKeys: CodingKey {
        case command, model, modelDigest, data, entries, seedCount, limits, search, givenRates
    }

    /// - Parameters:
    ///   - settings: the first is what the others are compared with.
    ///   - rates: by the method's id, for those that are not searched.
    /// - Throws: `InputError` for fewer than two settings or one twice, a rank that the model has no room for, and a
    ///   value that makes no sense.
    public init(
        command: [String], model: String, data: [ComparedData], settings: [Setting], seedCount: Int, limits: Limits,
        search: Search?, rates: [String: Double], folder: String
    ) throws {
        let directory = try ModelDirectory.locate(model),
            shape = try BackboneFamily.configuration(of: directory)
        for setting in settings { try Self.requireRank(setting, of: shape, model) }
        entries = settings.map {
            Entry(
                method: $0.method, rank: $0.rank, trainedValues: shape.trainableCount($0.method, rank: $0.rank))
        }
        modelDigest = try ModelWeights.digest(of: directory)
        (self.command, self.model, self.data, self.seedCount) = (command, model, data, seedCount)
        (self.limits, self.search, givenRates, self.folder) = (limits, search, rates, folder)
        try validate()
    }

    private static func requireRank(_ setting: Setting, of shape: any BackboneConfiguration, _ model: String) throws {
        let largest = setting.method.largestRank(of: shape.adapterTargets)
        guard !setting.method.hasRank || (1 ... largest).contains(setting.rank) else {
            throw InputError("--rank", expected: "1 to \(largest) for \(model)", found: "\(setting.rank)")
        }
    }

    /// - Throws: `InputError` for fewer than two settings or one twice, and a value that makes no sense.
    func validate() throws {
        guard settings.count > 1, Set(settings).count == settings.count else {
            throw InputError(
                "--methods", expected: "two settings or more, each once",
                found: settings.map(\.title).joined(separator: "; "),
                advice: "Such as --methods edora,lora, or one method at two ranks: --methods lora --rank 4,16.")
        }
        for (option, value, range) in [
            ("--seeds", seedCount, 1 ... 100), ("--search-rows", search?.rows ?? 1, 1 ... 1_000_000_000),
        ] where !range.contains(value) {
            throw InputError(
                option, expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(value)")
        }
        if let unused = givenRates.keys.filter({ id in !settings.contains { $0.method.id == id } }).min() {
            throw InputError("--rates", expected: "one of the methods that are compared", found: unused)
        }
        for one in data {
            for entry in entries { try configuration(entry.setting, one, rate: nil, seed: 1).validate() }
        }
        if let search { try TrainingConfiguration.requireEpochs(search.epochs, "--search-epochs") }
    }

    public var settings: [Setting] { entries.map(\.setting) }
    public var seeds: [UInt64] { (1 ... UInt64(seedCount)).map { $0 } }
    /// `compare.json` in its folder.
    public var file: URL { URL(fileURLWithPath: folder).appending(path: Self.fileName) }
}

extension TrainingConfiguration {
    static func requireEpochs(_ epochs: Int, _ option: String) throws {
        guard (1 ... 100_000).contains(epochs) else {
            throw InputError(option, expected: "1 to 100000", found: "\(epochs)")
        }
    }
}
