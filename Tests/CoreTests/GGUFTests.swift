import Foundation
import Testing

@testable import Core

/// Reference: ggml's own package, by `scripts/make_gguf_fixture.py`.
private struct BlocksFixture: Decodable {
    struct Tensor: Decodable {
        let type: String
        let shape: [Int]
        let sha256: String
        let first: [UInt32]
    }

    let metadata: [String: [String]]
    let tensors: [String: Tensor]
    /// Of Gemma's file: the digest of those of its tensors.
    let gemma: String

    static let folder = Fixtures.directory.appending(path: "gguf")
    static let file = folder.appending(path: "blocks.gguf")

    static func load() throws -> BlocksFixture {
        try JSONDecoder().decode(BlocksFixture.self, from: Data(contentsOf: folder.appending(path: "blocks.json")))
    }
}

extension GGUFValue {
    /// As the fixture has them: whole numbers as decimals, others by their bits.
    fileprivate var texts: [String] {
        switch self {
        case .unsigned, .signed, .bool: [summary]
        case .float32(let value): ["\(value.bitPattern)"]
        case .float64(let value): ["\(value.bitPattern)"]
        case .text(let text): [text]
        case .array(let array):
            array.strings.map { $0.map { String(decoding: $0, as: UTF8.self) } }
                ?? (0 ..< array.count).flatMap { number -> [String] in
                    let size = array.kind.size ?? 0
                    return GGUFValue(array.kind, array.bytes[number * size ..< (number + 1) * size])?.texts ?? []
                }
        }
    }
}

