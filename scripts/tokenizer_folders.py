"""Toy tokenizer folders as others write them, and what is to become of each: for make_declared_tokenizer_fixture.py and field_inputs/tokenizers.py.

FOLDERS has (title, files, refusal): files by their names, as text or as a value for JSON; refusal a regular expression that the message must have, or None
where the ids must be those of transformers. PAIRS_ALONE are refused for pairs only. A text "@NAME" in a file stands for SHARED[NAME].
"""
import json

from tokenizers import pre_tokenizers

PIECES = "[PAD] [UNK] [CLS] [SEP] [MASK] a b ##b he ##l ##lo lo the dog runs cat . , \u00e9 e Un un ##able <s> </s> one two three four five six seven eight nine ten \u3044 \u3048 \u3042 A [E1] [/E1]".split()
# Fixed spellings: every byte, and pieces that a few merges make.
BYTES = sorted(pre_tokenizers.ByteLevel.alphabet())
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
MERGES = ["t h", "th e", "\u0120 the", "d o", "do g", "\u0120 dog", "\u0120 s", "a t", "\u0120s at", "h e", "l o", "he l", "hel lo", "\u0120 d", "\u0120d o", "\u0120 t"]
BPE = {piece: number for number, piece in enumerate(SPECIAL + BYTES + list(dict.fromkeys(merge.replace(" ", "") for merge in MERGES)) + ["[E1]", "[/E1]"])}
SHARED = {
    "pieces": json.dumps({piece: number for number, piece in enumerate(PIECES)}), "bpe": json.dumps(BPE), "merges": json.dumps(MERGES),
}
VOCABULARY = "\n".join(PIECES) + "\n"
MERGES_FILE = "#version: 0.2\n" + "\n".join(MERGES) + "\n"
TYPES = ["input_ids", "token_type_ids", "attention_mask"]

SINGLE = [
    "", "the dog runs.", "He [E1] lo[/E1] hello", "a [MASK] b ab", "Un\u00e9 unable \u00c9 <s>", "  [E1]  the  ", "ab \u3044\u3048", "HELO he lo [x] [X]",
    "the <mask> sat", "The Dog sat on 12", " the dog", "\u00a0the", "hello</s>dog", "one two three four five six seven eight nine ten", "don't",
]
PAIRS = [
    ("one two three four five six", "seven eight nine ten"), ("one two", "three four five six seven eight"), ("the dog", "a cat [E1]"),
    ("one two three four", "five six seven eight"), ("The Dog", "the dog sat"),
]
LENGTHS = [6, 8, 24]


def special(content, **rules):
    return {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True} | rules


def decoder(*tokens):
    """added_tokens_decoder: tokens by their numbers, new ones behind the vocabulary."""
    new = [token["content"] for token in tokens if token["content"] not in PIECES]
    return {str(PIECES.index(token["content"]) if token["content"] in PIECES else len(PIECES) + new.index(token["content"])): token for token in tokens}


def bert(json_file=None, vocabulary=VOCABULARY, **settings):
    """A BERT's folder: with vocab.txt, or with tokenizer.json."""
    files = {"config.json": {"model_type": "bert", "vocab_size": 64}, "tokenizer_config.json": {"do_lower_case": True, "tokenizer_class": "BertTokenizer"} | settings}
    return files | ({"tokenizer.json": json_file} if json_file else {"vocab.txt": vocabulary})


def word_piece(**parts):
    """A tokenizer.json as BertTokenizerFast writes it."""
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    parts = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [{"id": PIECES.index(name)} | special(name) for name in names],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}},
            ],
            "special_tokens": {name: {"id": name, "ids": [PIECES.index(name)], "tokens": [name]} for name in ("[CLS]", "[SEP]")},
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": "@pieces"},
    } | parts
    return parts


def model(**fields):
    return word_piece()["model"] | fields


def roberta(json_file=None, **settings):
    files = {"config.json": {"model_type": "roberta", "vocab_size": 300}}
    if settings:
        files["tokenizer_config.json"] = {"tokenizer_class": "RobertaTokenizer"} | settings
    return files | ({"tokenizer.json": json_file} if json_file else {"vocab.json": "@bpe", "merges.txt": MERGES_FILE})


