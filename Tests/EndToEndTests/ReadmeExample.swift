import Foundation
import Testing

// What the README and the reference show as Swift: compiled here, word for word, against Core's public interface alone.
// example
import Core

func fineTuneAndPredict() throws {
    let model = try ModelDirectory.locate("minilm")
    let configuration = TrainingConfiguration(
        adapter: .standard(.edora, rank: 16), task: .rte, epochs: 5, learningRate: 1e-2, headLearningRate: 2e-3, weightDecay: 0.01, seed: 1)
    let run = try FineTuning(model: model, data: URL(fileURLWithPath: "data/mini-glue"), configuration: configuration)
    let record = try run.run()
    print("dev accuracy:", record.last?.metrics["accuracy"] ?? 0)
    let pair = try loadTokenizer(model).encode("A dog runs in the park.", "An animal runs.", maxLength: 128)
    print("logits:", Evaluator(run.model, threads: 1).logits([pair]))
}
// end of example

@Test func theExampleOfTheReadmeAndOfTheReferenceIsTheCodeThatCompiles() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(source.range(of: "// example\n")), end = try #require(source.range(of: "// end of example"))
    let example = source[start.upperBound ..< end.lowerBound]
    for page in ["README.md", "Sources/Core/Core.docc/Core.md"] {
        let text = try String(contentsOf: Tool.root.appending(path: page), encoding: .utf8)
        #expect(text.contains("```swift\nimport Foundation\n\(example)```"), "\(page)")
    }
}
