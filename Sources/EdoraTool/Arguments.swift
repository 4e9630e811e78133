import ArgumentParser
import Core
import Foundation

/// How values of the library are written on the command line.
extension AdapterMethod: ExpressibleByArgument {
    public init?(argument: String) {
        guard let method = AdapterMethod.named(argument) else { return nil }
        self = method
    }

    public static var allValueStrings: [String] { all.map(\.id) }
}

extension TextTask: ExpressibleByArgument {
    public init?(argument: String) {
        guard let task = GLUE.task(named: argument) else { return nil }
        self = task
    }

    public static var allValueStrings: [String] { GLUE.tasks.map(\.name) }
}

extension Basis.SigmaSide: ExpressibleByArgument {}
extension AdapterConfiguration.BasisKind: ExpressibleByArgument {}
extension AdapterConfiguration.Decomposed: ExpressibleByArgument {}
extension AdapterConfiguration.Vectors: ExpressibleByArgument {}
extension AdapterConfiguration.Algorithm: ExpressibleByArgument {}
extension Pooling: ExpressibleByArgument {}
extension StepPlan.Schedule: ExpressibleByArgument {}
extension TextTask.Split: ExpressibleByArgument {}
extension Division: ExpressibleByArgument {}

/// A path that a person gave. An empty one, such as a shell's unset variable, is none.
struct PathArgument: ExpressibleByArgument, CustomStringConvertible {
    let description: String
    var url: URL { URL(fileURLWithPath: description) }

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        description = argument
    }
}

/// Whether there is a folder at a path.
func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}

/// `--scaling 1.5` or `--scaling alpha/r`.
enum ScalingOption: ExpressibleByArgument {
    case value(Double), alphaOverRank

    init?(argument: String) {
        if argument == "alpha/r" {
            self = .alphaOverRank
        } else {
            guard let value = Double(argument) else { return nil }
            self = .value(value)
        }
    }
}
