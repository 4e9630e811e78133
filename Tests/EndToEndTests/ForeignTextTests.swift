import Core
import Foundation
import Testing

/// Names from files of others, on a terminal: none of them moves the cursor or passes for a line of the tool's own.
@Suite(.timeLimit(.minutes(10))) struct ForeignTextTests {
    private static let hostile = "a\u{1B}[2J\u{1B}]0;x\u{7}\r\nForged: 1.0\u{202E}é日\u{9B}31m"
    private static let shown = #"a\u{1B}[2J\u{1B}]0;x\u{7}\r\nForged: 1.0\u{202E}é日\u{9B}31m"#

    private func isPlain(_ text: String) -> Bool {
        !text.unicodeScalars.contains {
            $0 != "\n" && ($0.properties.generalCategory == .control || (0x2028 ... 0x202E).contains($0.value))
        }
    }

    /// A folder with MiniLM's config.json, changed, and one small tensor.
    private func model(_ change: (inout [String: Any]) -> Void = { _ in }, tensor: String = "x") throws -> URL {
        let folder = try Tool.temporary()
        let config = Tool.root.appending(path: "data/models/minilm/config.json")
        var fields = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: config)) as? [String: Any])
        change(&fields)
        try JSONSerialization.data(withJSONObject: fields).write(to: folder.appending(path: "config.json"))
        try Safetensors.write(
            [.init(tensor, Matrix(1, 1), isVector: true)], to: folder.appending(path: "model.safetensors"))
        return folder
    }

    @Test func namesOfTensorsAreListedOnOneLine() throws {
        let result = try Tool.edora("info", try model(tensor: Self.hostile).path)
        #expect(result.status == 0 && isPlain(result.output), "\(result.output)")
        #expect(result.output.split(separator: "\n").last == "  F32 [1] " + Self.shown[...], "\(result.output)")
    }

    @Test func keysAndValuesOfAGGUFFileAreListedOnOneLine() throws {
        func bytes<Number: FixedWidthInteger>(_ number: Number) -> Data {
            withUnsafeBytes(of: number.littleEndian) { Data($0) }
        }
        func string(_ text: String) -> Data { bytes(UInt64(text.utf8.count)) + Data(text.utf8) }
        let file = try Tool.temporary().appending(path: "model.gguf")
        var data = Data("GGUF".utf8) + bytes(UInt32(3)) + bytes(UInt64(0)) + bytes(UInt64(2))
        for key in ["general.architecture", Self.hostile] {
            data += string(key) + bytes(UInt32(8)) + string(Self.hostile)
        }
        try data.write(to: file)
        for path in [file.path, file.deletingLastPathComponent().path] {
            let result = try Tool.edora("info", path)
            #expect(result.status == 0 && isPlain(result.output), "\(result.output)")
            #expect(result.output.contains("architecture \"\(Self.shown)\""), "\(result.output)")
            #expect(result.output.contains("  \(Self.shown): \"\(Self.shown)\"\n"), "\(result.output)")
        }
    }

    @Test func aWrongFieldIsToldOnOneLineAndCut() throws {
        let type = String(repeating: Self.hostile, count: 2000)
        let result = try Tool.edora("info", try model { $0["model_type"] = type }.path)
        #expect(result.status == 1 && isPlain(result.errors), "\(result.errors.prefix(2000))")
        #expect(result.errors.contains(Self.shown) && result.errors.contains("characters left out"))
        #expect(result.errors.count < 3000 && !result.errors.contains("\nForged"), "\(result.errors)")
    }

    /// The class is part of a command that is there to be copied.
    @Test func aCommandOfTheAdviceRunsNothingOfTheFile() throws {
        let marker = try Tool.temporary().appending(path: "marker")
        let folder = try model { $0["architectures"] = ["X'; touch \(marker.path); '"] }
        try FileManager.default.removeItem(at: folder.appending(path: "model.safetensors"))
        try Data("x".utf8).write(to: folder.appending(path: "pytorch_model.bin"))
        let result = try Tool.edora("predict", "--model", folder.path, "A text.")
        #expect(result.status == 1 && result.errors.contains("import AutoModelForSequenceClassification as"))
        #expect(!result.errors.contains("touch"), "\(result.errors)")
    }
}
