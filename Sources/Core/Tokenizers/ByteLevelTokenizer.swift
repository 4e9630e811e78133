import Foundation

/// RoBERTa's tokenizer, with the ids of Hugging Face's `tokenizers`:
/// added tokens → GPT-2's pre-tokenizer → byte pair encoding → truncation → special tokens.
public struct ByteLevelTokenizer: TemplateTokenizer {
    let model: BytePairs
    let addedTokens: AddedTokens
    let template: SequenceTemplate
    /// Whether a text that does not start with a space (U+0020) is read as if a space stood before it.
    let addsPrefixSpace: Bool
    public let vocabularySize: Int

    func ids(_ bytes: [UInt8]) -> [Int32] {
        let text = bytes.wellFormedUTF8
        var ids: [Int32] = []
        ids.reserveCapacity(text.count / 3 + 4)
        for part in addedTokens.split(text, 0 ..< text.count) {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let range):
                guard addsPrefixSpace, text[range.lowerBound] != 0x20 else {
                    append(text, range, to: &ids)
                    continue
                }
                let spaced = [0x20] + text[range]
                append(spaced, 0 ..< spaced.count, to: &ids)
            }
        }
        return ids
    }

    private func append(_ text: [UInt8], _ range: Range<Int>, to ids: inout [Int32]) {
        GPT2PreTokenizer.forEachWord(text, range) { model.cut(text, $0, into: &ids) }
    }
}
