/// What a page may not hold, beside broken references.
extension PageRenderer {
    /// Every question has its answer right after it, and every answer its question.
    mutating func checkQuestions() {
        for (index, cell) in source.cells.enumerated() {
            let here = "\(source.name):\(cell.firstLine)"
            let next = index + 1 < source.cells.count ? source.cells[index + 1].kind : .prose
            if cell.kind == .question, next != .answer {
                report(here, expected: "an answer (//!) right after the question", found: "none")
            }
            if cell.kind == .answer, index == 0 || source.cells[index - 1].kind != .question {
                report(here, expected: "a question (//?) right before the answer", found: "none")
            }
        }
    }

    /// Each exercise has a task in prose, and a solution that runs and shows what came out.
    mutating func checkExercises() {
        let shown = Set(outputs.filter(\.isShown).map(\.cell))
        let numbers = source.cells.compactMap { cell -> Int? in
            switch cell.part {
            case .page: nil
            case .exercise(let number), .solution(let number): number
            }
        }
        for exercise in 1 ..< (numbers.max() ?? 0) + 1 {
            let task = source.cells.filter { $0.part == .exercise(exercise) }
            let solution = source.cells.filter { $0.part == .solution(exercise) }
            let here = (task + solution).first.map { "\(source.name):\($0.firstLine)" } ?? source.name
            if task.first?.kind != .prose {
                report(here, expected: "an exercise that begins with its task in prose", found: "none")
            }
            if !solution.contains(where: { $0.number.map(shown.contains) ?? false }) {
                report(
                    here, expected: "a solution with code that runs and shows a result", found: "none",
                    advice: "show it by page.show, page.table or page.figure")
            }
        }
    }

    mutating func checkMarks(_ lines: [String], _ output: PageOutput) {
        if lines.contains(where: { MachineBlock.isMark($0) }) {
            report(output, expected: "text without marks of a machine block", found: "one")
        }
    }

    mutating func checkWhole(_ markdown: String) {
        let name = place.relative(place.pageFile)
        if markdown.utf8.count > Self.byteLimit {
            report(name, expected: "at most \(Self.byteLimit) bytes", found: "\(markdown.utf8.count)")
        }
        if namesRoot(markdown) {
            report(name, expected: "no path of this machine", found: "the path of the repository")
        }
    }

    /// Whether a text has the repository's path; its letters within another path, as the `/figures` of
    /// `../../figures`, are none.
    private func namesRoot(_ text: String) -> Bool {
        guard place.root.path.count > 1 else { return false }
        return text.ranges(of: place.root.path).contains { range in
            guard range.lowerBound > text.startIndex else { return true }
            let before = text[text.index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber && !"._-/".contains(before)
        }
    }

    /// A figure's script leaves to the notebook what differs from machine to machine, and nothing of it names a place
    /// there.
    mutating func checkFigure(_ output: PageOutput, _ data: [String], _ script: [String]) {
        for line in script {
            for command in line.split(separator: ";") {
                let words = command.split(whereSeparator: \.isWhitespace).prefix(2)
                // gnuplot takes every word short.
                guard words.count == 2, words[0] == "se" || words[0] == "set",
                    ["te", "ou", "time"].contains(where: { words[1].hasPrefix($0) }),
                    !words[1].hasPrefix("timef")  // set timefmt reads data
                else {
                    continue
                }
                report(
                    output, expected: "a script that leaves terminal, output and time to the notebook",
                    found: "'\(line)'")
            }
        }
        if let line = (data + script).first(where: { namesRoot($0) }) {
            report(output, expected: "no path of this machine", found: "'\(line)'")
        }
    }
}
