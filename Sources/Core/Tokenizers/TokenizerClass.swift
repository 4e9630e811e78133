/// The class with which transformers makes a folder's tokenizer. It decides which of the files count.
enum TokenizerClass: Equatable {
    /// WordPiece as BERT has it: made anew from the vocabulary and what tokenizer_config.json says, whatever else
    /// stands in tokenizer.json. DistilBERT's kind is the same without token types.
    case wordPiece(hasTokenTypes: Bool)
    /// Byte-level BPE as RoBERTa has it, made anew likewise.
    case byteLevel
    /// BPE of characters as Gemma has it, made anew likewise.
    case sentencePiece
    /// tokenizer.json as it is written. Whether pairs have token types is then for `model_input_names` to say: by
    /// itself transformers 4 has them, and 5, whose name for this class is another, has not.
    case asWritten(hasTokenTypes: Bool?)

    /// - Throws: `InputError` for a class that is not read here, with the reason.
    init(named name: String, place: String) throws {
        let plain = name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
        if let known = TokenizerNames.classes[plain] {
            self = known
            return
        }
        throw InputError(
            place, expected: "a tokenizer that is read here: \(TokenizerNames.read)", found: "\"\(name)\"",
            advice: (TokenizerNames.reasons[plain] ?? "What it does to a text is not known here.") + " " + Self.advice)
    }

    /// What to do where a tokenizer is of another kind.
    private static let advice = "Take a model with WordPiece or byte-level BPE, such as \(Checkpoint.choice)."
    /// The same for a tokenizer.json with a Unigram model.
    static let unigram = TokenizerNames.sentencePiece + " " + advice
}
