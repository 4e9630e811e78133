import ArgumentParser
import Core
import Foundation

struct MakeMiniGLUE: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mini-glue", abstract: "Generate the embedded tasks; the same bytes every time.")

    @Option(help: "Folder to write to.") var output = "data/mini-glue"

    func run() throws {
        try MiniGLUE.write(to: URL(fileURLWithPath: output))
        print("mini-glue written to \(output)")
    }
}