def byte_pairs(normalizer=None, post=None, splitting={}, **parts):
    """A tokenizer.json as RobertaTokenizerFast writes it."""
    processor = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": True, "add_prefix_space": False}
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": number} | special(name, lstrip=name == "<mask>") for number, name in enumerate(SPECIAL)],
        "normalizer": normalizer, "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True} | splitting,
        "post_processor": post or processor,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False,
            "byte_fallback": False, "ignore_merges": False, "vocab": "@bpe", "merges": "@merges",
        },
    } | parts


def fast(**settings):
    return {"tokenizer_class": "PreTrainedTokenizerFast", "model_input_names": TYPES} | settings


def truncation(direction):
    return {"direction": direction, "max_length": 5, "strategy": "LongestFirst", "stride": 0}


def written_by_4(token, **rules):
    """A token as tokenizer_config.json had it until transformers 4.33."""
    return {"__type": "AddedToken"} | {key: value for key, value in special(token, **{"normalized": True} | rules).items() if key != "special"}


OLD_NAMES = {"bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>", "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>"}
BERT_NAMES = {"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]"}
E1, END = special("[E1]"), special("[/E1]")
JAPANESE = {"tokenizer_class": "BertJapaneseTokenizer", "word_tokenizer_type": "mecab", "subword_tokenizer_type": "character", "do_lower_case": False}
TEMPLATE = {
    "type": "TemplateProcessing",
    "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
    "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
    "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}},
}
BERT_NORMALIZER = word_piece()["normalizer"]
UNIGRAM = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None,
           "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], ["a", -1.0]]}}

