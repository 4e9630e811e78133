import Foundation

/// The weights of a checkpoint's folder: `model.safetensors`, the shards that `model.safetensors.index.json` names, or
/// `edora_model.safetensors` of a model with a pooling. `files` names a GGUF file, too, whose tensors `GGUFWeights`
/// reads.
public struct ModelWeights {
    /// The files that say what the weights are: the one file, or the index and then the shards in the order of names.
    public let files: [URL]
    /// For messages: the one file, or the index.
    let path: String
    private let parts: [Safetensors]
    private let partOfName: [String: Int]

    static let fileName = "model.safetensors", indexName = "model.safetensors.index.json"
    /// Of a model whose head transformers does not have. Whatever config.json says, its classes load any
    /// `model.safetensors` whose tensors fit; under this name they find no weights (5.23: `OSError`).
    static let pooledName = "edora_model.safetensors"

    /// - Throws: `InputError` where there are none or they are of another kind, for a damaged file, a shard that is
    ///   missing, and a tensor that stands elsewhere than the index says.
    init(_ directory: URL) throws {
        let index = directory.appending(path: Self.indexName)
        files = try Self.files(directory)
        path = files[0].path
        parts = try (files.count == 1 ? files : Array(files.dropFirst())).map { try Safetensors(contentsOf: $0) }
        guard files.count > 1 else {
            partOfName = Dictionary(uniqueKeysWithValues: parts[0].names.map { ($0, 0) })
            return
        }
        let map = try Self.map(index), shards = files.dropFirst().map(\.lastPathComponent)
        var places: [String: Int] = [:]
        for (number, part) in parts.enumerated() {
            for name in part.names {
                guard map[name] == shards[number] else {
                    throw InputError(
                        "\(path): \"\(name)\"", expected: "\(shards[number]), which has this tensor",
                        found: map[name] ?? "nothing")
                }
                places[name] = number
            }
        }
        if let (name, shard) = map.filter({ places[$0.key] == nil }).min(by: { $0.key < $1.key }) {
            throw InputError(
                directory.appending(path: shard).path, expected: "the tensor \(name), as \(Self.indexName) says",
                found: "none of that name")
        }
        partOfName = places
    }

    /// The files of a folder's weights, unread but for an index.
    ///
    /// - Throws: `InputError` where there are none or they are of another kind, and for a shard that is missing.
    public static func files(_ directory: URL) throws -> [URL] {
        let single = directory.appending(path: fileName), index = directory.appending(path: indexName)
        func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
        let pooled = directory.appending(path: pooledName)
        if exists(single) { return [single] }
        guard exists(index) else {
            if exists(pooled) { return [pooled] }
            if let file = try ModelDirectory.gguf(in: directory) { return [file] }
            throw absence(directory)
        }
        let shards = Set(try map(index).values).sorted().map { directory.appending(path: $0) }
        if let missing = shards.first(where: { !exists($0) }) {
            throw InputError(
                missing.path, expected: "one of the \(shards.count) shards that \(indexName) names", found: "no file",
                advice: "Fetch it again, from where the others are.")
        }
        return [index] + shards
    }

    /// - Throws: `InputError` where config.json says another pooling than the name of the weights' file.
    func requireFile(of pooling: Pooling?, _ json: JSONSettings) throws {
        let name = files[0].lastPathComponent, isPooled = name == Self.pooledName
        guard isPooled != (pooling != nil) else { return }
        throw json.wrong(Pooling.key, "\(isPooled ? "a pooling" : "nothing"), as the weights are in \(name)")
    }

    /// SHA-256 of the one file, or of the digests of index and shards in a row.
    ///
    /// - Throws: `InputError` when a file cannot be read.
    public static func digest(_ files: [URL]) throws -> String { joined(try files.map(fileDigest)) }

    /// The digest of weights from those of their files.
    package static func joined(_ digests: [String]) -> String {
        digests.count == 1 ? digests[0] : sha256(Data(digests.joined().utf8))
    }

    /// The same of a folder.
    ///
    /// - Throws: as `files`.
    public static func digest(of directory: URL) throws -> String { try digest(files(directory)) }

    private static func map(_ index: URL) throws -> [String: String] {
        let json = try JSONSettings(contentsOf: index), members = try json.object("weight_map").node.members ?? []
        var map: [String: String] = [:]
        for (name, file) in members {
            // A shard lies beside its index.
            guard let file = file.text, file.hasSuffix(".safetensors"), !file.contains("/"),
                map.updateValue(file, forKey: String(decoding: name, as: UTF8.self)) == nil
            else { throw json.wrong("weight_map", "the name of a .safetensors file for each tensor") }
        }
        guard !map.isEmpty else { throw json.wrong("weight_map", "at least one tensor") }
        return map
    }

    /// The names in byte order.
    var names: [String] { partOfName.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    func shape(_ name: String) -> [Int]? { partOfName[name].flatMap { parts[$0].entries[name]?.shape } }

    func place(_ name: String) -> String { "\(partOfName[name].map { parts[$0].path } ?? path): tensor \(name)" }

    /// As `Safetensors.matrix`.
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> Matrix {
        guard let part = partOfName[name] else {
            let wanted = rows == 1 ? "[\(columns)] or [1, \(columns)]" : "[\(rows), \(columns)]"
            throw InputError(place(name), expected: wanted, found: "no such tensor")
        }
        return try parts[part].matrix(name, rows, columns)
    }
}
