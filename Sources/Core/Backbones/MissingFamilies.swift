extension BackboneFamily {
    /// Families that people come with and that are not read: what this project lacks for them.
    static let missing: [String: String] = {
        let unigram = "has a SentencePiece tokenizer (Unigram), which is not read here; its network is RoBERTa's."
        return [
            "xlm-roberta": "XLM-RoBERTa \(unigram)", "camembert": "CamemBERT \(unigram)",
            "xlm-roberta-xl": "XLM-RoBERTa-XL normalises before its layers and has a SentencePiece tokenizer.",
            "deberta":
                "DeBERTa's attention asks for relative positions apart from contents; that is not computed here.",
            "deberta-v2":
                "DeBERTa's attention asks for relative positions apart from contents; that is not computed here.",
            "albert": "ALBERT's layers share their weights, and its tokenizer is SentencePiece; neither is read here.",
            "mpnet": "MPNet adds a bias of relative positions to attention; that is not computed here.",
            "xlnet": "XLNet's attention and SentencePiece tokenizer are not computed here.",
            "modernbert": "ModernBERT has rotary positions and gated layers; they are not computed here.",
            "nomic_bert": "Nomic's BERT has rotary positions and gated layers; they are not computed here.",
            "mobilebert": "MobileBERT has bottlenecks around its layers; they are not computed here.",
            "convbert": "ConvBERT's layers have convolutions; they are not computed here.",
            "squeezebert": "SqueezeBERT's layers are convolutions; they are not computed here.",
            "roformer": "RoFormer has rotary positions; they are not computed here.",
            "ernie": "ERNIE may have embeddings of tasks; they are not computed here.",
            "megatron-bert": "Megatron's BERT normalises before its layers; that is not computed here.",
            "roberta-prelayernorm": "This RoBERTa normalises before its layers; that is not computed here.",
            "longformer": "Longformer's attention is sparse; that is not computed here.",
            "big_bird": "BigBird's attention is sparse; that is not computed here.",
            "gemma3": "This Gemma 3 reads pictures, too; its text model alone, `gemma3_text`, is read here.",
            "gemma": "Gemma's first layers have one norm before each half; of its kind Gemma 3 is read here.",
            "gemma2": "Gemma 2 caps its scores softly; that is not computed here.",
        ]
    }()
}