FOLDERS = [
    ("vocab.txt", bert(), None),
    ("vocab.txt, cased, accents stripped", bert(do_lower_case=False, strip_accents=True), None),
    ("vocab.txt, ideographs left in words", bert(tokenize_chinese_chars=False), None),
    ("markers in added_tokens_decoder", bert(added_tokens_decoder=decoder(E1, END)), None),
    ("markers that take spaces with them", bert(added_tokens_decoder=decoder(special("[E1]", lstrip=True, rstrip=True), END)), None),
    ("a new token looked for in the normalised text", bert(added_tokens_decoder=decoder(special("HELO", normalized=True, special=False))), None),
    ("markers in additional_special_tokens", bert(additional_special_tokens=["[E1]", "[/E1]"]), None),
    ("markers in extra_special_tokens", bert(extra_special_tokens=["[E1]", "[/E1]"]), None),
    ("markers in special_tokens_map.json", bert() | {"special_tokens_map.json": {"additional_special_tokens": ["[E1]", "[/E1]"]}}, None),
    ("a [MASK] that takes spaces, in special_tokens_map.json", bert() | {"special_tokens_map.json": {"mask_token": {"content": "[MASK]", "lstrip": True, "normalized": False, "rstrip": False, "single_word": False}}}, None),
    ("added_tokens.json", bert() | {"added_tokens.json": {"[X]": len(PIECES), "HELO": len(PIECES) + 1}}, None),
    ("special tokens spelt <s> and </s>", bert(cls_token="<s>", sep_token="</s>"), None),
    ("tokenizer.json with special tokens spelt <s> and </s>", bert(json.loads(json.dumps(word_piece()).replace("[CLS]", "<s>").replace("[SEP]", "</s>").replace('"ids": [2]', f'"ids": [{PIECES.index("<s>")}]').replace('"ids": [3]', f'"ids": [{PIECES.index("</s>")}]').replace('"id": 2,', f'"id": {PIECES.index("<s>")},').replace('"id": 3,', f'"id": {PIECES.index("</s>")},')), cls_token="<s>", sep_token="</s>"), None),
    ("no mask_token", bert(mask_token=None), None),
    ("truncation_side left", bert(truncation_side="left"), None),
    ("tokenizer.json", bert(word_piece()), None),
    ("tokenizer.json and truncation_side left", bert(word_piece(), truncation_side="left"), None),
    ("tokenizer.json that cuts the left", bert(word_piece(truncation=truncation("Left"))), None),
    ("tokenizer.json that cuts the left, truncation_side right", bert(word_piece(truncation=truncation("Left")), truncation_side="right"), None),
    ("tokenizer.json that pads", bert(word_piece(padding={"strategy": {"Fixed": 20}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}), padding_side="right"), None),
    ("tokenizer.json and markers in added_tokens_decoder", bert(word_piece(), added_tokens_decoder=decoder(*[special(name) for name in PIECES[:5]], E1, END)), None),
    ("tokenizer.json and markers in additional_special_tokens", bert(word_piece(), additional_special_tokens=["[E1]", "[/E1]"]), None),
    ("DistilBertTokenizer", bert(tokenizer_class="DistilBertTokenizer"), None),
    ("model_input_names without token types", bert(word_piece(), model_input_names=["input_ids", "attention_mask"]), None),
    ("PreTrainedTokenizerFast with model_input_names", bert(word_piece(), **fast()), None),
    ("PreTrainedTokenizerFast with other words", bert(word_piece(model=model(max_input_chars_per_word=3)), **fast()), None),
    ("TokenizersBackend", bert(word_piece(), tokenizer_class="TokenizersBackend"), None),
    ("lengths and padding of sentence-transformers", bert(word_piece(), max_length=128, model_max_length=256, pad_to_multiple_of=None, pad_token_type_id=0, padding_side="right", stride=0, truncation_side="right", truncation_strategy="longest_first", clean_up_tokenization_spaces=True, do_basic_tokenize=True, never_split=None), None),
    ("BPE", roberta(), None),
    ("BPE with add_prefix_space", roberta(add_prefix_space=True), None),
    ("BPE whose mask takes spaces, in special_tokens_map.json", roberta(add_prefix_space=False) | {"special_tokens_map.json": {"mask_token": {"content": "<mask>", "lstrip": True, "normalized": False, "rstrip": False, "single_word": False}}}, None),
    ("BPE with markers, truncation_side left", roberta(additional_special_tokens=["[E1]", "[/E1]"], truncation_side="left"), None),
    ("BPE in tokenizer.json", roberta(byte_pairs()), None),
    ("BPE in tokenizer.json with add_prefix_space", roberta(byte_pairs(splitting={"add_prefix_space": True}), add_prefix_space=True), None),
    ("BPE in lower case", roberta(byte_pairs({"type": "Lowercase"}), **fast()), None),
    ("BPE in lower case by a Sequence", roberta(byte_pairs({"type": "Sequence", "normalizers": [{"type": "Lowercase"}]}), **fast()), None),
    ("BPE with BERT's normaliser", roberta(byte_pairs(BERT_NORMALIZER, splitting={"add_prefix_space": True}), **fast()), None),
    ("BPE without words", roberta(byte_pairs(splitting={"use_regex": False}), **fast()), None),
    ("BPE with a template behind ByteLevel", roberta(byte_pairs(post={"type": "Sequence", "processors": [{"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True}, TEMPLATE]}), **fast()), None),
    ("as transformers 4.50 saves a BERT with markers", bert(
        word_piece(added_tokens=[{"id": PIECES.index(name)} | special(name) for name in PIECES[:5] + ["[E1]", "[/E1]"]]), **BERT_NAMES,
        added_tokens_decoder=decoder(*[special(name) for name in PIECES[:5]], E1, END), additional_special_tokens=["[E1]", "[/E1]"], extra_special_tokens={}, clean_up_tokenization_spaces=True,
        model_max_length=512, never_split=None, do_basic_tokenize=True, strip_accents=None, tokenize_chinese_chars=True)
        | {"special_tokens_map.json": {key: special(name) for key, name in BERT_NAMES.items()} | {"additional_special_tokens": ["[E1]", "[/E1]"]}}, None),
    ("as transformers 4.50 saves a slow BERT with new tokens", bert(
        **BERT_NAMES, added_tokens_decoder=decoder(*[special(name) for name in PIECES[:5]], special("[X]"), special("HELO", normalized=True, special=False)))
        | {"added_tokens.json": {"[X]": len(PIECES), "HELO": len(PIECES) + 1}, "special_tokens_map.json": BERT_NAMES}, None),
    ("as transformers 4.20 saves a slow RoBERTa", roberta(
        **{key: written_by_4(name, lstrip=name == "<mask>") for key, name in OLD_NAMES.items()}, errors="replace", add_prefix_space=False, trim_offsets=True, model_max_length=512,
        name_or_path="roberta-base", special_tokens_map_file=None, tokenizer_file=None)
        | {"special_tokens_map.json": {key: {k: v for k, v in written_by_4(name, lstrip=name == "<mask>").items() if k != "__type"} for key, name in OLD_NAMES.items()}}, None),
    ("BertJapaneseTokenizer", bert(**JAPANESE), "BertJapaneseTokenizer.*MeCab"),
    ("its options without its class", bert(subword_tokenizer_type="character"), 'subword_tokenizer_type.*found "character"'),
    ("BertweetTokenizer in config.json", {"config.json": {"model_type": "roberta", "tokenizer_class": "BertweetTokenizer"}, "vocab.txt": VOCABULARY, "bpe.codes": "t h 1\n", "tokenizer_config.json": {"normalization": True}}, "BertweetTokenizer.*tweets.*bpe.codes"),
    ("bpe.codes and no class", {"config.json": {"model_type": "bert"}, "vocab.txt": VOCABULARY, "bpe.codes": "t h 1\n"}, "bpe.codes"),
    ("XLM-RoBERTa", {"config.json": {"model_type": "xlm-roberta"}, "tokenizer.json": UNIGRAM, "tokenizer_config.json": {"tokenizer_class": "XLMRobertaTokenizer"}}, "XLMRobertaTokenizer.*SentencePiece"),
    ("CamemBERT by its model alone", {"config.json": {"model_type": "camembert"}, "tokenizer.json": UNIGRAM}, "Camembert.*SentencePiece"),
    ("a Unigram model", {"config.json": {"model_type": "bert"}, "tokenizer.json": UNIGRAM}, "Unigram.*SentencePiece"),
    ("a class that nobody knows", bert(word_piece(), tokenizer_class="MyTokenizer"), "MyTokenizer"),
    ("split_special_tokens", bert(split_special_tokens=True), "split_special_tokens.*found true"),
    ("code of one's own", bert(auto_map={"AutoTokenizer": ["tok.My", None]}), "auto_map"),
    ("an unknown field", bert(removes_vowels=True), "removes_vowels.*found true"),
    ("a versioned tokenizer.json", bert(word_piece(), fast_tokenizer_files=["tokenizer.4.0.0.json", "tokenizer.json"]), "fast_tokenizer_files"),
    ("a token that must stand alone", bert(added_tokens_decoder=decoder(special("[E1]", single_word=True))), "single_word.*found true"),
    ("an id that is not the vocabulary's", bert(added_tokens_decoder={"7": E1}), '"id".*found 7'),
    ("added_tokens.json beside other tokens", bert(added_tokens_decoder=decoder(E1)) | {"added_tokens.json": {"[Y]": 41}}, "added_tokens.json"),
    ("special tokens that added_tokens_decoder has not got", bert(added_tokens_decoder=decoder(E1)) | {"special_tokens_map.json": {"additional_special_tokens": ["[E1]", "[/E1]"]}}, "special_tokens_map.json.*found .*/E1"),
    ("tokenizer.json with a cls_token of another spelling", bert(word_piece(), cls_token="<s>"), "post_processor"),
    ("longer words than BERT's", bert(word_piece(model=model(max_input_chars_per_word=200))), "max_input_chars_per_word.*found 200"),
    ("text that is not cleaned", bert(word_piece(normalizer=BERT_NORMALIZER | {"clean_text": False})), "clean_text"),
    ("another template than BERT's", bert(word_piece(post_processor={"type": "RobertaProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2], "trim_offsets": True, "add_prefix_space": False})), "post_processor.*PreTrainedTokenizerFast"),
    ("RoBERTa's class with a Lowercase", roberta(byte_pairs({"type": "Lowercase"}), add_prefix_space=False), "normalizer.*PreTrainedTokenizerFast"),
    ("BPE in a normal form", roberta(byte_pairs({"type": "NFC"}), **fast()), 'NFC.*normal forms'),
    ("BPE with BERT's class", bert(byte_pairs()), "tokenizer_class.*BPE"),
]
PAIRS_ALONE = [
    ("PreTrainedTokenizerFast without model_input_names", bert(word_piece(), tokenizer_class="PreTrainedTokenizerFast"), "model_input_names.*transformers 4"),
]


def text(value):
    """A file's text, with what is shared put in."""
    text = value if isinstance(value, str) else json.dumps(value)
    if text.startswith("@"):
        return SHARED[text[1:]]
    for name, shared in SHARED.items():
        text = text.replace(json.dumps("@" + name), shared)
    return text


def write(files, folder):
    for name, value in files.items():
        (folder / name).write_text(text(value), encoding="utf-8")
