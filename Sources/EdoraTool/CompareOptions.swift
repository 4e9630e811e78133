import ArgumentParser
import Core
import Experiments
import Foundation

/// What is compared on the data: settings, seeds, rates.
struct CompareOptions: ParsableArguments {
    @Option(help: "Methods, with commas; the others are compared with the first.") var methods = "edora,lora,dora"
    @Option(help: "Rank of the methods that have one, or several with commas. (default: 16)") var rank: String?
    @Option(help: "Seeds 1 to this; more may be asked for later.") var seeds = 3
    @Option(help: "A Hugging Face checkpoint folder, or one of \(Checkpoint.names).") var model = Checkpoint.all[0].name
    @Option(help: "Passes over the training rows. (default: 1 to 5, so that a run sees about 10,000 rows)")
    var epochs: Int?
    @Option(help: "Rows in a batch.") var batchSize = 32
    @Option(help: "Longest sequence in tokens.") var maxLength = 128
    @Option(help: "Train on the first N training rows.") var limitTrain: Int?
    @Option(
        help: """
            Training rows of each run of a search, drawn from all but the tenth that is held out. (default: 2000)
            """)
    var searchRows: Int?
    @Option(help: "Epochs of each run of a search. (default: 1)") var searchEpochs: Int?
    @Flag(help: "Search no rates: take the given ones, and the methods' standard rates.") var noSearch = false
    @Option(help: "Rates that are not searched, with commas: edora=1e-2,lora=1e-3.") var rates: String?

    /// The comparison that the options ask for, on data sets that were read and counted.
    ///
    /// - Throws: `InputError` for options that make no sense, and for data that cannot be compared on.
    func comparison(_ sources: [DataOptions.Source], command: [String], folder: String) throws -> OwnComparison {
        try requireEffect()
        let settings = try settings(), rates = try givenRates(), directory = try ModelDirectory.locate(model)
        guard (limitTrain ?? 1) >= 1 else {
            throw InputError("--limit-train", expected: "at least 1", found: "\(limitTrain ?? 0)")
        }
        let shape = try BackboneFamily.configuration(of: directory)
        let tokenizer = try loadTokenizer(directory)
        for source in sources {
            try shape.requireFit(tokenizer, maxLength: maxLength, isPair: source.task.isPair)
        }
        let limits = OwnComparison.Limits(batchSize: batchSize, maxLength: maxLength, trainLimit: limitTrain)
        return try OwnComparison(
            command: command, model: model,
            data: sources.map {
                try ComparedData(
                    $0.task, $0.data, devShare: $0.devShare, epochs: epochs, limits: limits, tokenizer)
            }, settings: settings, seedCount: seeds, limits: limits,
            search: noSearch ? nil : .init(rows: searchRows ?? 2_000, epochs: searchEpochs ?? 1), rates: rates,
            folder: folder)
    }

    /// An option that would do nothing is refused.
    private func requireEffect() throws {
        let ofSearch = [("--search-rows", searchRows != nil), ("--search-epochs", searchEpochs != nil)]
        if noSearch, let option = ofSearch.first(where: \.1)?.0 {
            throw InputError(option, expected: "a search of rates", found: "--no-search")
        }
        if rank != nil, try !parts(methods).contains(where: { try method($0, "--methods").hasRank }) {
            throw InputError("--rank", expected: "a method that has one", found: "--methods \(methods)")
        }
    }

    /// Every method at every rank, methods without a rank once.
    private func settings() throws -> [Setting] {
        let ranks = try parts(rank ?? "16").map { text in
            guard let rank = Int(text) else {
                throw InputError("--rank", expected: "whole numbers with commas between them", found: text)
            }
            return rank
        }
        return try parts(methods).flatMap { id in
            let method = try method(id, "--methods")
            return method.hasRank ? ranks.map { Setting(method, rank: $0) } : [Setting(method)]
        }
    }

    private func givenRates() throws -> [String: Double] {
        var found: [String: Double] = [:]
        for text in try rates.map(parts) ?? [] {
            let pair = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, let rate = Double(pair[1]), rate > 0, rate.isFinite else {
                throw InputError("--rates", expected: "METHOD=RATE with commas between them", found: text)
            }
            let id = try method(pair[0], "--rates").id
            guard found.updateValue(rate, forKey: id) == nil else {
                throw InputError("--rates", expected: "one rate for a method", found: "two for \(id)")
            }
        }
        return found
    }

    private func method(_ id: String, _ option: String) throws -> AdapterMethod {
        guard let method = AdapterMethod.named(id) else {
            throw InputError(
                option, expected: enumeration(AdapterMethod.all.map(\.id), "or"), found: id.isEmpty ? "none" : id)
        }
        return method
    }

    private func parts(_ list: String) throws -> [String] {
        list.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } }
    }
}
