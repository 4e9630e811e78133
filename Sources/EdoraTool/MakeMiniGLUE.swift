import ArgumentParser
import Foundation
import MiniGLUE

struct MakeMiniGLUE: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mini-glue", abstract: "Generate the embedded tasks; the same bytes every time.")

    @Option(help: "Folder to write to. (default: data/mini-glue)") var output: PathArgument?

    func run() throws {
        let folder = output?.url ?? URL(fileURLWithPath: "data/mini-glue")
        try MiniGLUE.write(to: folder)
        print("mini-glue written to \(folder.relativePath)")
    }
}
