import Core
import Foundation
import Terminal

/// Takes the folder that a command writes to, and says where the file system cannot keep others out.
///
/// - Throws: `InputError` when another process has it, or it cannot be made.
func holdOutput(_ directory: URL) throws -> OutputFolder {
    let folder = try OutputFolder(directory)
    if let fault = folder.lockFault {
        note(
            "warning: \(directory.path): the file system has no locks (\(fault)), so nothing keeps a second command out"
        )
    }
    return folder
}
