import Foundation

/// An adapter folder says the same twice, to PEFT and to us; both must mean one model.
extension AdapterDirectory {
    /// `adapter_config.json`, by which PEFT computes, must say what the side file says.
    func requireWhatPEFTReads(_ directory: URL, on model: SequenceClassifier) throws {
        guard adapter.method != .head else { return }
        let file = directory.appending(path: Self.peftName),
            expected = PEFTConfiguration(adapter, targets: [], architecture: model.configuration.architecture)
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
        guard Self.layers(matching: patterns.target_modules, of: model) == Set(adaptedLayers) else {
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

    /// The layers that `target_modules` of these names mean.
    static func layers(matching names: [String], of model: SequenceClassifier) -> Set<String> {
        Set(
            model.linears.map(\.name).filter { layer in
                names.contains { model.configuration.architecture.isMeant(layer, by: $0) }
            })
    }

    /// What PEFT would compute must be what we do: lora_B = B·R, and no update under magnitude only.
    func requireSameUpdate(
        _ made: any Adapter, _ layer: Linear, _ place: String, _ take: (String, Int, Int) throws -> Matrix
    ) throws {
        func refuse(_ expected: String) -> InputError {
            InputError(
                "tensor \(place).lora_B.weight", expected: expected, found: "another update",
                advice:
                    """
                    If PEFT trained it on, let PEFT save it again, which leaves out edora_R and edora_B, delete \
                    \(Self.configurationName), and read the folder by `edora import`.
                    """
            )
        }
        if adapter.method == .magnitude {
            let A = try take(place + ".lora_A.weight", 1, layer.inputs),
                B = try take(place + ".lora_B.weight", layer.outputs, 1)
            guard A.norm == 0 || B.norm == 0 else {
                throw refuse("an update of zero, as magnitudes alone were trained")
            }
        }
        guard adapter.method.hasBasis, let B = made.frozen.last?.value, let R = made.parameters.last?.value else {
            return
        }
        let stored = try take(place + ".lora_B.weight", layer.outputs, R.rows), product = Self.productInDouble(B, R)
        guard (stored - product).norm <= 1e-6 * product.norm else { throw refuse("edora_B·edora_R") }
    }

    /// The first names of a list.
    static func some(_ names: [String]) -> String {
        names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
    }
}
