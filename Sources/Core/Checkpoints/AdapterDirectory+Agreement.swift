import Foundation

/// An adapter folder says the same twice, to PEFT and to us; both must mean one model.
extension AdapterDirectory {
    /// `adapter_config.json`, by which PEFT computes, must say what the side file says.
    func requireWhatPEFTReads(_ directory: URL, on model: SequenceClassifier) throws {
        guard let form = adapter.method.peft else { return }
        let file = directory.appending(path: Self.peftName)
        let expected = PEFTConfiguration(adapter, form, targets: [], on: model)
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: file)) } catch {
            throw InputError(
                file.path, expected: "a PEFT adapter's description",
                found: "none that can be read (\(plainReason(of: error)))")
        }
        let settings = JSONSettings(try JSONReader.read(bytes, place: file.path), place: file.path)
        guard try settings.index("r") == expected.r else {
            throw settings.wrong("r", "\(expected.r), as in \(Self.configurationName)")
        }
        guard case .number(let alpha)? = settings.node["lora_alpha"], alpha == expected.lora_alpha else {
            throw settings.wrong("lora_alpha", "\(expected.lora_alpha), as in \(Self.configurationName)")
        }
        struct Patterns: Decodable {
            let target_modules: [String]
            let rank_pattern: [String: Int]?
            let alpha_pattern: [String: Double]?
        }
        let patterns: Patterns
        do { patterns = try JSONDecoder().decode(Patterns.self, from: Data(bytes)) } catch {
            throw InputError(file.path, expected: "a PEFT adapter's description", found: plainReason(of: error))
        }
        guard PEFTTargets.matches(patterns.target_modules, in: model) == Set(adaptedLayers) else {
            throw settings.wrong(
                "target_modules", "names of the adapted layers, as in \(Self.configurationName), and of no others")
        }
        guard patterns.rank_pattern ?? [:] == expected.rank_pattern else {
            throw settings.wrong("rank_pattern", "the ranks in \(Self.configurationName)")
        }
        guard patterns.alpha_pattern ?? [:] == expected.alpha_pattern else {
            throw settings.wrong("alpha_pattern", "what follows from \(Self.configurationName)")
        }
        guard try settings.bool("use_dora") == expected.use_dora else {
            throw settings.wrong("use_dora", "\(expected.use_dora), as in \(Self.configurationName)")
        }
    }
}
