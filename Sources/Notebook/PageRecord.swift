import Foundation

/// One captured result of a run.
struct PageOutput: Codable, Equatable {
    /// What was captured. The cases' names are the keys of `page.json`.
    enum Content: Codable, Equatable {
        case value(key: String, value: PageValue, format: String?)
        case text(lines: [String])
        case machine(label: String, lines: [String])
        case table(label: String, caption: String, header: [String], alignment: [TableAlignment], rows: [[String]])
        case figure(label: String, caption: String, alt: String, data: [String], script: [String])
        /// With its lines as they were in the run, beside whose numbers they stand; a check compares them with the
        /// file.
        case excerpt(path: String, region: String?, lines: [String])
        /// A sentence that a condition of the run guards, as it stands in the source, with single blanks. It is on the
        /// page already; kept so that a check without a run finds a sentence that was edited away from its guard.
        case sentence(text: String)
    }

    /// Number of the code cell that it belongs to, from 1.
    let cell: Int
    let content: Content
    /// Line of the call, known only in the run itself: it moves with every edit of the prose.
    var line: Int?

    private enum CodingKeys: String, CodingKey {
        case cell, content
    }

    /// Whether a reader sees it where its cell stands.
    var isShown: Bool {
        switch content {
        case .text, .machine, .table, .figure, .excerpt: true
        case .value, .sentence: false
        }
    }

    /// By cell, within a cell in the order of the run.
    static func inPageOrder(_ outputs: [PageOutput]) -> [PageOutput] {
        outputs.enumerated().sorted { ($0.element.cell, $0.offset) < ($1.element.cell, $1.offset) }.map(\.element)
    }

    /// The same output without what differs from machine to machine.
    var withoutMachineFacts: PageOutput {
        guard case .machine(let label, _) = content else { return PageOutput(cell: cell, content: content) }
        return PageOutput(cell: cell, content: .machine(label: label, lines: []))
    }
}

/// `page.json`: everything that a page shows and that the source does not say. With it the page can
/// be woven again without running the chapter.
struct PageRecord: Codable, Equatable {
    struct Drawing: Codable, Equatable {
        let file: String
        /// FNV-1a digest of the SVG.
        let digest: String
    }

    /// A file that the page's numbers come from.
    struct Input: Codable, Equatable {
        /// Its path below the root.
        let file: String
        /// FNV-1a digest of its text.
        let digest: String

        init(_ file: String, in place: ChapterPlace) throws {
            self.file = file
            digest = Digest.hex(try place.readText(place.root.appendingPathComponent(file)))
        }
    }

    static let currentFormat = 2

    /// What every format has.
    private struct Head: Decodable {
        let format: Int, chapter: String
    }

    var format = PageRecord.currentFormat
    let chapter: String
    /// FNV-1a digest of the code cells that made the outputs.
    let code: String
    /// `gnuplot 5.4 patchlevel 4`; absent when nothing was drawn. Another version may draw the same
    /// data with other bytes.
    let gnuplot: String?
    let drawings: [Drawing]
    /// Sorted by path; absent where the page stands on nothing but its source.
    var inputs: [Input]?
    let outputs: [PageOutput]

    /// UTF-8, sorted keys, indented, a line end at the end.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// - Throws: `PageError` when the file is missing, is not such a file, or has another format.
    static func read(_ place: ChapterPlace) throws -> PageRecord {
        let name = place.relative(place.recordFile)
        let advice = "run: swift run \(place.name)"
        guard let data = FileManager.default.contents(atPath: place.recordFile.path) else {
            throw PageError(name, expected: "the captured outputs of a run", found: "no such file", advice: advice)
        }
        do {
            let head = try JSONDecoder().decode(Head.self, from: data)
            guard head.format == currentFormat, head.chapter == place.name else {
                throw PageError(
                    name, expected: "format \(currentFormat) and chapter \(place.name)",
                    found: "format \(head.format) and chapter \(head.chapter)", advice: advice)
            }
            return try JSONDecoder().decode(PageRecord.self, from: data)
        } catch let error as DecodingError {
            throw PageError(name, expected: "captured outputs", found: "\(error)", advice: advice)
        }
    }

    var withoutMachineFacts: PageRecord {
        PageRecord(
            format: format, chapter: chapter, code: code, gnuplot: gnuplot, drawings: drawings, inputs: inputs,
            outputs: outputs.map(\.withoutMachineFacts))
    }
}
