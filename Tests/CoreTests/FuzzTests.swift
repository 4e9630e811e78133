import Foundation
import Testing

@testable import Core

/// Files that were damaged at random: each loads or throws. Fifty-two thousand in all, from a fixed seed, in
/// processes of their own, so that a crash, a hang or a great deal of memory is seen.
struct FuzzTests {
    enum Kind: String, CaseIterable, Codable {
        case safetensors, bpe, wordPiece, adapter, tsv, csv, jsonLines, modelConfiguration, shardIndex, gguf,
            ggufTokenizer, ggufModel, decoderConfiguration
    }

    static let each = 4_000
    /// `make soak` runs more files by other seeds, a part at a time.
    static let part = ProcessInfo.processInfo.environment["SOAK_PART"].flatMap { UInt64($0) } ?? 0
    static let seed: UInt64 = 20_250_117 + part

    @Test(.timeLimit(.minutes(10)), arguments: Kind.allCases)
    func damagedFilesLoadOrThrow(_ kind: Kind) async throws {
        await #expect(processExitsWith: .success, "seed \(FuzzTests.seed)") { [kind = kind as Kind] in
            alarm(280)  // ends a process that hangs
            try FuzzTests.run(kind)
        }
        if Self.part > 0 { print("FuzzTests: \(Self.each) damaged files of \(kind.rawValue), seed \(Self.seed)") }
    }

    static func run(_ kind: Kind) throws {
        let folder = try Fixtures.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (original, name) = try source(kind, folder)
        let file = folder.appending(path: name)
        var random = Random(seed: seed, purpose: "fuzz " + kind.rawValue), loaded = 0
        try original.write(to: file)
        try load(kind, folder)  // the undamaged file is fine
        let before = Machine.peakResidentMiB
        for _ in 0 ..< each {
            try damaged(original, &random).write(to: file)
            do {
                try load(kind, folder)
                loaded += 1
            } catch is InputError {}  // any other error ends the test
        }
        precondition(loaded < each, "no damage was noticed")
        let limit = 64 + 4 * Double(original.count) / 1_048_576
        precondition(
            Machine.peakResidentMiB - before < limit,
            "\(Machine.peakResidentMiB - before) MiB more than before, expected less than \(limit)")
    }

    /// One to eight changes: a byte, a stretch taken out or doubled, a number made huge, the end cut off.
    static func damaged(_ data: Data, _ random: inout Random) -> Data {
        var bytes = [UInt8](data)
        for _ in 0 ... random.below(8) where !bytes.isEmpty {
            let place = random.below(bytes.count), length = min(1 + random.below(16), bytes.count - place)
            switch random.below(6) {
            case 0, 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 2: bytes.removeSubrange(place ..< place + length)
            case 3: bytes.insert(contentsOf: bytes[place ..< place + length], at: place)
            case 4: bytes.replaceSubrange(place ..< place + length, with: "99999999999".utf8)
            default:
                if random.below(8) == 0 {
                    bytes.removeSubrange(place...)
                } else {
                    bytes[place] ^= 1 << UInt8(random.below(8))
                }
            }
        }
        return Data(bytes)
    }

    /// A small file of the kind, and the name that it has in its folder; what else it takes is put beside it.
    static func source(_ kind: Kind, _ folder: URL) throws -> (Data, String) {
        let peft = Fixtures.directory.appending(path: "peft/bert-dora")
        switch kind {
        case .safetensors:
            let name = "adapter_model.safetensors"
            return (try Data(contentsOf: peft.appending(path: name)), name)
        case .gguf: return (try Data(contentsOf: Fixtures.directory.appending(path: "gguf/blocks.gguf")), "blocks.gguf")
        case .ggufTokenizer:
            return (try Data(contentsOf: Fixtures.directory.appending(path: "gemma-tokenizer/toy.gguf")), "toy.gguf")
        case .ggufModel:
            return (try Data(contentsOf: Gemma3Tests.ggufFolder.appending(path: "toy.gguf")), "toy.gguf")
        case .bpe:
            return (try Data(contentsOf: Fixtures.directory.appending(path: "bpe/tokenizer.json")), "tokenizer.json")
        case .wordPiece:
            let text = """
                {"added_tokens":[{"id":0,"content":"[UNK]","single_word":false,"lstrip":false,"rstrip":false,
                "normalized":false,"special":true}],
                "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
                "strip_accents":null,"lowercase":true},
                "pre_tokenizer":{"type":"BertPreTokenizer"},
                "post_processor":{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]},
                "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                "max_input_chars_per_word":100,
                "vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3,"##b":4,"dog":5}}}
                """
            return (Data(text.utf8), "tokenizer.json")
        case .modelConfiguration, .shardIndex, .decoderConfiguration:
            let name = kind == .shardIndex ? ModelWeights.indexName : "config.json"
            let isDecoder = kind == .decoderConfiguration
            let model = Fixtures.directory.appending(path: isDecoder ? "tiny-gemma" : "checkpoints/sharded")
            for file in try FileManager.default.contentsOfDirectory(atPath: model.path)
            where file != name && (!isDecoder || file == ModelWeights.fileName) {
                try FileManager.default.copyItem(at: model.appending(path: file), to: folder.appending(path: file))
            }
            return (try Data(contentsOf: model.appending(path: name)), name)
        case .adapter:
            let name = "adapter_model.safetensors"
            try FileManager.default.copyItem(at: peft.appending(path: name), to: folder.appending(path: name))
            return (try Data(contentsOf: peft.appending(path: "adapter_config.json")), "adapter_config.json")
        case .tsv:
            let text = (0 ..< 20).map {
                "\($0)\tA dog runs \($0) .\tAn animal runs .\t\($0 % 2 == 0 ? "entailment" : "not_entailment")\n"
            }.joined()
            try FileManager.default.createDirectory(
                at: folder.appending(path: "RTE"), withIntermediateDirectories: true)
            return (Data(("index\tsentence1\tsentence2\tlabel\n" + text).utf8), "RTE/train.tsv")
        case .csv:
            let rows = (0 ..< 20).map { "\($0),\"A dog, \"\"Rex\"\", runs\nover the hill.\",yes\r\n" }.joined()
            return (Data(("index,text,\"label\"\n" + rows).utf8), "own.csv")
        case .jsonLines:
            let rows = (0 ..< 20).map { #"{"index": \#($0), "text": "A d\u00f6g\n \"Rex\"", "label": true}"# + "\n" }
            return (Data(rows.joined().utf8), "own.jsonl")
        }
    }

    static func load(_ kind: Kind, _ folder: URL) throws {
        switch kind {
        case .safetensors:
            let file = try Safetensors(contentsOf: folder.appending(path: "adapter_model.safetensors"))
            for name in file.names {
                let shape = file.entries[name]?.shape ?? []
                _ = try file.matrix(name, shape.count == 2 ? shape[0] : 1, shape.last ?? 1)
            }
        case .gguf:
            let file = try GGUF(contentsOf: folder.appending(path: "blocks.gguf"))
            for name in file.names {
                let shape = file.entries[name]?.shape ?? []
                let rows = shape.count == 2 ? shape[0] : 1, columns = shape.last ?? 1
                _ = try file.matrix(name, rows, columns, threads: 1)
                _ = try file.quantised(name, rows, columns, threads: 1).matrix(threads: 1)
            }
            for value in file.values.values { _ = value.summary }
        case .ggufModel:
            _ = try SequenceClassifier(directory: folder, classes: 2, seed: 1)
            _ = try ModelSource(folder).filesOfTokenizer()
        case .modelConfiguration, .shardIndex, .decoderConfiguration:
            _ = try SequenceClassifier(directory: folder, seed: 1)
            _ = try ModelDirectory.task(of: folder, isPair: false)
        case .bpe, .wordPiece, .ggufTokenizer:
            _ = try loadTokenizer(folder).encode("A dog’s \u{301}[SEP] <mask> 12", "b", maxLength: 16)
        case .adapter:
            let adapter = try PEFTAdapter(directory: folder)
            try adapter.install(
                on: SequenceClassifier(directory: Fixtures.directory.appending(path: "tiny-bert"), classes: 2, seed: 1))
        case .tsv: _ = try TextTask.rte.rows(.train, in: folder)
        case .csv:
            let table = try Table(contentsOf: folder.appending(path: "own.csv"), .init(.csv))
            var writer = try TableWriter(table.columns, .csv)
            for row in table.rows { try writer.append(row.fields.map { $0.map { .text($0) } ?? .none }) }
            let again = try Table(writer.bytes, place: "written", .init(.csv))
            precondition(again.rows.map(\.fields) == table.rows.map(\.fields), "it was written as another table")
        case .jsonLines:
            let table = try Table(contentsOf: folder.appending(path: "own.jsonl"), .init(.jsonLines))
            for column in table.columns { _ = try table.column(column) }
        }
    }
}
