import Foundation
import Testing

@testable import Core

@Suite struct SafetensorsTests {
    func file(_ header: String, data: Int, length: UInt64? = nil) throws -> URL {
        let url = try Fixtures.temporary().appending(path: "model.safetensors")
        var bytes = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Data($0) }
        bytes.append(Data(header.utf8))
        bytes.append(Data(repeating: 0, count: data))
        try bytes.write(to: url)
        return url
    }

    @Test func tensorsSurviveARoundTripAndTheBytesAreTheSameEachTime() throws {
        let folder = try Fixtures.temporary()
        let a = Matrix.sample(3, 5, "a"), b = Matrix.sample(1, 4, "b")
        let files = [folder.appending(path: "1"), folder.appending(path: "2")]
        try Safetensors.write([.init("b", b), .init("a", a)], to: files[0])
        try Safetensors.write([.init("a", a), .init("b", b)], to: files[1])
        #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
        let read = try Safetensors(contentsOf: files[0])
        #expect(read.names == ["a", "b"])
        #expect(try read.matrix("a", 3, 5).values == a.values)
        #expect(read.entries["b"]?.shape == [4])
        #expect(try read.matrix("b", 1, 4).values == b.values)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["1", "2"],
            "no temporary file is left")
    }

    @Test func halfPrecisionIsWidened() throws {
        let url = try Fixtures.temporary().appending(path: "half.safetensors")
        let header =
            #"{"f":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"#
            + #""g":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}"#
        var bytes = withUnsafeBytes(of: UInt64(header.utf8.count)) { Data($0) }
        bytes.append(Data(header.utf8))
        for pattern in [Float16(1.5).bitPattern, Float16(-0.25).bitPattern, 0x3FC0, 0xBE80] {
            withUnsafeBytes(of: pattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        try bytes.write(to: url)
        let read = try Safetensors(contentsOf: url)
        #expect(try read.matrix("f", 1, 2).values == [1.5, -0.25])
        #expect(try read.matrix("g", 1, 2).values == [1.5, -0.25])
    }

    @Test(arguments: [
        ("truncated data", #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, 12),
        ("bytes after the end", #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, 20),
        (
            "overlap",
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
                + #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
            12
        ),
        (
            "gap",
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
                + #""b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}"#,
            20
        ),
        ("shape against offsets", #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}}"#, 16),
        ("unknown type", #"{"a":{"dtype":"F12","shape":[4],"data_offsets":[0,16]}}"#, 16),
        ("huge shape", #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,16]}}"#, 16),
        ("negative shape", #"{"a":{"dtype":"F32","shape":[-2,-2],"data_offsets":[0,16]}}"#, 16),
        ("reversed offsets", #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}}"#, 16),
        ("negative offsets", #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}"#, 16),
        ("not JSON", "{{{{", 0), ("an array", "[1]", 0), ("no offsets", #"{"a":{"dtype":"F32","shape":[4]}}"#, 16),
    ])
    func damagedFilesAreRefusedWithAReason(_ name: String, _ header: String, _ data: Int) throws {
        #expect(throws: InputError.self, "\(name)") { try Safetensors(contentsOf: file(header, data: data)) }
    }

    @Test func anOversizedHeaderLengthIsRefused() throws {
        for length in [UInt64.max, 1 << 40, 100] {
            #expect(throws: InputError.self) { try Safetensors(contentsOf: file("{}", data: 0, length: length)) }
        }
        let short = try Fixtures.temporary().appending(path: "short")
        try Data([1, 2, 3]).write(to: short)
        #expect(throws: InputError.self) { try Safetensors(contentsOf: short) }
        #expect(throws: InputError.self) { try Safetensors(contentsOf: short.appending(path: "absent")) }
    }

    @Test func aWrongTypeShapeNameOrNaNIsRefusedWhenReadAsFloats() throws {
        let read = try Safetensors(
            contentsOf: file(#"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#, data: 16))
        #expect(throws: InputError.self) { try read.matrix("a", 1, 2) }
        #expect(throws: InputError.self) { try read.matrix("a", 1, 3) }
        #expect(throws: InputError.self) { try read.matrix("b", 1, 2) }
        let url = try Fixtures.temporary().appending(path: "nan.safetensors")
        try Safetensors.write([.init("a", Matrix(1, 1, [.nan]))], to: url)
        #expect(throws: InputError.self) { try Safetensors(contentsOf: url).matrix("a", 1, 1) }
    }

    @Test func aMissingTensorOfAModelIsNamed() throws {
        let base = try Safetensors(contentsOf: Fixtures.directory.appending(path: "tiny-bert/model.safetensors"))
        let folder = try Fixtures.temporary(), missing = "bert.encoder.layer.1.output.dense.bias"
        try Safetensors.write(
            base.names.filter { $0 != missing }.map { name in
                let shape = base.entries[name]?.shape ?? []
                return .init(
                    name, try base.matrix(name, shape.count == 2 ? shape[0] : 1, shape.last ?? 0),
                    isVector: shape.count == 1)
            }, to: folder.appending(path: "model.safetensors"))
        try FileManager.default.copyItem(
            at: Fixtures.directory.appending(path: "tiny-bert/config.json"), to: folder.appending(path: "config.json"))
        #expect { try SequenceClassifier(directory: folder, seed: 1) } throws: { "\($0)".contains(missing) }
    }

    @Test func aTokenizerOfAnotherModelIsRefused() throws {
        let model = try SequenceClassifier(directory: Fixtures.directory.appending(path: "tiny-bert"), seed: 1)
        let tokenizer = try loadTokenizer(Fixtures.minilm)
        #expect { try model.requireFit(tokenizer, maxLength: 16, isPair: false) } throws: { "\($0)".contains("30522") }
    }

    @Test func aFileThatCannotBeWrittenLeavesTheOldOneWhole() throws {
        #expect(throws: InputError.self) {
            try AtomicFile.write(Data("x".utf8), to: URL(fileURLWithPath: "/proc/nowhere/file"))
        }
        let file = try Fixtures.temporary().appending(path: "file")
        try Data("old".utf8).write(to: file)
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try AtomicFile.write(to: file) { append in
                try Data("new".utf8).withUnsafeBytes { try append($0) }
                throw Stop()
            }
        }
        #expect(try Data(contentsOf: file) == Data("old".utf8))
    }
}
