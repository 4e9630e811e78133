import Core
import Foundation
import Testing

@testable import MiniGLUE

struct MiniGLUETests {
    /// What a file must look like: columns, where its sentences are, and the share of rows with the label `majority`.
    struct Shape: Sendable {
        let task: String
        let header: String?
        let columns: Int
        let sentences: [Int]
        let label: Int
        let majority: String
        let share: ClosedRange<Double>
    }

    static let shapes = [
        Shape(task: "CoLA", header: nil, columns: 4, sentences: [3], label: 1, majority: "1", share: 0.69 ... 0.71),
        Shape(
            task: "SST-2", header: "sentence\tlabel", columns: 2, sentences: [0], label: 1, majority: "1",
            share: 0.54 ... 0.56),
        Shape(
            task: "MRPC", header: "Quality\t#1 ID\t#2 ID\t#1 String\t#2 String", columns: 5, sentences: [3, 4],
            label: 0, majority: "1", share: 0.61 ... 0.63),
        Shape(
            task: "STS-B",
            header: "index\tgenre\tfilename\tyear\told_index\tsource1\tsource2\tsentence1\tsentence2\tscore",
            columns: 10, sentences: [7, 8], label: 9, majority: "5.000", share: 0 ... 0.05),
        Shape(
            task: "QNLI", header: "index\tquestion\tsentence\tlabel", columns: 4, sentences: [1, 2], label: 3,
            majority: "entailment", share: 0.49 ... 0.51),
        Shape(
            task: "RTE", header: "index\tsentence1\tsentence2\tlabel", columns: 4, sentences: [1, 2], label: 3,
            majority: "entailment", share: 0.49 ... 0.51),
    ]

    static let files = MiniGLUE.files()

    /// The rows of a file, without its header.
    static func rows(_ shape: Shape, _ split: String) throws -> [[String]] {
        let file = try #require(files.first { $0.path == "\(shape.task)/\(split).tsv" })
        let text = String(decoding: file.contents, as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        var lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        if let header = shape.header { #expect(lines.removeFirst() == header) }
        return lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    @Test func `there are two files for each of the six tasks`() {
        #expect(
            Self.files.map(\.path).sorted()
                == Self.shapes.flatMap { ["\($0.task)/dev.tsv", "\($0.task)/train.tsv"] }.sorted())
    }

    @Test(arguments: shapes)
    func `files have the stated rows, columns and label balance`(_ shape: Shape) throws {
        for (split, count) in [("train", 2_000), ("dev", 400)] {
            let rows = try Self.rows(shape, split)
            #expect(rows.count == count)
            #expect(rows.allSatisfy { $0.count == shape.columns })
            let share = Double(rows.count { $0[shape.label] == shape.majority }) / Double(count)
            #expect(shape.share.contains(share), "\(shape.task) \(split): \(share)")
        }
    }

    @Test(arguments: shapes)
    func `sentences are not empty and have no stray spaces`(_ shape: Shape) throws {
        for row in try Self.rows(shape, "train") + Self.rows(shape, "dev") {
            for column in shape.sentences {
                // Like the real file, SST-2 has one space before the tab.
                let sentence = shape.task == "SST-2" ? String(row[column].dropLast()) : row[column]
                #expect(
                    sentence.count >= 8 && !sentence.contains("  ") && sentence.first != " " && sentence.last != " ",
                    "\(sentence)")
                #expect(sentence.utf8.allSatisfy { (0x20 ..< 0x7F).contains($0) })
            }
        }
    }

    @Test(arguments: shapes)
    func `no row comes twice and no sentence of dev is in train`(_ shape: Shape) throws {
        func texts(_ split: String) throws -> [[String]] {
            try Self.rows(shape, split).map { row in shape.sentences.map { row[$0] } }
        }
        let train = try texts("train"), dev = try texts("dev")
        #expect(Set(train).count == train.count)
        #expect(Set(dev).count == dev.count)
        #expect(Set(train.joined()).isDisjoint(with: dev.joined()))
        #expect((train + dev).allSatisfy { Set($0).count == $0.count }, "the two sentences of a pair differ")
    }

    @Test func `unacceptable CoLA rows carry the star`() throws {
        for row in try Self.rows(Self.shapes[0], "train") { #expect(row[2] == (row[1] == "0" ? "*" : "")) }
    }

    @Test func `STS-B scores have three decimals and spread over the scale`() throws {
        let scores = try Self.rows(Self.shapes[3], "train").map { $0[9] }
        for score in scores {
            let value = try #require(Double(score))
            #expect(score.count == 5 && score.dropFirst().first == "." && (0 ... 5).contains(value), "\(score)")
        }
        for band in 0 ..< 5 {
            let share = Double(scores.count { Int($0.prefix(1)) == band }) / Double(scores.count)
            #expect(share > 0.05, "band \(band): \(share)")
        }
        #expect(Set(scores).count > 100)
    }

    @Test func `generation twice gives the same bytes`() {
        let again = MiniGLUE.files()
        #expect(again.map(\.path) == Self.files.map(\.path))
        #expect(again.map(\.contents) == Self.files.map(\.contents))
    }

    @Test func `the files are small`() {
        #expect(Self.files.allSatisfy { $0.contents.count < 1_000_000 })
        #expect(Self.files.reduce(0) { $0 + $1.contents.count } < 2_500_000)
    }

    @Test func `the committed folder holds exactly the generated bytes`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.appending(path: "data/mini-glue")
        for file in Self.files {
            let committed = try Data(contentsOf: folder.appending(path: file.path))
            #expect(committed == Data(file.contents), "\(file.path) differs; make mini-glue writes it again")
        }
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap {
            ($0 as? URL)?.lastPathComponent
        }
        #expect(found?.filter { $0.hasSuffix(".tsv") }.count == Self.files.count)
    }

    @Test func `writing makes the folders and reports one that cannot be made`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mini-glue-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try MiniGLUE.write(to: folder)
        let written = try Data(contentsOf: folder.appending(path: "RTE/dev.tsv"))
        #expect(written == Self.files.first { $0.path == "RTE/dev.tsv" }.map { Data($0.contents) })
        // What a link in the place of a folder leads to is not ours.
        let linked = folder.appending(path: "linked"), victim = folder.appending(path: "victim")
        for made in [linked, victim] {
            try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        }
        try FileManager.default.createSymbolicLink(at: linked.appending(path: "CoLA"), withDestinationURL: victim)
        #expect(throws: InputError.self) { try MiniGLUE.write(to: linked) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: victim.path).isEmpty)
        // A file where a folder should be.
        #expect(throws: InputError.self) { try MiniGLUE.write(to: folder.appending(path: "RTE/dev.tsv")) }
    }

    @Test func `the article goes by sound`() {
        #expect(Inflection.article(before: "apple") == "an")
        #expect(Inflection.article(before: "university") == "a")
        #expect(Inflection.article(before: "unusual ring") == "an")
        #expect(Inflection.article(before: "honest clerk") == "an")
    }

    @Test func `verbs and nouns take regular endings unless their forms are given`() {
        #expect(Verb("hug/hugged").gerund == "hugging")
        #expect(Verb("give back/gave back/given back").gerund == "giving back")
        #expect(Verb("carry").past == "carried" && Verb("carry").third == "carries")
        #expect(Noun("box/boxes").plural == "boxes" && Noun("city").plural == "cities" && Noun("bus").plural == "buses")
    }
}
