/// What a page is put together from: cells in order, solutions folded away, contents at the top.
extension PageRenderer {
    /// The cells in order, the contents below the page's heading, each exercise's solution folded away.
    mutating func renderedCells() -> [String] {
        var blocks: [String] = []
        var solution: [String] = []
        var last = ChapterSource.Part.page
        for cell in source.cells {
            if cell.part != last, case .solution = last {
                blocks.append(folded(solution))
                solution = []
            }
            var rendered = render(cell)
            if case .exercise(let number) = cell.part, cell.part != last, let task = rendered.first {
                rendered[0] = "**Exercise \(place.number).\(number).** " + task
            }
            if case .solution = cell.part { solution += rendered } else { blocks += rendered }
            last = cell.part
        }
        if !solution.isEmpty { blocks.append(folded(solution)) }
        return withContents(blocks)
    }

    private func folded(_ solution: [String]) -> String {
        Markdown.folded("Solution", solution.joined(separator: "\n\n"))
    }

    private func withContents(_ blocks: [String]) -> [String] {
        guard let heading = blocks.firstIndex(where: { $0.hasPrefix("# ") }), let contents = Contents.block(blocks)
        else { return blocks }
        let lines = blocks[heading].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        var result = blocks
        let top = [String(lines[0]), "", contents] + lines.dropFirst().map(String.init)
        result[heading] = top.joined(separator: "\n")
        return result
    }
}
