"""Decoders `gemma3_text` as transformers and PEFT write them. The vocabulary is that of the toy in Tests/CoreTests/Fixtures/gemma-tokenizer."""
import json
import warnings

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Gemma3TextConfig

from .lab import REPOSITORY, Wrong, case

FIXTURES = REPOSITORY / "Tests/CoreTests/Fixtures"
TEXTS = ["The shop is open.", "A river ran  through\nthe town, and nobody saw it.", "Nobody was there", "yes"]
SIZES = dict(
    vocab_size=1261, hidden_size=32, intermediate_size=40, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, head_dim=12,
    query_pre_attn_scalar=20, max_position_embeddings=300, sliding_window=6, layer_types=["sliding_attention", "full_attention", "sliding_attention"])
TARGETS = ["q_proj", "v_proj", "o_proj", "down_proj"]


def save(lab, head="Gemma3TextForSequenceClassification", to=".", how={}, dtype=torch.float32, **settings):
    """A toy with random weights, and a tokenizer beside it."""
    model = getattr(transformers, head)(Gemma3TextConfig(**(SIZES | settings)))
    torch.manual_seed(5)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.normal_(0, 0.4 if name.endswith("norm.weight") else 0.25)
    model.eval().to(dtype).save_pretrained(lab.folder / to, **how)
    lab.take(FIXTURES / "gemma-tokenizer", "tokenizer.json", "tokenizer_config.json", to=to)


def base_model(folder, labels=2):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the head may be new, and come with the adapter
        return AutoModelForSequenceClassification.from_pretrained(folder, num_labels=labels, dtype=torch.float32, attn_implementation="eager")


def rows(pairs):
    return [(TEXTS[i], TEXTS[i + 1]) for i in (0, 2)] if pairs else [(text,) for text in TEXTS]


def theirs(folder, model, texts):
    """One text at a time."""
    tokenizer, model = AutoTokenizer.from_pretrained(folder), model.eval()
    with torch.no_grad():
        return torch.cat([model(**tokenizer(*row, return_tensors="pt")).logits for row in texts])


def reads(lab, pairs=False, task=None, labels=2):
    ours = lab.logits("--model", lab.folder, "--task", task or ("RTE" if pairs else "SST-2"), *TEXTS)
    return lab.matches(ours, theirs(lab.folder, base_model(lab.folder, labels), rows(pairs)))


def refused(lab, reason):
    return lab.refuses(reason, "predict", "--model", lab.folder, "--task", "SST-2", *TEXTS)


def adapter(lab, **settings):
    """The logits with an adapter of random values that PEFT wrote for the folder `base`, by PEFT from what it wrote and by edora."""
    folder, written = lab.folder / "base", lab.folder / "adapter"
    torch.manual_seed(7)
    model = get_peft_model(base_model(folder), LoraConfig(**{"task_type": "SEQ_CLS", "r": 4, "lora_alpha": 6, "target_modules": TARGETS, **settings}))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                noise = torch.randn(parameter.shape)
                parameter.copy_(parameter * (1 + 0.1 * noise) if "magnitude" in name else parameter + 0.1 * noise)
    model.save_pretrained(written)
    lab.run("import", "--model", folder, "--adapter", written, "--task", "SST-2", "--output", lab.folder / "imported")
    ours = lab.logits("--model", folder, "--adapter", lab.folder / "imported", *TEXTS)
    found = theirs(folder, PeftModel.from_pretrained(base_model(folder), written), rows(False))
    plain = theirs(folder, base_model(folder), rows(False))
    if (found - plain).abs().max() < 1e-3:
        raise Wrong("the adapter has no effect")
    return lab.matches(ours, found)


