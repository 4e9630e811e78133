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
/// Trains three classes on texts of one's own, keeps the adapter in a folder, and asks it.
func sortQuestions(into folder: URL) throws -> String {
    let classifier = try Classifier.train([
        ("When do you open?", "hours"), ("Are you open today?", "hours"), ("Where is my parcel?", "parcel"),
        ("It has not arrived.", "parcel"), ("Give me my money back.", "refund"), ("I want a refund.", "refund"),
    ])
    try classifier.save(to: folder)
    let answer = try Classifier.load(adapter: folder).predict(["My parcel is late."])[0]
    return "\(answer.label), probability \(answer.probability)"
}
// end of own rows

@Test(.timeLimit(.minutes(10))) func theExampleWithOwnSentencesIsTheReadmesAndLearnsThem() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let readme = try String(contentsOf: Tool.root.appending(path: "README.md"), encoding: .utf8)
    let start = try #require(source.range(of: "// own rows\n"))
    let end = try #require(source.range(of: "// end of own rows"))
    #expect(readme.contains("```swift\n\(source[start.upperBound ..< end.lowerBound])```"))
    #expect(try sortQuestions(into: Tool.temporary()).hasPrefix("parcel, probability 0."))
}

@Test func theExampleOfTheReferenceIsTheCodeThatCompiles() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(source.range(of: "// example\n"))
    let end = try #require(source.range(of: "// end of example"))
    let example = source[start.upperBound ..< end.lowerBound]
    let page = try String(contentsOf: Tool.root.appending(path: "Sources/Core/Core.docc/Core.md"), encoding: .utf8)
    #expect(page.contains("```swift\nimport Foundation\n\(example)```"))
}