@Suite struct GGUFTests {
    /// A file may be long and hold nothing: what it promises must not be asked of memory.
    @Test func aValueThatIsTooLargeIsRefusedBeforeItIsRead() throws {
        func number<T: FixedWidthInteger>(_ value: T) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
        let file = try Fixtures.temporary().appending(path: "long.gguf")
        // One key, "k", an array of type 0 (bytes of 1) or 8 (strings, of 8 and more).
        for (kind, size) in [(UInt32(0), UInt64(1)), (8, 8)] {
            let count = UInt64(1) << 29
            let head =
                Data("GGUF".utf8) + number(UInt32(3)) + number(UInt64(0)) + number(UInt64(1))
                + number(UInt64(1)) + Data("k".utf8) + number(UInt32(9)) + number(kind) + number(count)
            try head.write(to: file)
            #expect(truncate(file.path, off_t(UInt64(head.count) + count * size)) == 0)
            let fault = #expect(throws: InputError.self) { try GGUF(contentsOf: file) }
            #expect(
                fault?.expected.contains("at most") == true && fault?.found == "\(count)",
                "\(String(describing: fault))")
        }
    }

    @Test func metadataOfEveryTypeEqualsThatOfTheOtherReader() throws {
        let file = try GGUF(contentsOf: BlocksFixture.file), expected = try BlocksFixture.load().metadata
        #expect(Set(file.keys) == Set(expected.keys))
        #expect(file.values.mapValues(\.texts) == expected)
        #expect(file.values["toy.many"]?.summary == "100 values of type int32")
        #expect(file.values["toy.texts"]?.summary == #"["", "a", "▁the"]"#)
    }

    @Test func tensorsOfEveryTypeHaveTheBitsThatTheOtherReaderMakes() throws {
        let file = try GGUF(contentsOf: BlocksFixture.file), expected = try BlocksFixture.load().tensors
        #expect(Set(file.names) == Set(expected.keys))
        #expect(Set(expected.values.map(\.type)) == Set(BlockFormat.all.filter { $0.unpack != nil }.map(\.name)))
        for (name, tensor) in expected {
            let entry = try #require(file.entries[name])
            #expect(entry.format.name == tensor.type && entry.shape == tensor.shape, "\(name)")
            let rows = tensor.shape.count == 2 ? tensor.shape[0] : 1, columns = tensor.shape.last ?? 0
            for threads in [1, 2] {
                let matrix = try file.matrix(name, rows, columns, threads: threads)
                #expect(matrix.values.prefix(4).map(\.bitPattern) == tensor.first, "\(name)")
                #expect(sha256(matrix.values.withUnsafeBytes { Data($0) }) == tensor.sha256, "\(name)")
            }
            let quantised = try file.quantised(name, rows, columns)
            #expect(quantised.matrix(threads: 2).values == (try file.matrix(name, rows, columns)).values, "\(name)")
            let row = Matrix(1, columns)
            quantised.unpackRow(rows - 1, into: row.base)
            #expect(
                sha256(row.values.withUnsafeBytes { Data($0) })
                    == sha256(
                        Data(
                            try file.matrix(name, rows, columns).values.suffix(columns).withUnsafeBytes { Data($0) })),
                "\(name)")
        }
    }

    private static let gemma = Fixtures.root.appending(path: "data/models/gemma3-270m/gemma-3-270m-q4_k_m.gguf")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: gemma.path), "make gemma"))
    func gemmasTensorsHaveTheBitsThatTheOtherReaderMakes() throws {
        let clock = Stopwatch(), file = try GGUF(contentsOf: Self.gemma)
        func shape(_ name: String) -> (rows: Int, columns: Int) {
            let shape = file.entries[name]?.shape ?? []
            return (shape.count == 2 ? shape[0] : 1, shape.last ?? 0)
        }
        let embedding = "token_embd.weight", names = file.names
        let (words, width) = shape(embedding)
        let rows = try file.quantised(embedding, words, width)
        let layers = try names.filter { $0 != embedding }.map {
            ($0, try file.matrix($0, shape($0).rows, shape($0).columns))
        }
        let seconds = clock.seconds
        // It takes less than two on two cores, which other tests use as well.
        #expect(seconds < 10, "\(seconds) s to read the model")
        let matrices = Dictionary(uniqueKeysWithValues: layers + [(embedding, rows.matrix(threads: 2))])
        let digests = names.map { name in
            matrices[name].map { matrix in
                let digest = SHA256Digest()
                matrix.withContiguous { digest.update(UnsafeRawBufferPointer($0)) }
                return hexadecimal(digest.finish())
            } ?? ""
        }
        #expect(sha256(Data(digests.joined().utf8)) == (try BlocksFixture.load().gemma))
    }

    @Test func piecesOfALargeTensorMeet() throws {
        let rows = 700, columns = 1024  // 2.8 MB: several pieces, of which the last one is shorter
        let numbers = (0 ..< rows * columns).map { Float($0) }
        let url = try ToyGGUF(tensors: [("large", 0, [columns, rows], numbers.withUnsafeBytes { Array($0) })]).write()
        let file = try GGUF(contentsOf: url)
        #expect(try file.matrix("large", rows, columns, threads: 2).values == numbers)
        #expect(try file.quantised("large", rows, columns, threads: 2).matrix(threads: 2).values == numbers)
    }

    @Test func aTensorIsRefusedThatIsNotThereOrHasAnotherShapeOrNoFiniteValues() throws {
        let file = try GGUF(contentsOf: BlocksFixture.file)
        func fault(_ body: () throws -> Matrix) -> InputError? { #expect(throws: InputError.self) { try body() } }
        #expect(fault { try file.matrix("other", 1, 7) }?.found == "no such tensor")
        #expect(fault { try file.matrix("f32", 5, 3) }?.found == "[3, 5]")
        let nan: [Float] = [1, .nan], i8: [UInt8] = [1, 2]
        let other = try GGUF(
            contentsOf: ToyGGUF(tensors: [
                ("nan", 0, [2], nan.withUnsafeBytes { Array($0) }), ("i8", 24, [2], i8),
                ("scale", 8, [32], [0, 0x7C] + Array(repeating: 1, count: 32)),
            ]).write())
        #expect(fault { try other.matrix("nan", 1, 2) }?.found == "an infinity or NaN")
        #expect(fault { try other.matrix("scale", 1, 32) }?.found == "an infinity or NaN")
        #expect(throws: InputError.self) { try other.quantised("scale", 1, 32) }
        #expect(fault { try other.matrix("i8", 1, 2) }?.found == "I8")
    }

    @Test(arguments: [
        ("magic", "which starts with GGUF"), ("version 2", "version 2"), ("big-endian", "a big-endian file"),
        ("many keys", "keys, for which the rest"), ("many tensors", "tensors, for which the rest"),
        ("long string", "bytes of a string"), ("twice", "a second time"), ("tensor twice", "a second time"),
        ("not UTF-8", "a string in UTF-8"), ("kind", "a type of value from 0 to 12"), ("bool", "0 or 1"),
        ("arrays", "an array of arrays"), ("long array", "values of 4 bytes"), ("alignment", "a power of two"),
        ("type", "a type of tensor that is known"), ("row", "a multiple of 32"), ("huge", "a sensible shape"),
        ("extents", "1 to 4 extents"), ("offset", "a gap, or another alignment"), ("overlap", "an overlap"),
        ("beyond", "bytes of tensors up to its end"), ("more", "bytes of tensors"), ("huge offset", "an offset within"),
    ])
    func aDamagedFileIsRefusedWithTheReason(damage: String, reason: String) throws {
        var toy = ToyGGUF(tensors: [("a", 0, [2], Array(repeating: 0, count: 8))])
        switch damage {
        case "magic": toy.magic = "GGUX"
        case "version 2": toy.version = 2
        case "big-endian": toy.version = UInt32(3).byteSwapped
        case "many keys": toy.keyCount = 1 << 60
        case "many tensors": toy.tensorCount = .max
        case "long string": toy.keys = [ToyGGUF.bytes(UInt64.max) + [0x61]]
        case "twice": toy.keys = [ToyGGUF.key("k", 7, [0]), ToyGGUF.key("k", 7, [0])]
        case "tensor twice": toy.tensors.append(toy.tensors[0])
        case "not UTF-8": toy.keys = [ToyGGUF.key("k", 8, ToyGGUF.bytes(UInt64(1)) + [0xFF])]
        case "kind": toy.keys = [ToyGGUF.key("k", 13, [0])]
        case "bool": toy.keys = [ToyGGUF.key("k", 7, [2])]
        case "arrays": toy.keys = [ToyGGUF.key("k", 9, ToyGGUF.bytes(UInt32(9)) + ToyGGUF.bytes(UInt64(1)))]
        case "long array": toy.keys = [ToyGGUF.key("k", 9, ToyGGUF.bytes(UInt32(4)) + ToyGGUF.bytes(UInt64(1) << 62))]
        case "alignment": toy.keys = [ToyGGUF.key("general.alignment", 4, ToyGGUF.bytes(UInt32(24)))]
        case "type": toy.tensors[0].type = 5
        case "row": toy.tensors[0].type = 8
        case "huge": toy.tensors[0].extents = [1 << 40, 1 << 40]
        case "extents": toy.tensors[0].extents = [1, 1, 1, 1, 2]
        case "offset": toy.offsets = [64]
        case "overlap":
            toy.tensors.append(("b", 0, [2], Array(repeating: 0, count: 8)))
            toy.offsets = [0, 0]
        case "beyond": toy.tensors[0].extents = [9]
        case "more": toy.tail = 40
        default: toy.offsets = [.max]
        }
        let url = try toy.write()
        let fault = try #require(#expect(throws: InputError.self) { try GGUF(contentsOf: url) })
        #expect(fault.description.contains(reason), "\(fault)")
        #expect(fault.place.hasPrefix(url.path))
    }

    @Test func aFileThatIsCutOffAnywhereIsRefused() throws {
        let data = try Data(contentsOf: BlocksFixture.file)
        let file = try Fixtures.temporary().appending(path: "cut.gguf")
        for length in Swift.stride(from: 0, to: data.count - 32, by: 7) {
            try data.prefix(length).write(to: file)
            #expect(throws: InputError.self, "\(length) bytes") { try GGUF(contentsOf: file) }
        }
    }
}

