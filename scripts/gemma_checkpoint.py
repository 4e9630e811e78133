"""Gemma 3 270M as an ordinary folder of transformers, for the scripts that compare with it or measure it.

transformers reads a GGUF file, and will not save what it read ("quantized with gguf"): the values go into a new model. Nothing in this file says how
the positions of larger Gemmas are scaled, so that what transformers leaves out does not matter here.
"""
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
import torch
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, Gemma3TextForSequenceClassification

from make_minilm_logits_fixture import fixed_classifier

REPOSITORY = Path(__file__).resolve().parent.parent
FILE = REPOSITORY / "data/models/gemma3-270m/gemma-3-270m-q4_k_m.gguf"
TARGETS = ["q_proj", "v_proj", "o_proj", "down_proj"]


def is_here(what):
    """Whether `make gemma` has been; says otherwise what is left out."""
    if not FILE.exists():
        print(f"{what}: {FILE.relative_to(REPOSITORY)} is missing (make gemma); left out")
    return FILE.exists()


def glue_folder():
    """data/glue, or mini-glue where `make glue` has not been."""
    return REPOSITORY / ("data/glue" if (REPOSITORY / "data/glue/RTE/train.tsv").exists() else "data/mini-glue")


def fixed_score(outputs, inputs):
    """A head with w[i, j] = 0.02·sin(1 + i·inputs + j): small, since last-normed states have norms of 150."""
    return 0.2 * fixed_classifier(outputs, inputs)[0]


def make_checkpoint(folder):
    """Writes config.json, model.safetensors in float32 with the fixed head, and the tokenizer's files; a folder that has them is left as it is."""
    if (folder / "tokenizer_config.json").exists():
        return folder
    source = dict(pretrained_model_name_or_path=FILE.parent, gguf_file=FILE.name)
    decoder = AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32).model
    config = decoder.config
    del config.quantization_config
    config.num_labels = 2
    model = Gemma3TextForSequenceClassification(config)
    model.model.load_state_dict(decoder.state_dict())
    with torch.no_grad():
        model.score.weight.copy_(fixed_score(2, config.hidden_size))
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(**source).save_pretrained(folder)
    return folder


def classifier(folder):
    return AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def next_token_model(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
