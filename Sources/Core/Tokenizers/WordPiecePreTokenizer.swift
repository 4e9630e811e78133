/// The pre-tokenizer of BERT: words are split at whitespace, and each punctuation mark is a word.
enum WordPiecePreTokenizer {
    /// Calls `body` with the range of each word in a part of well-formed UTF-8, in order.
    @inline(__always)
    static func forEachWord(_ text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
        let properties = ScalarProperties.shared
        var start = range.lowerBound
        var place = start
        while place < range.upperBound {
            let (scalar, length) = text.scalar(at: place)
            let classes = properties[scalar]
            guard classes.endsWord else {
                place += length
                continue
            }
            if start < place { body(start ..< place) }
            if classes.contains(.punctuation) { body(place ..< place + length) }
            place += length
            start = place
        }
        if start < place { body(start ..< place) }
    }
}
