import ArgumentParser
import Core
import Experiments
import Foundation
import Terminal
import TextFormat

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the \(plain) of a rank that is nearest to an adapter of any method, and say what is lost.",
        discussion: """
            EXAMPLES
              edora convert --adapter out/rte --rank 32 --output out/rte-lora
              edora convert --adapter out/rte --rank 32 --split dev --output out/rte-lora   (how far logits move, too)
              edora convert --adapter out/reviews --rank 64 --data new.csv --output out/reviews-lora

            For each adapted matrix, with ΔW = W(θ) − W₀, the B·A of rank R that is nearest in the Frobenius norm: \
            ΔW's first R singular triplets. Magnitudes scale whole rows, so that ΔW of \(magnitudes) has full rank: \
            the table says how much of it is lost, ‖ΔW − BA‖/‖ΔW‖, and how far the merged weights are off, \
            ‖ΔW − BA‖/‖W(θ)‖. What adapts exactly as the method did is the folder itself, which PEFT reads (--format \
            peft of edora export), or the merged model.
            """)

    private static let plain = NearestUpdate.method.title
    private static let magnitudes = enumeration(AdapterMethod.builtIn.filter(\.dividesByNorms).map(\.title))

    @OptionGroup var model: ModelOptions
    @Option(help: "Adapter folder, in either form.") var adapter: String
    @Option(help: "Rank R, up to the smaller side of every adapted matrix.") var rank: Int
    @Option(help: "Folder to write: a \(Convert.plain) that PEFT and edora read.") var output: PathArgument
    @Option(help: "Compare logits on the rows of the training: train or dev.") var split: TextTask.Split?
    @Option(help: "Compare logits on a table's rows, with the columns of the training, or on a folder's TASK/dev.tsv.")
    var data: PathArgument?
    @OptionGroup var dialect: DialectOptions
    @OptionGroup var baseName: BaseNameOption
    @Flag(help: "Accept another base model than the one the adapter was trained on.") var allowBaseMismatch = false

    func validate() throws {
        if split != nil && data != nil { throw ValidationError("--split and --data name different rows; give one") }
        if let option = dialect.given.first, data.map({ isFolder($0.description) }) ?? true {
            throw ValidationError("\(option) needs a table by --data FILE")
        }
        if split == .test { throw ValidationError("--split is train or dev here, the rows of the training") }
    }

    func run() throws {
        let threads = try model.threadCount(), directory = output.url
        try OutputFolder.require(directory, otherThan: URL(fileURLWithPath: adapter), "the adapter's")
        try OutputFolder.requireRoomForAdapter(directory)
        let loaded = try LoadedModel(model, adapter: adapter, task: nil, allowBaseMismatch: allowBaseMismatch)
        guard let old = loaded.adapter else { preconditionFailure("an adapter was named") }
        try loaded.model.requireHeadOfTransformers(adapter)
        let rows = try rows(of: old)
        let converted = try SequenceClassifier(
            directory: loaded.base, classes: old.classes, ignoresMismatchedHead: true, pooling: old.adapter.pooling,
            seed: 1)
        let nearest = try NearestUpdate(to: loaded.model, rank: rank, threads: threads)
        try nearest.install(on: converted)
        var description = try AdapterDirectory(
            of: converted, task: old.task, maxLength: old.maxLength, baseDigest: loaded.digest, run: old.run,
            seed: old.seed, base: loaded.base.relativePath, trainedOn: old.trainedOn)
        description.baseName = baseName.baseName ?? old.baseName
        let folder = try holdOutput(directory)
        defer { folder.removeIfEmpty() }
        try description.write(converted, to: folder)
        print(table(nearest.layers))
        if let rows {
            let tokenizer = try loadTokenizer(loaded.base)
            let encodings = tokenizer.encodings(of: rows.rows, maxLength: old.maxLength, threads: threads)
            let logits = try [loaded.model, converted].map {
                try stoppableLogits($0, encodings, threads: threads, place: loaded.base.path)
            }
            print(moved(logits[0], logits[1], rows.title))
        }
        print("\(old.adapter.method.title) as \(Self.plain) of rank \(rank): written to \(output)")
    }

    private func rows(of adapter: AdapterDirectory) throws -> PredictInput? {
        if let data, isFolder(data.description) {
            let task = adapter.task, split = TextTask.Split.dev
            return PredictInput(try task.rows(split, in: data.url), "\(task.name) \(split.rawValue)")
        }
        if let data {
            return try PredictInput(
                dialect.file(data.description).read(), adapter.task.readingTables(), labelled: false)
        }
        guard let split else { return nil }
        guard let trained = adapter.trainedOn else {
            throw InputError(
                "--split \(split.rawValue)", expected: "an adapter that remembers its rows", found: "one that does not",
                advice: "Name rows by --data FILE.")
        }
        return try PredictInput(trained, split, adapter.task, seed: adapter.seed ?? 0)
    }

    /// Shares by kind of matrix, and in all.
    private func table(_ layers: [NearestUpdate.Layer]) -> String {
        func kind(_ path: String) -> String {
            path.replacing(/^.*?\.[0-9]+\./, with: "").replacing("attention.self.", with: "")
        }
        var kinds: [String] = []
        for layer in layers where !kinds.contains(kind(layer.path)) { kinds.append(kind(layer.path)) }
        let groups = kinds.map { name in (name, layers.filter { kind($0.path) == name }) } + [("all", layers)]
        let rows = groups.map { name, own in
            [name, "\(own.count)"] + [own.relativeChange, own.errorOfChange, own.errorOfWeight].map(percent)
        }
        let header = ["kind", "matrices", "‖ΔW‖/‖W‖", "‖ΔW−BA‖/‖ΔW‖", "‖ΔW−BA‖/‖W‖"]
        return alignedColumns([header] + rows)
    }

    private func percent(_ share: Double) -> String { decimalText(100 * share, decimals: 3) + " %" }

    private func moved(_ before: Matrix, _ after: Matrix, _ title: String) -> String {
        let moves = zip(before.values, after.values).map { Double(abs($0 - $1)) }, count = Double(max(1, moves.count))
        let answers = zip(Evaluator.predictions(before), Evaluator.predictions(after))
        let text = """
            logits of \(before.rows) rows of \(title): moved by \(decimalText(moves.max() ?? 0, decimals: 4)) at most, \
            \(decimalText(moves.reduce(0, +) / count, decimals: 4)) on average
            """
        return before.columns == 1 ? text : text + "; \(answers.count { $0 != $1 }) answers are others"
    }
}
