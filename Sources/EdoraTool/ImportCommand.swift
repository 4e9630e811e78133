import Core
import Foundation

/// The command that makes a folder of this tool's from one that PEFT wrote.
enum ImportCommand {
    /// - Throws: `InputError` for a folder that is not read here whatever the command.
    static func refusal(of directory: URL) throws -> InputError {
        let adapter = try PEFTAdapter(directory: directory), base = adapter.baseName
        let isHere = base.map { FileManager.default.fileExists(atPath: $0 + "/config.json") } ?? false
        let name = base.map { isHere ? "" : " (\($0))" } ?? "", path = ShellText.quoted(directory.relativePath)
        return InputError(
            path, expected: "an adapter with \(AdapterDirectory.configurationName), which says its task",
            found: "one that \(adapter.writer ?? "PEFT") wrote",
            advice: """
                Import it, with the checkpoint that it was trained on\(name) and its task:
                  edora import --model \(isHere ? ShellText.quoted(base ?? "") : "MODEL") --adapter \(path) \
                --task TASK --output \(ShellText.quoted(directory.relativePath + "-edora"))
                """)
    }
}
