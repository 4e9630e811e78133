/// Another chapter, as far as this one may refer to it: `[[chapter3-lora]]`, `[[chapter3-lora/fig:rank]]`.
struct OtherPage {
    /// The heading of the page: `Chapter 3 · LoRA`.
    let title: String
    /// Its figures, tables and equations: `Figure 3.2`.
    let titles: [PageLabel: String]
    /// The way to it from the page that refers.
    let link: String

    /// The chapter `name` as seen from `place`.
    ///
    /// - Throws: `PageError` where there is no such chapter, it has no heading, or it was never run.
    init(_ name: String, from place: ChapterPlace) throws {
        let other = try ChapterPlace(root: place.root, name: name, isDraft: false), source = try other.readSource()
        title = try Self.heading(source)
        link = "\(place.rootLink)/chapters/\(name)/README.md"
        var renderer = PageRenderer(source: source, outputs: try PageRecord.read(other).outputs, place: other)
        titles = renderer.titles()
    }

    /// The heading of a chapter.
    static func heading(_ source: ChapterSource) throws -> String {
        let prose = source.cells.first { $0.kind == .prose }
        guard let line = prose?.lines.first(where: { $0.hasPrefix("# ") }) else {
            throw PageError(source.name, expected: "a heading `//: # Chapter N · Topic` in the first prose", found: "none")
        }
        return String(line.dropFirst(2).trimmingBlanks())
    }

    /// Links to the chapters before and after, by number: `[← Chapter 3 · LoRA](…) · [Chapter 5 · GLUE →](…)`; nil where
    /// the chapter stands alone.
    static func neighbours(of place: ChapterPlace) throws -> String? {
        let names = Weaver.chapters(root: place.root.path)
        guard let own = names.firstIndex(of: place.name) else { return nil }
        func link(_ index: Int, _ text: (String) -> String) throws -> String? {
            guard names.indices.contains(index) else { return nil }
            let other = try ChapterPlace(root: place.root, name: names[index], isDraft: false)
            return "[\(text(try heading(other.readSource())))](\(place.rootLink)/chapters/\(other.name)/README.md)"
        }
        let links = [try link(own - 1) { "← \($0)" }, try link(own + 1) { "\($0) →" }].compactMap { $0 }
        return links.isEmpty ? nil : links.joined(separator: " · ")
    }
}