def train(lab, *arguments):
    """Two steps on a few rows; returns the adapter's folder."""
    file = lab.folder / "rows.csv"
    file.write_text("text,label\n" + "".join(f'"{text}",{label}\n' for text, label in zip(TEXTS * 6, ["bad", "good"] * 12)))
    lab.run("train", "--model", lab.folder, "--data", file, "--max-steps", 2, "--batch-size", 8, "--max-length", 32, "--threads", 1,
            "--output", lab.folder / "trained", *arguments)
    return lab.folder / "trained"


@case("Gemma 3, texts")
def texts(lab):
    save(lab)
    return reads(lab)


@case("Gemma 3, pairs")
def pairs(lab):
    save(lab)
    return reads(lab, pairs=True)


@case("Gemma 3, a score")
def score(lab):
    save(lab, num_labels=1)
    ours = lab.logits("--model", lab.folder, "--task", "STS-B", *TEXTS)
    return lab.matches(ours, theirs(lab.folder, base_model(lab.folder, 1), rows(True)))


@case("Gemma 3, texts that transformers pads on the left in a batch")
def batch(lab):
    save(lab)
    ours = lab.logits("--model", lab.folder, "--task", "SST-2", *TEXTS)
    with torch.no_grad():
        found = base_model(lab.folder).eval()(**AutoTokenizer.from_pretrained(lab.folder)(TEXTS, padding=True, return_tensors="pt")).logits
    return lab.matches(ours, found)


@case("Gemma 3, texts that name its control tokens, <pad> last")
def control(lab):
    save(lab)
    said = ["a <pad> shop <pad>", "<bos> open <eos>", "<pad>"]
    ours = lab.logits("--model", lab.folder, "--task", "SST-2", *said)
    return lab.matches(ours, theirs(lab.folder, base_model(lab.folder), [(text,) for text in said]))


