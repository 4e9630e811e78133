/// BERT's tokenizer, with the ids of Hugging Face's `tokenizers`:
/// added tokens → normaliser → pre-tokenizer → WordPiece → truncation → special tokens.
public struct WordPieceTokenizer: TemplateTokenizer {
    let normalizer: WordPieceNormalizer
    let model: WordPiece
    /// Found in the text as it is written.
    let rawTokens: AddedTokens
    /// Found in the normalised text.
    let normalizedTokens: AddedTokens
    let template: SequenceTemplate
    public let vocabularySize: Int

    func ids(_ bytes: [UInt8]) -> [Int32] {
        let text = bytes.wellFormedUTF8
        var ids: [Int32] = []
        ids.reserveCapacity(text.count / 4 + 4)
        var normalized: [UInt8] = []
        var hashes: [UInt32] = []
        for part in rawTokens.split(text, 0 ..< text.count) {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let range):
                normalized.removeAll(keepingCapacity: true)
                normalizer.normalize(text, range, into: &normalized)
                appendIDs(ofNormalized: normalized, &hashes, into: &ids)
            }
        }
        return ids
    }

    private func appendIDs(ofNormalized text: [UInt8], _ hashes: inout [UInt32], into ids: inout [Int32]) {
        for part in normalizedTokens.split(text, 0 ..< text.count) {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let range):
                WordPiecePreTokenizer.forEachWord(text, range) { word in
                    model.cut(text, word, &hashes, into: &ids)
                }
            }
        }
    }
}
