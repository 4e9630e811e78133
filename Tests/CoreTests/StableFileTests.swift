@testable import Core
import Foundation
import Testing

/// Files that change while they are read.
struct StableFileTests {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "stable-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func remove() { try? FileManager.default.removeItem(at: folder) }

    /// A file with one tensor of 300,000 rows of four.
    private func tensors(_ value: Float = 1) throws -> URL {
        let file = folder.appending(path: "model.safetensors")
        try Safetensors.write([.init("a", Matrix(300_000, 4) { _, _ in value }, isVector: false)], to: file)
        return file
    }

    /// As `truncate`, another copy to the same place, or a write in the middle do it. The process must not end.
    @Test(arguments: ["shorter", "empty", "rewritten"])
    func aFileThatIsWrittenToIsNamed(how: String) throws {
        defer { remove() }
        let file = try tensors(), source = try Safetensors(contentsOf: file)
        _ = try source.matrix("a", 300_000, 4)
        let handle = try FileHandle(forWritingTo: file)
        switch how {
        case "shorter": try handle.truncate(atOffset: 1_000_000)
        case "empty": try handle.truncate(atOffset: 0)
        default:
            try handle.seek(toOffset: 1_000_000)
            try handle.write(contentsOf: Data([1, 2, 3, 4]))
        }
        try handle.close()
        let error = #expect(throws: InputError.self) { try source.matrix("a", 300_000, 4) }
        #expect(error?.place == file.path && error?.found.contains("written to meanwhile") == true)
    }

    /// Renaming is how files are replaced: the one that was opened stays whole.
    @Test func aFileThatAnotherReplacesIsReadToItsEnd() throws {
        defer { remove() }
        let source = try Safetensors(contentsOf: tensors(1))
        _ = try tensors(2)
        #expect(try source.matrix("a", 300_000, 4)[7, 2] == 1)
        #expect(try Safetensors(contentsOf: tensors(2)).matrix("a", 300_000, 4)[7, 2] == 2)
    }

    /// Half precision is read in pieces, of which this has three.
    @Test(arguments: ["F16", "BF16"]) func halfPrecisionIsReadInPieces(type: String) throws {
        defer { remove() }
        let count = 1_200_000, file = folder.appending(path: "half.safetensors")
        func value(_ i: Int) -> Float { Float(i % 251) - 100 }
        let bits = (0 ..< count).map {
            type == "F16" ? Float16(value($0)).bitPattern : UInt16(value($0).bitPattern >> 16)
        }
        let header = Data(#"{"a":{"dtype":"\#(type)","shape":[\#(count)],"data_offsets":[0,\#(2 * count)]}}"#.utf8)
        var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header
        bits.withUnsafeBytes { data.append(contentsOf: $0) }
        try data.write(to: file)
        let matrix = try Safetensors(contentsOf: file).matrix("a", 1, count)
        #expect((0 ..< count).allSatisfy { matrix[0, $0] == value($0) })
        #expect(try fileDigest(file) == sha256(data))
    }

    /// A pipe would be waited for without end.
    @Test(.timeLimit(.minutes(10))) func whatIsNoOrdinaryFileIsRefused() throws {
        defer { remove() }
        let pipe = folder.appending(path: "pipe")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        for (place, found) in [(pipe, "a device or a pipe"), (folder, "a folder")] {
            for read in [{ _ = try Safetensors(contentsOf: place) }, { _ = try fileDigest(place) }] {
                let error = #expect(throws: InputError.self) { try read() }
                #expect(error?.found == found)
            }
        }
    }
}
