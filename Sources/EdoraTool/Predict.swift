import ArgumentParser
import Core
import Foundation
import TextFormat

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Predict labels or scores with a trained adapter, or with a checkpoint's own classifier.",
        discussion: """
            EXAMPLES
              edora predict --adapter out/rte --data data/glue --split dev
              edora predict --adapter out/sst2 "A fine film." "Not a fine film."
              edora predict --adapter out/rte "A dog runs in the park." "An animal runs."
              edora predict --model out/rte-merged --task RTE --split dev --logits logits.json

            For tasks of sentence pairs, sentences on the command line are taken two by two.
            """)

    @OptionGroup var model: ModelOptions
    @Option(help: "Adapter folder, in either form.") var adapter: String?
    @Option(help: "Task. (default: the adapter's)") var task: TextTask?
    @Option(help: "Folder with TASK/SPLIT.tsv. (default: data/mini-glue)") var data: String?
    @Option(help: "Which file of the task. (default: dev)") var split: TextTask.Split?
    @Option(help: "Use the first N rows.") var limit: Int?
    @Option(help: "Longest sequence in tokens. (default: the adapter's, or 128)") var maxLength: Int?
    @Option(help: "Write the logits as a JSON array of rows to this file.") var logits: String?
    @Flag(help: "Accept another base model than the one the adapter was trained on.") var allowBaseMismatch = false
    @Argument(help: "Sentences to classify, instead of a file's rows.") var sentences: [String] = []

    func run() throws {
        let threads = try model.threadCount()
        for (name, isGiven) in [("--limit", limit != nil), ("--data", data != nil), ("--split", split != nil)]
        where isGiven && !sentences.isEmpty {
            throw InputError(name, expected: "rows of a file", found: "sentences on the command line")
        }
        if let logits { try AtomicFile.requireWritable(URL(fileURLWithPath: logits)) }
        let loaded = try LoadedModel(model, adapter: adapter, task: task, allowBaseMismatch: allowBaseMismatch)
        guard let task = task ?? loaded.adapter?.task else {
            throw InputError("--task", expected: "a task, since there is no adapter to tell", found: "none")
        }
        let length = maxLength ?? loaded.adapter?.maxLength ?? 128
        let tokenizer = try loadTokenizer(loaded.base)
        try loaded.model.requireFit(tokenizer, maxLength: length, isPair: task.isPair)
        let clock = Stopwatch()
        let examples =
            sentences.isEmpty
            ? try FineTuning.examples(
                task, split ?? .dev, URL(fileURLWithPath: data ?? "data/mini-glue"), tokenizer, length, limit,
                threads: threads)
            : try typedExamples(task, tokenizer, length)
        let result = try shownLogits(loaded.model, examples.map(\.encoding), threads: threads)
        if model.verbose {
            note("\(examples.count) rows read, encoded and predicted in \(decimalText(clock.seconds, decimals: 3)) s")
        }
        guard result.isFinite else {
            throw InputError(loaded.base.path, expected: "finite logits", found: "an infinity or NaN")
        }
        if let logits { try write(result, to: URL(fileURLWithPath: logits)) }
        if sentences.isEmpty { report(result, examples, task) } else { printPredictions(result, task) }
    }

    private func typedExamples(_ task: TextTask, _ tokenizer: any Tokenizer, _ length: Int) throws -> [Example] {
        let step = task.isPair ? 2 : 1
        guard sentences.count % step == 0 else {
            throw InputError(
                "sentences", expected: "an even number, \(task.name) being a task of pairs", found: "\(sentences.count)"
            )
        }
        return stride(from: 0, to: sentences.count, by: step).map { i in
            Example(
                encoding: tokenizer.encode(
                    Array(sentences[i].utf8), task.isPair ? Array(sentences[i + 1].utf8) : nil, maxLength: length),
                target: nil)
        }
    }

    private func write(_ logits: Matrix, to file: URL) throws {
        // Nine digits restore a float exactly.
        let rows = (0 ..< logits.rows).map { i in
            "[" + (0 ..< logits.columns).map { String(format: "%.9g", Double(logits[i, $0])) }.joined(separator: ", ")
                + "]"
        }
        try AtomicFile.write(Data(("[" + rows.joined(separator: ",\n ") + "]\n").utf8), to: file)
    }

    private func report(_ logits: Matrix, _ examples: [Example], _ task: TextTask) {
        guard examples.allSatisfy({ $0.target != nil }) else { return printPredictions(logits, task) }
        let predicted = Evaluator.predictions(logits)
        let actual = examples.compactMap { $0.target?.value }
        let scores = task.metrics.map { "\($0.title) \(decimalText($0.score(predicted, actual), decimals: 4))" }
        print("\(task.name) \((split ?? .dev).rawValue), \(examples.count) rows: \(scores.joined(separator: ", "))")
    }

    private func printPredictions(_ logits: Matrix, _ task: TextTask) {
        for (i, predicted) in Evaluator.predictions(logits).enumerated() {
            guard logits.columns > 1 else {
                print(decimalText(predicted, decimals: 3))
                continue
            }
            let row = (0 ..< logits.columns).map { Double(logits[i, $0]) }
            let largest = row.max() ?? 0
            let weights = row.map { exp($0 - largest) }
            let best = Int(predicted)
            print("\(task.labelNames[best])\t\(decimalText(weights[best] / weights.reduce(0, +), decimals: 4))")
        }
    }
}
