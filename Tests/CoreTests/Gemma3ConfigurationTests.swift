import Foundation
import Testing

@testable import Core

/// Reference: transformers, by `scripts/make_gemma_configuration_fixture.py`.
private struct ConfigurationFixture: Decodable {
    struct Case: Decodable {
        let name: String
        let global: [Bool]
        let scale: Double
        let frequencies: [String: [Double]]
        let tensors: [String: [Int]]
    }

    let cases: [Case]

    static let file = Fixtures.directory.appending(path: "gemma-configurations.json")

    static func load() throws -> ConfigurationFixture {
        try JSONDecoder().decode(ConfigurationFixture.self, from: Data(contentsOf: file))
    }

    /// The config.json of each case.
    static func configurations() throws -> [JSONSettings] {
        let json = try JSONSettings(contentsOf: file)
        return try json.array("cases").enumerated().map { number, node in
            try JSONSettings(node, place: "case \(number)").object("config")
        }
    }
}

extension JSONSettings {
    /// The same with another value of a key; nil takes it out.
    fileprivate func changing(_ key: String, _ value: JSONNode?) -> JSONSettings {
        let others = (node.members ?? []).filter { !$0.key.elementsEqual(key.utf8) }
        return JSONSettings(.object(others + (value.map { [(Array(key.utf8), $0)] } ?? [])), place: place)
    }
}

@Suite struct Gemma3ConfigurationTests {
    @Test func whatConfigJSONSaysIsWhatTransformersMakesOfIt() throws {
        for (json, expected) in zip(try ConfigurationFixture.configurations(), try ConfigurationFixture.load().cases) {
            let configuration = try Gemma3Configuration(json)
            #expect(configuration.isGlobal == expected.global, "\(expected.name)")
            #expect(abs(1 / configuration.scoreScale.squareRoot() - expected.scale) < 1e-12, "\(expected.name)")
            for (kind, base, factor) in [
                ("full_attention", configuration.globalBase, configuration.globalFactor),
                ("sliding_attention", configuration.localBase, 1),
            ] {
                let found = (0 ..< configuration.headSize / 2).map { i in
                    pow(base, -2 * Double(i) / Double(configuration.headSize)) / factor
                }
                let frequencies = try #require(expected.frequencies[kind])
                #expect(zip(found, frequencies).allSatisfy { abs($0 / $1 - 1) < 1e-6 }, "\(expected.name), \(kind)")
                #expect(found.count == frequencies.count)
            }
            let tensors = Dictionary(
                uniqueKeysWithValues: configuration.tensors.map {
                    ($0.name, $0.isNorm ? [$0.columns] : [$0.rows, $0.columns])
                })
            #expect(tensors == expected.tensors, "\(expected.name)")
        }
    }

    @Test(arguments: [
        ("hidden_activation", JSONNode.string(Array("gelu".utf8))), ("attention_bias", .bool(true)),
        ("attention_dropout", .number(0.1)), ("final_logit_softcapping", .number(30)),
        ("use_bidirectional_attention", .bool(true)), ("num_key_value_heads", .number(3)), ("head_dim", .number(7)),
        ("query_pre_attn_scalar", nil), ("rms_norm_eps", .number(0)), ("vocab_size", .number(1.5)),
        ("layer_types", .array([.string(Array("full_attention".utf8))])), ("rope_theta", .number(10)),
        ("something_new", .number(1)), ("hidden_size", .number(0)),
    ])
    func anotherValueIsRefused(key: String, value: JSONNode?) throws {
        let json = try ConfigurationFixture.configurations()[0]
        #expect(throws: InputError.self, "\(key)") { try Gemma3Configuration(json.changing(key, value)) }
    }

