/// The names that Hugging Face gives to classes of tokenizers and to their parts. Many are those of models, which stand
/// here alone outside of the backbones' folder.
enum TokenizerNames {
    /// Parts of a tokenizer.json: the normaliser and the pre-tokenizer that go with WordPiece, and what puts one
    /// separator between sentences, or two.
    static let cleaning = "BertNormalizer", cutting = "BertPreTokenizer"
    static let oneSeparator = "BertProcessing", twoSeparators = "RobertaProcessing"

    /// Classes that are read, without the `Fast` at their ends.
    static let classes: [String: TokenizerClass] = [
        "BertTokenizer": .wordPiece(hasTokenTypes: true), "ElectraTokenizer": .wordPiece(hasTokenTypes: true),
        "MobileBertTokenizer": .wordPiece(hasTokenTypes: true), "SqueezeBertTokenizer": .wordPiece(hasTokenTypes: true),
        "ConvBertTokenizer": .wordPiece(hasTokenTypes: true), "LayoutLMTokenizer": .wordPiece(hasTokenTypes: true),
        "DistilBertTokenizer": .wordPiece(hasTokenTypes: false), "RobertaTokenizer": .byteLevel,
        "GemmaTokenizer": .sentencePiece,
        "PreTrainedTokenizer": .asWritten(hasTokenTypes: nil), "TokenizersBackend": .asWritten(hasTokenTypes: false),
    ]
    /// The usual ones of vocab.txt, and of vocab.json with merges.txt; that of GGUF files.
    static let ofGGUF = "GemmaTokenizer"
    static let ofWordPiece = "BertTokenizer", ofByteLevel = "RobertaTokenizer"
    static let read =
        "BertTokenizer, ElectraTokenizer, DistilBertTokenizer, RobertaTokenizer, GemmaTokenizer, "
        + "PreTrainedTokenizerFast or TokenizersBackend"

    /// The classes of models whose configuration names none, and of files that only they have.
    static let ofModels = [
        "xlm-roberta": "XLMRobertaTokenizer", "xlm-roberta-xl": "XLMRobertaTokenizer",
        "camembert": "CamembertTokenizer", "gemma3_text": "GemmaTokenizer",
    ]
    static let ofFiles = [
        "bpe.codes": "BertweetTokenizer", "sentencepiece.bpe.model": "XLMRobertaTokenizer",
        "spiece.model": "AlbertTokenizer", "tokenizer.model": "LlamaTokenizer",
    ]

    /// Why classes are not read.
    static let reasons: [String: String] = {
        var reasons = [
            "BertJapaneseTokenizer":
                "It cuts words by MeCab, Sudachi or Juman++, and them into characters or SentencePiece's pieces, which "
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
        ] { reasons[name + "Tokenizer"] = sentencePiece }
        return reasons
    }()

    static let sentencePiece =
        "It cuts texts by SentencePiece (Unigram): of all ways to cut a text the most likely one, which is not looked "
        + "for here."

    /// Options of classes that are not read, with the class.
    static let foreignOptions: [String: String] = {
        var options = ["normalization": "BertweetTokenizer"]
        for key in [
            "do_word_tokenize", "do_subword_tokenize", "word_tokenizer_type", "subword_tokenizer_type", "mecab_kwargs",
            "sudachi_kwargs", "jumanpp_kwargs", "spm_file",
        ] { options[key] = "BertJapaneseTokenizer" }
        return options
    }()
}
