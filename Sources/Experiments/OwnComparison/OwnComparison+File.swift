import Core
import Foundation

/// The comparison's file, which one question has for good: its records are of that question.
extension OwnComparison {
    /// The comparison of a folder.
    ///
    /// - Throws: `InputError` for a file that is missing or no comparison.
    public static func read(below folder: URL) throws -> OwnComparison {
        let file = folder.appending(path: fileName), data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw InputError(
                file.relativePath, expected: "a comparison, which edora compare writes", found: "no file to be read")
        }
        do {
            var comparison = try JSONDecoder().decode(OwnComparison.self, from: data)
            comparison.folder = folder.relativePath
            try comparison.validate()
            return comparison
        } catch let fault as InputError {
            throw InputError(
                "\(file.relativePath): \(fault.place)", expected: fault.expected, found: fault.found,
                advice: "The file was changed since edora compare wrote it.")
        } catch {
            throw InputError(
                file.relativePath, expected: "a comparison, which edora compare writes",
                found: plainReason(of: error))
        }
    }

    /// The comparison as its folder is to have it: this one, or that which is there already where the question is the
    /// same. More seeds are the same question, asked more closely.
    ///
    /// - Throws: `InputError` that says what differs, and for a folder with a page of something else.
    public func settled() throws -> OwnComparison {
        let manager = FileManager.default
        guard manager.fileExists(atPath: file.path) else {
            let page = URL(fileURLWithPath: folder).appending(path: "README.md")
            guard !manager.fileExists(atPath: page.path) else {
                throw InputError(
                    folder, expected: "a folder of its own for the comparison", found: "one with a README.md",
                    advice: "Name another by --output.")
            }
            return self
        }
        let there = try Self.read(below: URL(fileURLWithPath: folder))
        if let (what, old, new) = difference(from: there) {
            throw InputError(
                folder, expected: "the same question as before (\(what): \(old))", found: "\(what): \(new)",
                advice: "Name another folder by --output for another question.")
        }
        return there.seedCount == seedCount ? there : self
    }

    /// Writes its file, unless it is there.
    ///
    /// - Throws: `InputError` when it cannot be written.
    public func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = try encoder.encode(self) + Data("\n".utf8)
        guard FileManager.default.contents(atPath: file.path) != text else { return }
        try AtomicFile.makeDirectory(file.deletingLastPathComponent())
        try AtomicFile.write(text, to: file)
    }

    /// The first point in which this question is another than one asked before: what, that of before, this one's.
    private func difference(from other: OwnComparison) -> (what: String, old: String, new: String)? {
        let points = zip(other.points, self.points).map { (what: $1.what, old: $0.value, new: $1.value) }
        if let found = points.first(where: { $0.old != $0.new }) { return found }
        // More data sets have more points.
        guard other.points.count == self.points.count else {
            return ("--data", "\(other.data.count) data sets", "\(data.count)")
        }
        return seedCount >= other.seedCount ? nil : ("--seeds", "\(other.seedCount)", "\(seedCount)")
    }

    /// All that the question is made of, but for the seeds.
    private var points: [(what: String, value: String)] {
        func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "none" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func json(_ value: some Encodable) -> String {
            (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        let ofData = data.flatMap { one in
            [
                ("--data", json(one.data)), ("the columns and classes of \(one.name)", json(one.task)),
                ("--dev-share and --dev-seed", text(one.devShare.map { "\($0.share), \($0.seed)" })),
                ("--epochs on \(one.name)", "\(one.epochs)"),
                ("the files of \(one.name), by SHA-256", "\(one.facts.train.prefix(12)), \(one.facts.dev.prefix(12))"),
                ("what is counted of \(one.name)", json(one.facts)),
            ]
        }
        let rates = givenRates.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return [
            ("--methods and --rank", settings.map(\.title).joined(separator: "; ")), ("--model", model),
            ("the weights of \(model), by SHA-256", String(modelDigest.prefix(12))),
            ("--batch-size", "\(limits.batchSize)"), ("--max-length", "\(limits.maxLength)"),
            ("--limit-train", text(limits.trainLimit)), ("--search-rows", text(search?.rows)),
            ("--search-epochs", text(search?.epochs)),
            ("--rates", rates.isEmpty ? "none" : rates.joined(separator: ", ")),
        ] + ofData
    }
}
