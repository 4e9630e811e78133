import Foundation

/// RoBERTa's tokenizer, with the ids of Hugging Face's `tokenizers`:
/// added tokens → normalisers, of which RoBERTa has none → GPT-2's pre-tokenizer → byte pair encoding → truncation →
/// special tokens.
public struct ByteLevelTokenizer: TemplateTokenizer {
    let model: BytePairs
    /// Found in the text as it is written.
    let rawTokens: AddedTokens
    /// Found in the normalised text.
    let normalizedTokens: AddedTokens
    let normalizers: [WordPieceNormalizer]
    let template: SequenceTemplate
    /// Whether a text that does not start with a space (U+0020) is read as if a space stood before it.
    let addsPrefixSpace: Bool
    /// Whether a text is cut into words first; otherwise it is one.
    let cutsWords: Bool
    public let vocabularySize: Int

    init(
        model: BytePairs, tokens: [AddedTokens.Token], normalizers: [WordPieceNormalizer] = [],
        template: SequenceTemplate, addsPrefixSpace: Bool, cutsWords: Bool = true, vocabularySize: Int
    ) {
        (self.model, self.normalizers, self.template) = (model, normalizers, template)
        // Two passes without normalisers, too: what the first finds the second does not see.
        rawTokens = AddedTokens(tokens.filter { !$0.isNormalized })
        normalizedTokens = AddedTokens(tokens.filter(\.isNormalized).map { $0.normalized(by: normalizers) })
        (self.addsPrefixSpace, self.cutsWords, self.vocabularySize) = (addsPrefixSpace, cutsWords, vocabularySize)
    }

    func ids(_ bytes: [UInt8]) -> [Int32] {
        let text = bytes.wellFormedUTF8
        var ids: [Int32] = []
        ids.reserveCapacity(text.count / 3 + 4)
        for part in rawTokens.split(text, 0 ..< text.count) {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let range):
                let normalized = normalizers.isEmpty ? text : normalizers.normalize(text, range)
                for part in normalizedTokens.split(normalized, normalizers.isEmpty ? range : 0 ..< normalized.count) {
                    switch part {
                    case .token(let id): ids.append(id)
                    case .text(let range): appendSpaced(normalized, range, to: &ids)
                    }
                }
            }
        }
        return ids
    }

    private func appendSpaced(_ text: [UInt8], _ range: Range<Int>, to ids: inout [Int32]) {
        guard addsPrefixSpace, text[range.lowerBound] != 0x20 else { return append(text, range, to: &ids) }
        let spaced = [0x20] + text[range]
        append(spaced, 0 ..< spaced.count, to: &ids)
    }

    private func append(_ text: [UInt8], _ range: Range<Int>, to ids: inout [Int32]) {
        guard cutsWords else { return model.cut(text, range, into: &ids) }
        GPT2PreTokenizer.forEachWord(text, range) { model.cut(text, $0, into: &ids) }
    }
}
