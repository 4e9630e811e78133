/// "CoLA, MRPC and RTE", or with another word than "and".
public func enumeration(_ words: [String], _ last: String = "and") -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " \(last) " + (words.last ?? "")
}
