/// What a chapter can put on its page. `line` and `file` are where the call stands; leave them alone.
extension Notebook {
    /// A block of plain text.
    public func show(_ text: String, line: Int = #line, file: String = #fileID) {
        record(.text(lines: Self.lines(text)), line, file)
    }

    /// A block with the description of a value.
    public func show(_ value: some CustomStringConvertible, line: Int = #line, file: String = #fileID) {
        record(.text(lines: Self.lines(value.description)), line, file)
    }

    /// A dictionary, one line a key, sorted: its own order changes with each run.
    public func show<Key: Comparable, Value>(
        _ dictionary: [Key: Value], line: Int = #line, file: String = #fileID
    ) {
        let lines = dictionary.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        record(.text(lines: lines), line, file)
    }

    /// A dictionary whose keys have no order of their own: one line a key, sorted by their text.
    public func show<Key, Value>(_ dictionary: [Key: Value], line: Int = #line, file: String = #fileID) {
        record(.text(lines: dictionary.map { "\($0.key): \($0.value)" }.sorted()), line, file)
    }

    /// A set whose elements have no order of their own: one line an element, sorted by their text.
    public func show<Element>(_ set: Set<Element>, line: Int = #line, file: String = #fileID) {
        record(.text(lines: set.map { "\($0)" }.sorted()), line, file)
    }

    /// A set, one line an element, sorted.
    public func show<Element: Comparable>(_ set: Set<Element>, line: Int = #line, file: String = #fileID) {
        record(.text(lines: set.sorted().map { "\($0)" }), line, file)
    }

    /// The error that `body` throws, as a block of text: what a reader sees who makes that mistake.
    /// A body that does not throw is a problem of the page.
    public func showError(line: Int = #line, file: String = #fileID, _ body: () throws -> Void) {
        do {
            try body()
            report(line, expected: "code that throws an error", found: "none thrown")
        } catch {
            record(.text(lines: Self.lines("error: \(error)")), line, file)
        }
    }

    /// A text that differs from machine to machine: a duration, a speed, a processor. It stands between
    /// marks that comparisons skip, and is the only way such a fact may come onto a page.
    public func machineDependent(_ label: String, _ text: String, line: Int = #line, file: String = #fileID) {
        record(.machine(label: label, lines: Self.lines(text)), line, file)
    }

    /// A whole number for `{{key}}`, anywhere on the page, also above this call.
    public func value(
        _ key: String, _ number: Int, format: ValueFormat = .integer, line: Int = #line, file: String = #fileID
    ) {
        record(.value(key: key, value: PageValue(number), format: format.text), line, file)
    }

    /// A number for `{{key}}` with the format given here, or `{{key|.2f}}` with its own. One of the two
    /// must say how many digits count. Nine significant digits are kept.
    public func value(
        _ key: String, _ number: Double, format: ValueFormat? = nil, line: Int = #line, file: String = #fileID
    ) {
        guard number.isFinite else {
            report(line, expected: "a finite number for '\(key)'", found: "\(number)")
            return
        }
        record(.value(key: key, value: PageValue(number), format: format?.text), line, file)
    }

    /// See the form for `Double`.
    public func value(
        _ key: String, _ number: Float, format: ValueFormat? = nil, line: Int = #line, file: String = #fileID
    ) {
        value(key, Double(number), format: format, line: line, file: file)
    }

    /// A piece of text for `{{key}}`.
    public func value(_ key: String, _ text: String, line: Int = #line, file: String = #fileID) {
        record(.value(key: key, value: PageValue(text), format: nil), line, file)
    }

    /// A numbered table. Caption and cells are Markdown of one line and may hold `{{key}}` and
    /// `[[label]]`; bars in cells are escaped.
    ///
    /// - Parameters:
    ///   - label: `tab:name`, for `[[tab:name]]` in prose.
    ///   - alignment: one for each column, or none: all to the left.
    public func table(
        _ label: String, caption: String, header: [String], rows: [[String]], alignment: [TableAlignment] = [],
        line: Int = #line, file: String = #fileID
    ) {
        record(
            .table(label: label, caption: caption, header: header, alignment: alignment, rows: rows), line, file)
    }

    /// A numbered figure, drawn by gnuplot. Data, script and drawing are kept beside each other.
    ///
    /// - Parameters:
    ///   - label: `fig:name`; the files are `fig-name.svg`, `.gp` and `.dat`.
    ///   - alt: what the figure shows, for those who cannot see it.
    ///   - script: gnuplot commands without terminal and output. `DATA` names the data file:
    ///     `plot DATA index 0 using 1:2 with lines title 'EDoRA'`.
    public func figure(
        _ label: String, caption: String, alt: String, data: [FigureSeries], script: String,
        line: Int = #line, file: String = #fileID
    ) {
        switch FigureData.lines(data) {
        case .failure(let fault):
            report(line, expected: fault.expected, found: "\(fault.found), for '\(label)'")
        case .success(let lines):
            record(
                .figure(label: label, caption: caption, alt: alt, data: lines, script: Self.lines(script)), line, file)
        }
    }

    /// Source text of the repository: the whole file, or the lines between `// region: name` and
    /// `// endregion`.
    public func excerpt(
        _ path: String, from region: String? = nil, line: Int = #line, file: String = #fileID
    ) {
        do {
            record(
                .excerpt(
                    path: path, region: region, lines: try Excerpt.lines(path: path, region: region, place: place)),
                line, file)
        } catch {
            report(line, expected: "an excerpt", found: "\(error)")
        }
    }

    /// Guards a sentence of the prose, a caption or an alternative text: `publish()` fails when the condition does not
    /// hold, and when the sentence stands nowhere or is required twice. In a draft a sentence whose condition does not
    /// hold is struck out instead.
    ///
    /// - Parameters:
    ///   - condition: whether this run's results say what the sentence says.
    ///   - sentence: the sentence from its first word to the mark that ends it, as the source has it: with `{{key}}`,
    ///     `[[label]]` and Markdown, before values are put in. Line ends and other white space count as one blank.
    public func require(_ condition: Bool, _ sentence: String, line: Int = #line, file: String = #fileID) {
        let text = FoldedText.folded(sentence)
        record(.sentence(text: text), line, file)
        if !condition { refuse(text, line) }
    }

    /// Lines without trailing blanks and without empty lines at the end.
    private static func lines(_ text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { String($0.trimmingTrailingBlanks()) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
