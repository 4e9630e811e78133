import Core
import Foundation

/// Six small tasks in GLUE's file layout, with sentences generated from grammars.
///
/// They let every chapter run the same way on every machine, without a download. Labels follow from how a
/// sentence was made and carry no noise; what decides them is structure (agreement, scope, roles, order), so
/// that a frozen encoder with a linear classifier does clearly worse than a fine-tuned one.
public enum MiniGLUE {
    /// The seed of every draw; another would give other files than data/mini-glue.
    public static let seed: UInt64 = 20_240

    /// The files with their paths relative to the data folder (`CoLA/train.tsv`), in a fixed order.
    ///
    /// The same bytes on every call and every machine.
    public static func files() -> [(path: String, contents: [UInt8])] {
        [MiniCoLA.files(), MiniSST2.files(), MiniMRPC.files(), MiniSTSB.files(), MiniQNLI.files(), MiniRTE.files()]
            .flatMap { $0 }
    }

    /// Writes the files below `directory`, each in its task's folder.
    ///
    /// - Throws: `InputError` when a folder or file cannot be written.
    public static func write(to directory: URL) throws {
        for file in files() {
            let target = directory.appending(path: file.path)
            try OutputFolder.requireNoLink(target.deletingLastPathComponent())
            try AtomicFile.makeDirectory(target.deletingLastPathComponent())
            try AtomicFile.write(Data(file.contents), to: target)
        }
    }

    /// The two files of a task from their lines.
    static func task(_ name: String, header: String?, train: [String], dev: [String]) -> [(
        path: String, contents: [UInt8]
    )] {
        [("train", train), ("dev", dev)].map { split, rows in
            let lines = (header.map { [$0] } ?? []) + rows
            return (path: "\(name)/\(split).tsv", contents: Array((lines.joined(separator: "\n") + "\n").utf8))
        }
    }
}

extension MiniGLUE {
    /// A score with three decimals, without going through a locale or the C library.
    static func threeDecimals(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded())
        let fraction = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
