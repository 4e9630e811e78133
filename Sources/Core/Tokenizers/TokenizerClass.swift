/// The class with which transformers makes a folder's tokenizer. It decides which of the files count.
enum TokenizerClass: Equatable {
    /// WordPiece as BERT has it: made anew from the vocabulary and what tokenizer_config.json says, whatever else
    /// stands in tokenizer.json. DistilBERT's kind is the same without token types.
    case bert(hasTokenTypes: Bool)
    /// Byte-level BPE as RoBERTa has it, made anew likewise.
    case roberta
    /// tokenizer.json as it is written. Whether pairs have token types is then for `model_input_names` to say: by
    /// itself transformers 4 has them, and 5, whose name for this class is another, has not.
    case asWritten(hasTokenTypes: Bool?)

    /// - Throws: `InputError` for a class that is not read here, with the reason.
    init(named name: String, place: String) throws {
        let plain = name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
        if let known = Self.known[plain] {
            self = known
            return
        }
        throw InputError(
            place, expected: "a tokenizer that is read here: \(Self.read)", found: "\"\(name)\"",
            advice: (Self.reasons[plain] ?? "What it does to a text is not known here.") + " " + Self.advice)
    }

    /// The class of a kind of model, where nothing names one; nil where the files tell it.
    ///
    /// - Throws: `InputError` for models whose tokenizers are not read here.
    init?(modelType: String, place: String) throws {
        switch modelType {
        case "xlm-roberta", "xlm-roberta-xl": try self.init(named: "XLMRobertaTokenizer", place: place)
        case "camembert": try self.init(named: "CamembertTokenizer", place: place)
        default: return nil
        }
    }

    private static let known: [String: TokenizerClass] = [
        "BertTokenizer": .bert(hasTokenTypes: true), "ElectraTokenizer": .bert(hasTokenTypes: true),
        "MobileBertTokenizer": .bert(hasTokenTypes: true), "SqueezeBertTokenizer": .bert(hasTokenTypes: true),
        "ConvBertTokenizer": .bert(hasTokenTypes: true), "LayoutLMTokenizer": .bert(hasTokenTypes: true),
        "DistilBertTokenizer": .bert(hasTokenTypes: false), "RobertaTokenizer": .roberta,
        "PreTrainedTokenizer": .asWritten(hasTokenTypes: nil), "TokenizersBackend": .asWritten(hasTokenTypes: false),
    ]

    static let read =
        "BertTokenizer, ElectraTokenizer, DistilBertTokenizer, RobertaTokenizer, PreTrainedTokenizerFast or "
        + "TokenizersBackend"

    private static let advice = "Take a model with WordPiece or byte-level BPE, such as \(Checkpoint.choice)."

    private static let reasons: [String: String] = {
        var reasons = [
            "BertJapaneseTokenizer":
                "It cuts words by MeCab, Sudachi or Juman++ and them into characters or SentencePiece's pieces, which "
                + "gives other ids than WordPiece.",
            "BertweetTokenizer":
                "It rewrites tweets first (names of users, links, emoji) and cuts them by fastBPE's bpe.codes, which "
                + "is not byte-level BPE.",
            "PhobertTokenizer": "It cuts Vietnamese words by fastBPE's bpe.codes, which is not byte-level BPE.",
            "MPNetTokenizer": "It is BERT's with RoBERTa's special tokens, for a model that is not read here.",
            "HerbertTokenizer": "Its BPE is by words, not by bytes.",
        ]
        for name in [
            "XLMRoberta", "Camembert", "Barthez", "Albert", "XLNet", "DebertaV2", "BigBird", "RemBert", "MBart", "T5",
            "Llama", "BertGeneration", "Reformer", "Pegasus", "FNet", "Xmod", "MBart50",
        ] {
            reasons[name + "Tokenizer"] = sentencePiece
        }
        return reasons
    }()

    private static let sentencePiece =
        "It cuts texts by SentencePiece (Unigram): of all ways to cut a text the most likely one, which is not looked "
        + "for here."
    /// What to do with a tokenizer.json of such a model.
    static let unigram = sentencePiece + " " + advice
}
