/// A task from a file may say anything.
extension TextTask {
    /// - Throws: `InputError` naming the part that makes no sense.
    public func validate(_ place: String) throws {
        func require(_ condition: Bool, _ part: String, _ expected: String, _ found: String) throws {
            if !condition { throw InputError("\(place): task \(part)", expected: expected, found: found) }
        }
        try require(
            name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.-]*/) != nil, "name", "letters, digits, _, . and -",
            "\"\(name)\"")
        try require(
            GLUE.task(named: name) ?? self == self, "name", "one that GLUE's tasks do not have", name)
        if case .classes(let labels) = answer {
            for (texts, part) in [(labels.map(\.word), "words"), (labels.map(\.name), "names")] {
                try require(
                    texts.count >= 2 && Set(texts).count == texts.count, "label \(part)", "two or more, all different",
                    texts.joined(separator: ", "))
            }
        }
        try require(
            Set(metrics).count == metrics.count, "metrics", "each once", metrics.map(\.rawValue).joined(separator: ", ")
        )
        for metric in metrics {
            try require(metric.fits(self), "metrics", "what scores its answer", metric.rawValue)
        }
        if let columns {
            try require(
                Set(columns.names).count == columns.names.count, "columns", "one each for text and label",
                columns.names.joined(separator: ", "))
            try require(
                (columns.textPair != nil) == isPair, "columns", isPair ? "a second text" : "one text",
                isPair ? "one" : "two")
        }
        for (split, layout) in layouts {
            let part = "layout of \(split.rawValue)"
            try require((1 ... 1 << 20).contains(layout.columns), part, "1 to 2^20 columns", "\(layout.columns)")
            try require(
                layout.read.allSatisfy { (0 ..< layout.columns).contains($0.place) }, part,
                "columns from 0 to \(layout.columns - 1)", layout.read.map { "\($0.place)" }.joined(separator: ", "))
            try require(
                (layout.second != nil) == isPair, part, isPair ? "a second text" : "one text", isPair ? "one" : "two")
            try require(split == .test || layout.label != nil, part, "a label", "none")
        }
    }
}

extension Metric {
    func fits(_ task: TextTask) -> Bool {
        switch self {
        case .accuracy, .macroF1: !task.isRegression
        case .f1, .matthews: task.classes == 2
        case .pearson, .spearman: task.isRegression
        }
    }
}
