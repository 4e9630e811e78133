/// Sentences that people write and the chapter's conditions guard: `page.require(condition, "…")`.
extension PageRenderer {
    /// Each required sentence is whole, is required once, and stands where a reader sees it.
    mutating func checkSentences() {
        let required: [(output: PageOutput, text: String)] = outputs.compactMap { output in
            guard case .sentence(let text) = output.content else { return nil }
            return (output, text)
        }
        guard !required.isEmpty else { return }
        let written = source.cells.filter { $0.number == nil }.map(\.text) + outputs.flatMap(\.captions)
        let texts = written.map { FoldedText($0) }
        var seen: Set<String> = []
        for (output, text) in required {
            if !FoldedText.isWhole(text) {
                report(output, expected: "a whole sentence, with the mark that ends it", found: "“\(text)”")
            } else if !seen.insert(text).inserted {
                report(output, expected: "each sentence required once", found: "a second time: “\(text)”")
            } else if !texts.contains(where: { !$0.ranges(of: text).isEmpty }) {
                report(
                    output, expected: "the required sentence in prose, a caption or an alternative text",
                    found: "it nowhere: “\(text)”",
                    advice: "after an edit of the sentence change the call, too, see that its condition still "
                        + "guards it, and run: swift run \(place.name)")
            }
        }
    }

    /// A draft's prose or caption, with what its numbers do not support struck out.
    func struckOut(_ markdown: String) -> String {
        unsupported.isEmpty ? markdown : FoldedText(markdown).replacing(unsupported) { "~~\($0)~~" }
    }

    /// A draft's alternative text without what its numbers do not support: Markdown does not reach it.
    func leavingOut(_ alternative: String) -> String {
        guard !unsupported.isEmpty else { return alternative }
        return FoldedText.folded(FoldedText(alternative).replacing(unsupported) { _ in "" })
    }
}

extension PageOutput {
    /// The texts of an output that hold sentences.
    fileprivate var captions: [String] {
        switch content {
        case .table(_, let caption, _, _, _): [caption]
        case .figure(_, let caption, let alt, _, _): [caption, alt]
        case .value, .text, .machine, .excerpt, .sentence: []
        }
    }
}
