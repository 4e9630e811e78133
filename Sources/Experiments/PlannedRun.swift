import Core
import Foundation

/// One run of an experiment, trained or not: the model, the data and the configuration.
///
/// A plan is a list of them, and a plan's file has one a line, as JSON.
public struct PlannedRun: Codable, Sendable, Equatable {
    /// `minilm` or `roberta-base`: a folder in data/models. For a run with places of its own, the folder's name.
    public let backbone: String
    /// `glue` or `mini-glue`: a folder in data. For a run with places of its own, the name of its data.
    public let data: String
    public let configuration: TrainingConfiguration
    /// Where model, rows and record of a run of one's own are; nil for the project's.
    public let places: Places?

    /// Paths relative to the working folder, or absolute.
    public struct Places: Codable, Sendable, Equatable {
        /// The checkpoint: a folder, or the name of one that set-up provides.
        public let model: String
        public let data: TaskData
        /// The folder of the records.
        public let records: String
        /// What the run's rows cost, for estimates; nil where nobody counted.
        public let cost: Cost?
    }

    /// The rows of a run, counted before it starts.
    public struct Cost: Codable, Sendable, Equatable {
        /// Rows that train in an epoch, and rows that evaluate after it.
        public let train, dev: Int
        /// Mean tokens of a row.
        public let tokens: Double
    }

    public init(backbone: String = "minilm", data: String, _ configuration: TrainingConfiguration) {
        (self.backbone, self.data, self.configuration, places) = (backbone, data, configuration, nil)
    }

    /// A run on data of one's own, whose record goes into a folder of one's own.
    ///
    /// - Throws: `InputError` where there is no such model.
    public init(
        model: String, data: TaskData, records: String, cost: Cost? = nil, _ configuration: TrainingConfiguration
    ) throws {
        backbone = try ModelDirectory.locate(model).lastPathComponent
        (self.data, self.configuration) = (data.name, configuration)
        places = Places(model: model, data: data, records: records, cost: cost)
    }

    /// The checkpoint, for `ModelDirectory.locate`.
    public var model: String { places?.model ?? backbone }

    /// Where its rows are.
    public var taskData: TaskData { places?.data ?? .folder(URL(fileURLWithPath: "data").appending(path: data)) }

    /// Where its record lies: `data/runs/minilm/glue`; runs evaluated on held-out rows have a folder of their own.
    public var recordDirectory: URL {
        let division = configuration.rows.division.map { "-" + $0.rawValue } ?? ""
        return URL(fileURLWithPath: places?.records ?? "data/runs").appending(path: backbone)
            .appending(path: data + division)
    }

    /// The path of its record in the repository, for links.
    public func recordPath(_ record: RunRecord) -> String { recordDirectory.relativePath + "/" + record.fileName }

    /// Tells planned runs apart before their inputs are read: twelve hexadecimal digits of the SHA-256 of its line.
    public var id: String { Self.digest(line) }

    /// Tells plans apart: the same of their lines.
    public static func id(of plan: [PlannedRun]) -> String { digest(plan.map(\.line).joined(separator: "\n")) }

    private static func digest(_ text: String) -> String { String(sha256(Data(text.utf8)).prefix(12)) }

    /// Each once, where a plan or its tables name it first.
    public static func distinct(_ plan: [PlannedRun]) -> [PlannedRun] {
        var lines: Set<String> = []
        return plan.filter { lines.insert($0.line).inserted }
    }

    /// `SST-2-edora-r16-s1-ID`
    public var name: String { String(RunRecord.fileName(configuration, key: id).dropLast(".json".count)) }

    /// Its line in a plan's file.
    public var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a configuration with numbers that are not finite")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Reads a plan's file.
    ///
    /// - Throws: `InputError` with file and line; a file without a run is none.
    public static func readPlan(_ file: URL) throws -> [PlannedRun] {
        let text: String, advice = "Make one with `edora sweep plan --chapter 3 --output \(file.lastPathComponent)`."
        do { text = try String(contentsOf: file, encoding: .utf8) } catch {
            throw InputError(
                file.path, expected: "a plan, one run a line", found: "no file that can be read", advice: advice)
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw InputError(file.path, expected: "a plan, one run a line", found: "an empty file", advice: advice)
        }
        return try text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
            number, line in
            guard !line.allSatisfy(\.isWhitespace) else { return nil }
            let place = "\(file.path):\(number + 1)", run: PlannedRun
            if let key = repeatedKey(inJSON: Array(line.utf8)) {
                throw InputError("\(place): \"\(key)\"", expected: "each key once", found: "it twice")
            }
            do { run = try JSONDecoder().decode(PlannedRun.self, from: Data(line.utf8)) } catch {
                throw InputError(place, expected: "a planned run as JSON", found: plainReason(of: error))
            }
            try run.validate(place, line: Data(line.utf8))
            return run
        }
    }

    /// Names are parts of paths, values must make sense, and a key that is not known, perhaps misspelt, would change
    /// nothing in silence.
    private func validate(_ place: String, line: Data) throws {
        for (key, name) in [("backbone", backbone), ("data", data)]
        where name.isEmpty || name.hasPrefix(".") || name.contains("/") {
            throw InputError(
                "\(place): \"\(key)\"", expected: "the plain name of a folder, as minilm or glue", found: name)
        }
        if let cost = places?.cost {
            let rows = 0 ... 1 << 40
            guard rows.contains(cost.train), rows.contains(cost.dev), cost.tokens >= 0, cost.tokens <= 1e6 else {
                throw InputError(
                    "\(place): \"cost\"", expected: "rows from 0 to 2^40 and up to a million tokens in one",
                    found: "\(cost.train) and \(cost.dev) rows of \(cost.tokens) tokens")
            }
        }
        do { try configuration.validate() } catch let error as InputError {
            throw InputError("\(place): \(Self.key(of: error.place))", expected: error.expected, found: error.found)
        }
        let given = Self.keys(try JSONSerialization.jsonObject(with: line)),
            known = Self.keys(try JSONSerialization.jsonObject(with: Data(self.line.utf8)))
                .union(["configuration.precision"])  // not written for float32
        if let unknown = given.subtracting(known).min() {
            throw InputError(place, expected: "the keys that `edora sweep plan` writes", found: unknown)
        }
    }

    /// A plan's line is JSON, where settings go by keys: `"learningRate"` is the property `rates.adapter`.
    private static func key(of place: String) -> String {
        guard let property = place.wholeMatch(of: /[a-z]+\.([A-Za-z]+)/)?.1 else { return place }
        let rates = [
            "rates.adapter": "learningRate", "rates.head": "headLearningRate",
            "rates.magnitudes": "magnitudeLearningRate",
        ]
        return "\"\(rates[place] ?? String(property))\""
    }

    /// The path of every value that is not null: `configuration.adapter.rank`.
    private static func keys(_ value: Any, _ path: String = "") -> Set<String> {
        guard let object = value as? [String: Any] else { return value is NSNull ? [] : [path] }
        return object.reduce(into: []) { $0.formUnion(keys($1.value, path.isEmpty ? $1.key : "\(path).\($1.key)")) }
    }
}
