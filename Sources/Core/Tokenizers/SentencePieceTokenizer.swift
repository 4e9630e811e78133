/// Gemma's tokenizer, with the ids of Hugging Face's `tokenizers`: added tokens → spaces as U+2581 → byte pair encoding
/// of characters, of bytes where there is no piece → truncation → special tokens.
public struct SentencePieceTokenizer: TemplateTokenizer {
    let model: CharacterPairs
    let tokens: AddedTokens
    let template: SequenceTemplate
    public let vocabularySize: Int

    func ids(_ bytes: [UInt8]) -> [Int32] {
        let text = bytes.wellFormedUTF8
        var ids: [Int32] = []
        ids.reserveCapacity(text.count / 3 + 4)
        for part in tokens.split(text, 0 ..< text.count) {
            switch part {
            case .token(let id): ids.append(id)
            case .text(let range): model.cut(text, range, into: &ids)
            }
        }
        return ids
    }
}
