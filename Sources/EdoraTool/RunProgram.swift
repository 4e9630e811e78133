import Core
import Foundation

/// Runs a program of the search path to its end.
///
/// - Throws: `InputError` when it ends with another status than 0.
func runProgram(_ arguments: [String], in folder: URL? = nil, expected: String, advice: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw InputError(
            arguments[0], expected: expected, found: "exit status \(process.terminationStatus)", advice: advice)
    }
}
