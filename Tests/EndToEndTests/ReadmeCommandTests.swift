import Core
import Foundation
import Testing

/// What README says that its first two commands print, and how large what they write is.
@Suite(.timeLimit(.minutes(10))) struct ReadmeCommandTests {
    /// The commands are README's, word for word. Processors round differently, so probabilities may differ by a
    /// hundredth.
    @Test func theFirstCommandsAnswerAsReadmeSays() throws {
        let readme = try String(contentsOf: Tool.root.appending(path: "README.md"), encoding: .utf8)
        let folder = try Tool.temporary()
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "data"), withDestinationURL: Tool.root.appending(path: "data"))
        func run(_ arguments: [String]) throws -> Tool.Result {
            let result = try Tool.start("edora", arguments, in: folder, at: folder).end()
            #expect(result.status == 0, "\(arguments): \(result.errors)")
            return result
        }
        let train = try #require(
            readme.firstMatch(of: /\nswift run edora (train --data data\/questions\.csv [^"\n]*)\n/))
        let predict = try #require(readme.firstMatch(of: /\nswift run edora (predict [^"\n]*) "([^"]*)" "([^"]*)"\n/))
        let trained = try run(train.1.split(separator: " ").map(String.init))
        let answers = try run(
            predict.1.split(separator: " ").map(String.init) + [String(predict.2), String(predict.3)]
        ).output.split(separator: "\n")

        let said = try #require(readme.firstMatch(of: /answers `(\w+) ([\d.]+)` and `(\w+) ([\d.]+)`/))
        #expect(answers.count == 2)
        for (answer, expected) in zip(answers, [(said.1, said.2), (said.3, said.4)]) {
            let fields = answer.split(separator: "\t")
            #expect(fields.first == expected.0)
            let (found, told) = (Double(fields.last ?? "") ?? .nan, Double(expected.1) ?? .nan)
            #expect(abs(found - told) < 0.01, "README says \(told), the command \(found)")
        }
        let share = try #require(readme.firstMatch(of: /that ([\d.]+) of the (\d+) rows it had kept aside were/))
        let (rows, right) = (Double(share.2) ?? .nan, Double(share.1) ?? .nan)
        #expect(trained.errors.contains("\(share.2) evaluate"), "\(trained.errors)")
        let final = try #require((trained.errors + trained.output).matches(of: /accuracy ([\d.]+)/).last)
        #expect(abs((Double(final.1) ?? .nan) - right) < 1.5 / rows, "\(final.0)")

        try sizes(in: folder, readme, run)
    }

    /// Megabytes of the weights in PEFT's form and in the one that `edora` alone reads.
    private func sizes(in folder: URL, _ readme: String, _ run: ([String]) throws -> Tool.Result) throws {
        _ = try run(["export", "--adapter", "out/questions", "--format", "native", "--output", "native"])
        func megabytes(_ file: String) throws -> Double {
            Double(try Data(contentsOf: folder.appending(path: file)).count) / 1e6
        }
        let said = try #require(
            readme.firstMatch(of: /DoRA's: ([\d.]+) MB for [^`]*`edora export --format native`[^,]*,\s([\d.]+) MB;/))
        let peft = try megabytes("out/questions/adapter_model.safetensors")
        let native = try megabytes("native/edora_native.safetensors")
        #expect(abs(peft - (Double(said.1) ?? .nan)) < 0.06 && abs(native - (Double(said.2) ?? .nan)) < 0.006)
    }
}