    /// The keys of Gemma's own file, some of them changed.
    private func file(_ changes: [String: [UInt8]?] = [:], others: [[UInt8]] = []) throws -> GGUF {
        func number(_ value: UInt32) -> [UInt8] { ToyGGUF.bytes(UInt32(4)) + ToyGGUF.bytes(value) }
        func float(_ value: Float) -> [UInt8] { ToyGGUF.bytes(UInt32(6)) + ToyGGUF.bytes(value.bitPattern) }
        var values: [String: [UInt8]?] = [
            "context_length": number(32_768), "embedding_length": number(4), "block_count": number(18),
            "feed_forward_length": number(2_048), "attention.head_count": number(4),
            "attention.head_count_kv": number(1), "attention.key_length": number(256),
            "attention.value_length": number(256), "attention.layer_norm_rms_epsilon": float(1e-6),
            "rope.freq_base": float(1_000_000), "attention.sliding_window": number(512),
        ]
        values.merge(changes) { _, last in last }
        let keys = values.sorted { $0.key < $1.key }.compactMap { key, value in
            value.map { ToyGGUF.string("gemma3.\(key)".utf8) + $0 }
        }
        let architecture = ToyGGUF.key("general.architecture", 8, ToyGGUF.string("gemma3".utf8))
        let embedding = [UInt8](repeating: 0, count: 48)
        return try GGUF(
            contentsOf: ToyGGUF(
                keys: [architecture] + keys + others, tensors: [("token_embd.weight", 0, [4, 3], embedding)]
            ).write())
    }

    private func float(_ value: Float) -> [UInt8] { ToyGGUF.bytes(UInt32(6)) + ToyGGUF.bytes(value.bitPattern) }

    private func text(_ value: String) -> [UInt8] { ToyGGUF.bytes(UInt32(8)) + ToyGGUF.string(value.utf8) }

    @Test func aGGUFFilesKeysAreRead() throws {
        let configuration = try Gemma3Configuration(file())
        #expect(configuration.isGlobal.indices.filter { configuration.isGlobal[$0] } == [5, 11, 17])
        #expect(configuration.scoreScale == 256 && configuration.globalFactor == 1)
        #expect((configuration.globalBase, configuration.localBase) == (1_000_000, 10_000))
        #expect((configuration.vocabulary, configuration.hidden, configuration.window) == (3, 4, 512))
        let scaled = try Gemma3Configuration(
            file(["rope.scaling.type": text("linear"), "rope.scaling.factor": float(8)]))
        #expect(scaled.globalFactor == 8)
    }

    @Test func theScaleOfOtherHeadsMustBeGiven() throws {
        let size = ToyGGUF.bytes(UInt32(4)) + ToyGGUF.bytes(UInt32(128))
        let changes: [String: [UInt8]?] = ["attention.key_length": size, "attention.value_length": size]
        let fault = try #require(
            #expect(throws: InputError.self) { try Gemma3Configuration(file(changes)) })
        #expect(fault.place.hasSuffix("gemma3.attention.scale"))
        // As a whole number where one is meant: transformers refuses another.
        for scale in [20, 168, 256] {
            let given = changes.merging(["attention.scale": float(1 / Float(scale).squareRoot())]) { $1 }
            #expect(try Gemma3Configuration(file(given)).scoreScale == Double(scale))
        }
    }

    @Test(arguments: ["type", "factor", "values", "unknown", "lacking", "zero", "number"])
    func otherKeysAndValuesAreRefused(change: String) throws {
        let changes: [String: [UInt8]?] =
            switch change {
            case "type": ["rope.scaling.type": text("yarn"), "rope.scaling.factor": float(8)]
            case "factor": ["rope.scaling.factor": float(8)]
            case "values": ["attention.value_length": ToyGGUF.bytes(UInt32(4)) + ToyGGUF.bytes(UInt32(128))]
            case "unknown": ["final_logit_softcapping": float(30)]
            case "lacking": ["rope.freq_base": nil]
            case "zero": ["block_count": ToyGGUF.bytes(UInt32(4)) + ToyGGUF.bytes(UInt32(0))]
            default: ["rope.freq_base": text("many")]
            }
        #expect(throws: InputError.self) { try Gemma3Configuration(file(changes)) }
    }

    private static let gemma = Fixtures.root.appending(path: "data/models/gemma3-270m/gemma-3-270m-q4_k_m.gguf")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: gemma.path), "make gemma"))
    func gemmasFileHasTheTensorsOfItsConfiguration() throws {
        let file = try GGUF(contentsOf: Self.gemma), configuration = try Gemma3Configuration(file)
        #expect(
            configuration.summary
                == "gemma3_text, 18 layers, hidden 640, 4 heads of 256 with 1 of keys, intermediate 2048, "
                + "vocabulary 262144, window 512")
        #expect(configuration.tensors.reduce(0) { $0 + $1.rows * $1.columns } == 268_098_176)
        let shapes = Dictionary(
            uniqueKeysWithValues: configuration.tensors.map {
                ($0.ggufName, $0.isNorm ? [$0.columns] : [$0.rows, $0.columns])
            })
        #expect(shapes == file.entries.mapValues(\.shape))
    }
}