@case("Gemma 3, positions of global layers divided by 8")
def linear(lab):
    save(lab, rope_parameters={
        "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6}, "sliding_attention": {"rope_type": "default", "rope_theta": 1e4}})
    return reads(lab)


@case("Gemma 3, the same in the names of transformers 4.50")
def older(lab):
    save(lab, sliding_window_pattern=3, layer_types=None)
    lab.edit("config.json", rope_parameters=None, layer_types=None, _sliding_window_pattern=None, dtype=None, torch_dtype="float32", sliding_window_pattern=3,
             rope_theta=5e5, rope_local_base_freq=2e4, rope_scaling={"rope_type": "linear", "factor": 8.0}, cache_implementation="hybrid")
    model = base_model(lab.folder)
    assert model.config.rope_parameters["full_attention"]["factor"] == 8 and model.config.layer_types[2] == "full_attention"
    return reads(lab)


@case("Gemma 3, in bfloat16")
def brain(lab):
    save(lab, dtype=torch.bfloat16)
    return reads(lab)


@case("Gemma 3, in shards")
def shards(lab):
    save(lab, how={"max_shard_size": "60KB"})
    assert (lab.folder / "model.safetensors.index.json").exists()
    return reads(lab)


@case("Gemma 3, a causal model and an adapter with its head")
def causal(lab):
    save(lab, "Gemma3ForCausalLM", to="base")
    return adapter(lab)


@case("Gemma 3, a causal model with a matrix of its own for the next token")
def untied(lab):
    save(lab, "Gemma3ForCausalLM", to="base", tie_word_embeddings=False)
    return adapter(lab)


@case("Gemma 3, the decoder alone and an adapter with its head")
def plain(lab):
    save(lab, "Gemma3TextModel", to="base")
    return adapter(lab, use_dora=True)


@case("Gemma 3, an adapter on all linear matrices")
def all_linear(lab):
    save(lab, to="base")
    return adapter(lab, target_modules="all-linear", use_dora=True)


@case("Gemma 3, an adapter on one layer's attention, by an expression")
def expression(lab):
    save(lab, to="base")
    return adapter(lab, target_modules=r".*\.layers\.1\.self_attn\.(q|k|v|o)_proj")


@case("Gemma 3, an adapter on layers by their numbers")
def layers(lab):
    save(lab, to="base")
    return adapter(lab, layers_to_transform=[0, 2], layers_pattern="layers")


@case("Gemma 3, an adapter with ranks and scales by pattern")
def patterns(lab):
    save(lab, to="base")
    return adapter(lab, use_rslora=True, rank_pattern={r"layers\.0\..*q_proj": 1, "down_proj": 3}, alpha_pattern={r"layers\.1\..*v_proj": 20})


@case("Gemma 3, an adapter that PEFT merged")
def merged(lab):
    save(lab, to="base")
    torch.manual_seed(7)
    model = get_peft_model(base_model(lab.folder / "base"), LoraConfig(task_type="SEQ_CLS", r=4, target_modules=TARGETS, init_lora_weights=False))
    model.merge_and_unload().save_pretrained(lab.folder)
    lab.take(lab.folder / "base", "tokenizer.json", "tokenizer_config.json")
    return reads(lab)


@case("Gemma 3, an adapter of edora's, read by PEFT, and merged")
def trained(lab):
    save(lab)
    output = train(lab, "--method", "edora", "--rank", 4, "--lr", 0.05)
    ours = lab.logits("--model", lab.folder, "--adapter", output, *TEXTS)
    names = set(json.loads((output / "adapter_config.json").read_text())["target_modules"])
    if not all(any(name.endswith(target) for target in TARGETS) for name in names):
        raise Wrong(f"target_modules {sorted(names)[:5]}")
    lab.run("merge", "--model", lab.folder, "--adapter", output, "--output", lab.folder / "merged")
    lab.matches(ours, theirs(lab.folder / "merged", base_model(lab.folder / "merged"), rows(False)))
    return lab.matches(ours, theirs(lab.folder, PeftModel.from_pretrained(base_model(lab.folder), output), rows(False)))


@case("Gemma 3, trained whole, read by transformers")
def whole(lab):
    save(lab)
    output = train(lab, "--method", "full", "--lr", 1e-3)
    ours = lab.logits("--model", output, "--task", "SST-2", *TEXTS)
    return lab.matches(ours, theirs(output, base_model(output), rows(False)))


@case("Gemma 3 in a GGUF file, an adapter of edora's merged, read by transformers")
def from_gguf(lab):
    """The file's linear positions and scale, which transformers does not read there, are in the merged folder's config.json."""
    lab.take(FIXTURES / "tiny-gemma-gguf", "toy.gguf")
    output = train(lab, "--method", "lora", "--rank", 4, "--lr", 1e-2)
    ours = lab.logits("--model", lab.folder, "--adapter", output, *TEXTS)
    lab.run("merge", "--model", lab.folder, "--adapter", output, "--output", lab.folder / "merged")
    model = base_model(lab.folder / "merged")
    assert model.config.rope_parameters["full_attention"]["factor"] == 8
    return lab.matches(ours, theirs(lab.folder / "merged", model, rows(False)))


# What would change numbers here, or what is no decoder of this kind.
for title, reason, settings in [
    ("with capped scores", "attn_logit_softcapping", dict(attn_logit_softcapping=30.0)),
    ("with capped next-token logits", "final_logit_softcapping", dict(final_logit_softcapping=30.0)),
    ("with biases", "attention_bias", dict(attention_bias=True)),
    ("that sees what follows", "use_bidirectional_attention", dict(use_bidirectional_attention=True)),
    ("with dropped scores", "attention_dropout", dict(attention_dropout=0.1)),
    ("with another activation", "hidden_activation", dict(hidden_activation="gelu")),
]:
    @case(f"Gemma 3 {title}")
    def refusal(lab, reason=reason, settings=settings):
        save(lab, **settings)
        return refused(lab, reason)


@case("Gemma 2")
def second(lab):
    save(lab)
    lab.edit("config.json", model_type="gemma2")
    return refused(lab, "model_type")
