import Foundation

/// A checkpoint that set-up provides, known by a name.
public struct Checkpoint: Sendable {
    /// The name in options, plans and records: `minilm`.
    public let name: String
    /// The name for people: `MiniLM`.
    public let title: String
    /// Its folder below the project's.
    public let folder: String
    /// Its name on the Hugging Face hub.
    public let hubName: String
    /// The command that fetches it.
    public let command: String
    /// Its shape, for counts and estimates where the files are not at hand.
    public let configuration: any BackboneConfiguration
    /// Whether its weights are near those of the hub's, and not the same: an adapter on them is none of the hub's.
    var isQuantised = false

    /// The one list of them; the first is the default everywhere.
    public static let all: [Checkpoint] = [.miniLM, .robertaBase, .gemma270M]

    /// all-MiniLM-L6-v2: a small BERT encoder that was trained to embed sentences.
    public static let miniLM = Checkpoint(
        name: "minilm", title: "MiniLM", folder: "data/models/minilm",
        hubName: "sentence-transformers/all-MiniLM-L6-v2", command: "make setup",
        configuration: EncoderConfiguration.miniLM)

    /// roberta-base, the paper's encoder.
    public static let robertaBase = Checkpoint(
        name: "roberta-base", title: "RoBERTa-base", folder: "data/models/roberta-base",
        hubName: "FacebookAI/roberta-base", command: "make roberta",
        configuration: EncoderConfiguration.robertaBase)

    /// Gemma 3 270M, a decoder, from a file whose weights are quantised.
    public static let gemma270M = Checkpoint(
        name: "gemma3-270m", title: "Gemma 3 270M", folder: "data/models/gemma3-270m",
        hubName: "google/gemma-3-270m", command: "make gemma",
        configuration: Gemma3Configuration.gemma270M, isQuantised: true)

    /// The encoder of the paper's figures.
    public static let papers = robertaBase

    /// The names as a list: "minilm, roberta-base".
    public static var names: String { all.map(\.name).joined(separator: ", ") }

    /// The names as a choice: "minilm or roberta-base".
    public static var choice: String { all.map(\.name).joined(separator: " or ") }

    /// The checkpoint of a name.
    public static func named(_ name: String) -> Checkpoint? { all.first { $0.name == name } }

    /// The checkpoint of a name, or of the folder that set-up puts it in.
    static func at(_ place: String) -> Checkpoint? {
        func resolved(_ path: String) -> String {
            URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
        }
        return named(place) ?? all.first { resolved($0.folder) == resolved(place) }
    }
}
