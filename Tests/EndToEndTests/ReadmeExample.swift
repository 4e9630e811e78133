import Foundation
import Testing

// What the README and the reference show as Swift: compiled here, word for word, against Core's public interface alone.
// example
import Core

func fineTuneAndPredict() throws {
    let model = try ModelDirectory.locate("minilm")
    let configuration = TrainingConfiguration(
        adapter: .standard(.edora, rank: 16), task: .rte, epochs: 5, rates: .standard(.edora, .rte), weightDecay: 0.01,
        seed: 1)
    let run = try FineTuning(model: model, data: URL(fileURLWithPath: "data/mini-glue"), configuration: configuration)
    let record = try run.run()
    print("dev accuracy:", record.last?.metrics["accuracy"] ?? 0)
    let pair = try loadTokenizer(model).encode("A dog runs in the park.", "An animal runs.", maxLength: 128)
    print("logits:", try Evaluator(run.model).logits([pair]))
}
// end of example

// own rows
/// Trains three classes of one's own, and keeps the adapter in a folder.
func fineTuneOnOwnSentences(to folder: URL) throws {
    let task = TextTask(name: "questions", labels: ["hours", "parcel", "refund"])
    let rows = [
        ("When do you open?", 0), ("Are you open today?", 0), ("Where is my parcel?", 1), ("It has not arrived.", 1),
        ("Give me my money back.", 2), ("I want a refund.", 2),
    ]
    let directory = try ModelDirectory.locate("minilm"), tokenizer = try loadTokenizer(directory)
    let examples = rows.map { Example(encoding: tokenizer.encode($0.0, nil, maxLength: 128), target: .label($0.1)) }
    let configuration = TrainingConfiguration(
        adapter: .standard(.edora, rank: 16), task: task, epochs: 30, rates: .standard(.edora, task), weightDecay: 0.01,
        seed: 1)
    let model = try SequenceClassifier(directory: directory, classes: task.classes, seed: 1)
    _ = try model.adapt(configuration.adapter, seed: 1, threads: 2)
    let trainer = try Trainer(model, configuration, key: task.name, train: examples, dev: examples, threads: 2)
    let outcome = try trainer.run()
    print("accuracy on the rows it was trained on:", outcome.epochs.last?.metrics["accuracy"] ?? 0)
    let base = try fileDigest(directory.appending(path: "model.safetensors"))
    try AdapterDirectory(of: model, task: task, maxLength: 128, baseDigest: base, run: task.name, seed: 1)
        .write(model, to: folder)
}

/// The class of a sentence, by the adapter in the folder.
func classOf(_ sentence: String, by folder: URL) throws -> String {
    let directory = try ModelDirectory.locate("minilm"), adapter = try AdapterDirectory.read(folder)
    let model = try SequenceClassifier(directory: directory, classes: adapter.classes, seed: 1)
    let base = try fileDigest(directory.appending(path: "model.safetensors"))
    try adapter.install(on: model, from: folder, baseDigest: base, allowBaseMismatch: false)
    let encoding = try loadTokenizer(directory).encode(sentence, nil, maxLength: adapter.maxLength)
    let prediction = try Evaluator.predictions(Evaluator(model).logits([encoding]))[0]
    return adapter.task.labelNames[Int(prediction)]
}
// end of own rows

@Test(.timeLimit(.minutes(10))) func theExampleWithOwnSentencesIsTheReadmesAndLearnsThem() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let readme = try String(contentsOf: Tool.root.appending(path: "README.md"), encoding: .utf8)
    let start = try #require(source.range(of: "// own rows\n"))
    let end = try #require(source.range(of: "// end of own rows"))
    #expect(readme.contains("```swift\n\(source[start.upperBound ..< end.lowerBound])```"))
    let folder = try Tool.temporary()
    try fineTuneOnOwnSentences(to: folder)
    let rows = [("When do you open?", "hours"), ("Where is my parcel?", "parcel"), ("I want a refund.", "refund")]
    for (sentence, expected) in rows { #expect(try classOf(sentence, by: folder) == expected) }
}

@Test func theExampleOfTheReadmeAndOfTheReferenceIsTheCodeThatCompiles() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(source.range(of: "// example\n"))
    let end = try #require(source.range(of: "// end of example"))
    let example = source[start.upperBound ..< end.lowerBound]
    for page in ["README.md", "Sources/Core/Core.docc/Core.md"] {
        let text = try String(contentsOf: Tool.root.appending(path: page), encoding: .utf8)
        #expect(text.contains("```swift\nimport Foundation\n\(example)```"), "\(page)")
    }
}
