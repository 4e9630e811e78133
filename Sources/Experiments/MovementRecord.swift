import Core
import Foundation
import TextFormat

/// How every adapted matrix moved in one run, after each epoch; kept in `data/movement`, one small file a run.
public struct MovementRecord: MeasuredRun {
    /// The run's key, and the planned run itself.
    public let key: String
    public let run: PlannedRun
    public let layers: [String]
    /// One list an epoch, one value a layer.
    public let magnitudes, directions: [[Double]]
    public let score: Double

    public static let folder = "data/movement", content = "the movements"
    public static let command = "swift run chapter2-weight-decomposition --train"

    /// Those of chapters 3 and 4.
    public static func runs(in store: RunStore) throws -> [PlannedRun] { methods.flatMap { Plan.mini($0) } }

    public var fault: String? {
        let lists = magnitudes + directions
        return magnitudes.count == directions.count && !layers.isEmpty
            && lists.allSatisfy { $0.count == layers.count }
            ? nil : "lists of other lengths than its \(layers.count) layers"
    }

    public static func measure(
        _ planned: PlannedRun, model directory: URL
    ) throws -> (found: MovementRecord, record: RunRecord) {
        let classes = planned.configuration.task.classes
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

    /// The correlation of ΔM with ΔD over the layers: averaged over the epochs, and of all points together, with their
    /// slope.
    public var correlations: (within: Double, overall: Double, slope: Double) {
        let each = zip(directions, magnitudes).map { LeastSquaresLine($0, $1).correlation }
        let all = LeastSquaresLine(directions.flatMap { $0 }, magnitudes.flatMap { $0 })
        return (each.reduce(0, +) / Double(each.count), all.correlation, all.slope)
    }

    /// The correlation of ΔM with ΔD over the matrices of one kind (query, value and so on), mean over kinds and
    /// epochs: without what the kinds have in common, such as their sizes.
    public var correlationByKind: Double {
        let kinds = Dictionary(grouping: layers.indices) { TargetNames.ofKind(layers[$0]) }
        let each = zip(directions, magnitudes).flatMap { directions, magnitudes in
            kinds.values.map { kind in
                LeastSquaresLine(kind.map { directions[$0] }, kind.map { magnitudes[$0] }).correlation
            }
        }
        return Sample(each.sorted()).mean
    }

    /// The standard deviation of ΔM over the layers after the last epoch, relative to its mean.
    public var spread: Double {
        let last = Sample(magnitudes.last ?? [])
        return last.deviation / last.mean
    }
}
