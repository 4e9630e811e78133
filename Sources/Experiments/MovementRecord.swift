import Core
import Foundation
import Terminal
import TextFormat

/// How every adapted matrix moved in one run, after each epoch; kept in `data/movement`, one small file a run.
public struct MovementRecord: Codable {
    /// The run's key, and the planned run itself.
    public let key: String
    public let run: PlannedRun
    public let layers: [String]
    /// One list an epoch, one value a layer.
    public let magnitudes, directions: [[Double]]
    public let score: Double

    /// `data/movement/NAME.json`
    public static func file(_ run: PlannedRun) -> URL {
        URL(fileURLWithPath: "data/movement").appending(path: run.name + ".json")
    }

    /// - Parameter store: has the run's record, whose key must be the file's: the same model and data.
    /// - Throws: `InputError` naming the command that makes the file again.
    public static func read(_ run: PlannedRun, in store: RunStore) throws -> MovementRecord {
        let file = file(run), found: MovementRecord
        func refuse(_ what: String) -> InputError {
            InputError(
                file.path, expected: "the movements of \(run.name)", found: what,
                advice: "Make it with `swift run chapter2-weight-decomposition --train`.")
        }
        do { found = try JSONDecoder().decode(MovementRecord.self, from: Data(contentsOf: file)) } catch {
            throw refuse(plainReason(of: error))
        }
        guard found.run == run else { throw refuse("those of \(found.run.name)") }
        if let key = try store.record(of: run)?.key, key != found.key {
            throw refuse("those of a run on another model or other data: its key is \(found.key), the record's \(key)")
        }
        guard found.magnitudes.count == found.directions.count, !found.layers.isEmpty,
            (found.magnitudes + found.directions).allSatisfy({ $0.count == found.layers.count })
        else {
            throw refuse("lists of other lengths than its \(found.layers.count) layers")
        }
        return found
    }

    /// Trains a run and measures; four significant digits are kept, which is what machines agree on.
    public static func measure(
        _ planned: PlannedRun, model directory: URL
    ) throws -> (movements: MovementRecord, record: RunRecord) {
        let classes = planned.configuration.task.classes
        let work = WorkProgress.begin(planned.name)
        defer { work.end() }
        let untouched = try SequenceClassifier(directory: directory, classes: classes, seed: 1)
        let run = try FineTuning(model: directory, data: planned.taskData, configuration: planned.configuration)
        var magnitudes: [[Double]] = [], directions: [[Double]] = []
        let record = try run.run { event in
            guard case .epoch = event else { return }
            let moved = zip(untouched.targets, run.model.targets).map { Movement(from: $0.base, to: $1.weight) }
            magnitudes.append(moved.map { roundedToSignificant($0.magnitude, digits: 4) })
            directions.append(moved.map { roundedToSignificant($0.direction, digits: 4) })
        }
        let movements = MovementRecord(
            key: record.key, run: planned, layers: untouched.targets.map(\.name), magnitudes: magnitudes,
            directions: directions, score: record.lastScore ?? 0)
        return (movements, record)
    }

    /// Measures what has no file yet; the runs are those of chapters 3 and 4, whose records are kept too where they are
    /// missing.
    public static func measureMissing() throws {
        let store = RunStore(), planned = methods.flatMap { Plan.mini($0) }
        try store.requireReadable(planned)
        let missing = planned.filter { (try? read($0, in: store)) == nil }
        note("\(missing.count) runs to train, about \(duration(Estimate.seconds(missing))) on two recent cores.")
        try AtomicFile.makeDirectory(URL(fileURLWithPath: "data/movement"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for (number, run) in missing.enumerated() {
            note("\(number + 1) of \(missing.count): \(run.name)")
            let (movements, record) = try measure(run, model: ModelDirectory.locate("minilm"))
            try AtomicFile.write(try encoder.encode(movements) + Data("\n".utf8), to: file(run))
            if try store.record(of: run) == nil {
                try AtomicFile.makeDirectory(run.recordDirectory)
                try record.write(to: run.recordDirectory.appending(path: record.fileName))
            }
        }
    }

    /// The correlation of ΔM with ΔD over the layers: averaged over the epochs, and of all points together, with their
    /// slope.
    public var correlations: (within: Double, overall: Double, slope: Double) {
        let each = zip(directions, magnitudes).map { LeastSquaresLine($0, $1).correlation }
        let all = LeastSquaresLine(directions.flatMap { $0 }, magnitudes.flatMap { $0 })
        return (each.reduce(0, +) / Double(each.count), all.correlation, all.slope)
    }

    /// The standard deviation of ΔM over the layers after the last epoch, relative to its mean.
    public var spread: Double {
        let last = Sample(magnitudes.last ?? [])
        return last.deviation / last.mean
    }
}
