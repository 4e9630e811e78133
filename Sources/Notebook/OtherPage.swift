/// Another chapter, as far as this one may refer to it: `[[chapter3-lora]]`, `[[chapter3-lora/fig:rank]]`.
struct OtherPage {
    /// The heading of the page: `Chapter 3 · LoRA`.
    let title: String
    private let place: ChapterPlace
    private let source: ChapterSource
    /// The way to it from the page that refers.
    let link: String

    /// The chapter `name` as seen from `place`.
    ///
    /// - Throws: `PageError` where there is no such chapter, or it has no heading.
    init(_ name: String, from place: ChapterPlace) throws {
        self.place = try ChapterPlace(root: place.root, name: name, isDraft: false)
        source = try self.place.readSource()
        title = try Self.heading(source, number: self.place.number)
        link = "\(place.rootLink)/chapters/\(name)/README.md"
    }

    /// Its figures, tables and equations: `Figure 3.2`.
    ///
    /// - Throws: `PageError` where it was never run.
    func titles() throws -> [PageLabel: String] {
        var renderer = PageRenderer(source: source, outputs: try PageRecord.read(place).outputs, place: place)
        return renderer.titles()
    }

    /// The heading of a chapter, which begins with its number: `Chapter 3 · LoRA`.
    static func heading(_ source: ChapterSource, number: Int) throws -> String {
        let prose = source.cells.first { $0.kind == .prose }
        let found = prose?.lines.first { $0.hasPrefix("# ") }
        guard let line = found, line.hasPrefix("# Chapter \(number) ") else {
            throw PageError(
                source.name, expected: "a heading `//: # Chapter \(number) · Topic` in the first prose",
                found: found ?? "none")
        }
        guard !["{{", "[[", "]("].contains(where: line.contains) else {
            throw PageError(
                source.name, expected: "a heading without values, references and links, since other pages show it",
                found: line)
        }
        return String(line.dropFirst(2).trimmingBlanks())
    }

    /// Links to the chapters before and after, by number, `[← Chapter 3 · LoRA](…) · [Chapter 5 · GLUE →](…)`; nil
    /// where the chapter stands alone.
    static func neighbours(of place: ChapterPlace) throws -> String? {
        let names = Weaver.chapters(root: place.root.path)
        guard let own = names.firstIndex(of: place.name) else { return nil }
        func link(_ index: Int, _ text: (String) -> String) throws -> String? {
            guard names.indices.contains(index) else { return nil }
            let other = try ChapterPlace(root: place.root, name: names[index], isDraft: false)
            let title = text(try heading(other.readSource(), number: other.number))
            return "[\(title)](\(place.rootLink)/chapters/\(other.name)/README.md)"
        }
        let links = [try link(own - 1) { "← \($0)" }, try link(own + 1) { "\($0) →" }].compactMap { $0 }
        return links.isEmpty ? nil : links.joined(separator: " · ")
    }
}