/// A GGUF file by its parts, for files that a writer would not write.
struct ToyGGUF {
    var magic = "GGUF", version: UInt32 = 3
    /// In place of the true numbers.
    var keyCount: UInt64?, tensorCount: UInt64?
    var keys: [[UInt8]] = []
    var tensors: [(name: String, type: UInt32, extents: [Int], bytes: [UInt8])]
    var offsets: [UInt64]?
    /// Bytes after the end.
    var tail = 0

    init(keys: [[UInt8]] = [], tensors: [(name: String, type: UInt32, extents: [Int], bytes: [UInt8])] = []) {
        (self.keys, self.tensors) = (keys, tensors)
    }

    static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    static func string(_ text: some Sequence<UInt8>) -> [UInt8] {
        let text = Array(text)
        return bytes(UInt64(text.count)) + text
    }

    static func key(_ name: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] {
        string(name.utf8) + bytes(type) + value
    }

    var data: Data {
        var result = Array(magic.utf8) + Self.bytes(version) + Self.bytes(tensorCount ?? UInt64(tensors.count))
        result += Self.bytes(keyCount ?? UInt64(keys.count)) + keys.flatMap(\.self)
        var offset = 0, body: [UInt8] = []
        for (number, tensor) in tensors.enumerated() {
            result += Self.string(tensor.name.utf8) + Self.bytes(UInt32(tensor.extents.count))
            result += tensor.extents.flatMap { Self.bytes(UInt64($0)) } + Self.bytes(tensor.type)
            result += Self.bytes(offsets?[number] ?? UInt64(offset))
            body += tensor.bytes + Array(repeating: 0, count: (32 - tensor.bytes.count % 32) % 32)
            offset = body.count
        }
        result += Array(repeating: 0, count: (32 - result.count % 32) % 32)
        return Data(result + body + Array(repeating: 0, count: tail))
    }

    func write() throws -> URL {
        let url = try Fixtures.temporary().appending(path: "toy.gguf")
        try data.write(to: url)
        return url
    }
}
