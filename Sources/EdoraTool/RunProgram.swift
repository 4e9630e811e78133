import Core
import Foundation

/// Runs a program of the search path to its end.
///
/// Names of files among the arguments are whole paths, which no program takes for options.
///
/// - Throws: `InputError` when it ends with another status than 0.
func runProgram(_ arguments: [String], expected: String, advice: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw InputError(
            arguments[0], expected: expected, found: "exit status \(process.terminationStatus)", advice: advice)
    }
}
