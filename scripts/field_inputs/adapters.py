"""Adapter folders as PEFT and the released codes write them, and as people move and edit them."""
import json
import shutil
import subprocess
import sys
import warnings

import torch
from peft import EvaConfig, LoraConfig, PeftModel, UniLoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import (AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification, DistilBertConfig,
                          DistilBertForSequenceClassification, ElectraConfig, ElectraForSequenceClassification, RobertaConfig,
                          RobertaForSequenceClassification)

from logits_parity import TOKENIZER_FILES, read_rows
from peft_parity import SHAPE, TARGETS, base_model, logits, randomised, tokenizer_of
from .lab import REPOSITORY, Wrong, case

LIMIT = 6
QUERY = "base_model.model.bert.encoder.layer.0.attention.self.query"


def toy(lab, kind="BERT", labels=2, plain=False):
    """A small model's folder with random weights; `plain` has no classifier."""
    folder, shape = lab.folder / "base", {**SHAPE, "num_labels": labels}
    if kind == "BERT":
        model = randomised(BertForSequenceClassification(BertConfig(vocab_size=30522, type_vocab_size=2, **shape)))
        (model.bert if plain else model).save_pretrained(folder)
        lab.take(lab.minilm, *TOKENIZER_FILES, to="base")
    elif kind == "DistilBERT":
        randomised(DistilBertForSequenceClassification(DistilBertConfig(
            vocab_size=30522, dim=32, hidden_dim=64, n_layers=2, n_heads=4, max_position_embeddings=140, num_labels=labels))).save_pretrained(folder)
        lab.take(lab.minilm, *TOKENIZER_FILES, to="base")
    elif kind == "ELECTRA":
        randomised(ElectraForSequenceClassification(ElectraConfig(vocab_size=30522, embedding_size=16, **shape))).save_pretrained(folder)
        lab.take(lab.minilm, *TOKENIZER_FILES, to="base")
    else:
        model = randomised(RobertaForSequenceClassification(RobertaConfig(
            vocab_size=900, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2, layer_norm_eps=1e-5, **shape)))
        (model.roberta if plain else model).save_pretrained(folder)
        lab.take(REPOSITORY / "Tests/CoreTests/Fixtures/bpe", "tokenizer.json", to="base")
    return folder


def save(lab, base, prepare=None, **settings):
    """An adapter of PEFT's with random values; returns its folder."""
    settings = {"task_type": "SEQ_CLS", "r": 4, "lora_alpha": 6, "target_modules": TARGETS, **settings}
    torch.manual_seed(7)
    model = get_peft_model(base_model(base), LoraConfig(**settings))
    if prepare:
        prepare(model)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                noise = torch.randn(parameter.shape)
                parameter.copy_(parameter * (1 + 0.1 * noise) if "magnitude" in name else parameter + 0.1 * noise)
    model.save_pretrained(lab.folder / "adapter")
    return lab.folder / "adapter"


def tensors(adapter, change):
    """Rewrites the tensors of an adapter."""
    file = adapter / "adapter_model.safetensors"
    found = load_file(file)
    changed = change(found)
    save_file({name: value.contiguous().clone() for name, value in changed.items()}, file, metadata={"format": "pt"})


def import_arguments(lab, base, adapter="adapter"):
    return ["import", "--model", base, "--adapter", lab.folder / adapter, "--task", "RTE", "--output", lab.folder / "imported"]


def reads(lab, base, kind="BERT", theirs=None):
    """Imported, predicted, exported for PEFT and merged: all have the logits of PEFT on the folder as it is, or of `theirs`."""
    rows, tokenizer = read_rows(REPOSITORY / "data/mini-glue", "RTE", "dev", LIMIT), tokenizer_of(kind, base)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peft = theirs or PeftModel.from_pretrained(base_model(base), lab.folder / "adapter")
    wanted = logits(peft, tokenizer, rows)
    plain = logits(base_model(base), tokenizer, rows)
    if (wanted - plain).abs().max() < 1e-3:
        raise Wrong("an adapter without effect")
    said = lab.run(*import_arguments(lab, base))
    ours = lab.logits("--model", base, "--adapter", lab.folder / "imported", "--limit", LIMIT)
    outcome = lab.matches(ours, wanted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = PeftModel.from_pretrained(base_model(base), lab.folder / "imported")
    lab.matches(logits(again, tokenizer, rows), wanted)
    lab.run("merge", "--model", base, "--adapter", lab.folder / "imported", "--output", lab.folder / "merged")
    merged = AutoModelForSequenceClassification.from_pretrained(lab.folder / "merged", attn_implementation="eager")
    lab.matches(logits(merged, tokenizer, rows), wanted)
    direct = lab.logits("--model", base, "--adapter", lab.folder / "adapter", "--task", "RTE", "--limit", LIMIT)
    lab.matches(direct, wanted)
    lab.run("info", lab.folder / "adapter")
    return outcome + (", tensors left out" if "left out" in said else "")


@case("LoRA of r = 8 on MiniLM's 24 matrices")
def minilm(lab):
    save(lab, lab.minilm, r=8, lora_alpha=16)
    return reads(lab, lab.minilm)


@case("DoRA of r = 8 on MiniLM's 24 matrices")
def minilm_dora(lab):
    save(lab, lab.minilm, r=8, lora_alpha=16, use_dora=True)
    return reads(lab, lab.minilm)


@case("target_modules as a regular expression")
def expression(lab):
    base = toy(lab)
    save(lab, base, target_modules=r"bert\.encoder\.layer\.\d+\.attention\.(self\.(query|key)|output\.dense)")
    return reads(lab, base)


@case("target_modules as a regular expression with a lookahead and word boundaries")
def lookahead(lab):
    base = toy(lab)
    save(lab, base, target_modules=r"^(?!.*(?:pooler|classifier)).*\b(?:query|dense)$", use_dora=True)
    return reads(lab, base)


@case("target_modules that take exponential time elsewhere")
def exponential(lab):
    base = toy(lab)
    save(lab, base, target_modules=["query"])
    lab.edit("adapter/adapter_config.json", target_modules="(((bert|[a-z0-9._]+)*)*)*query")
    return reads(lab, base, theirs=base_and(base, lab, target_modules=["query"]))


def base_and(base, lab, **fields):
    """PEFT on a copy of the adapter whose description says the same in another way."""
    copy = lab.folder / "copy"
    shutil.copytree(lab.folder / "adapter", copy)
    config = json.loads((copy / "adapter_config.json").read_text())
    config.update(fields)
    (copy / "adapter_config.json").write_text(json.dumps(config))
    return PeftModel.from_pretrained(base_model(base), copy)


@case("a pattern with lookbehind")
def lookbehind(lab):
    base = toy(lab)
    save(lab, base, target_modules=r".*(?<=self\.)query")
    return lab.refuses(r"lookbehind|not read here.*\(\?<=self", *import_arguments(lab, base))


@case("all-linear on RoBERTa, saved with out_proj")
def all_linear_roberta(lab):
    base = toy(lab, "RoBERTa")
    adapter = save(lab, base, target_modules="all-linear")
    lab.edit("adapter/adapter_config.json", target_modules=["dense", "key", "out_proj", "query", "value"])
    assert not any("out_proj.lora" in name for name in load_file(adapter / "adapter_model.safetensors"))
    return reads(lab, base, "RoBERTa")


@case("all-linear on BERT: the pooler adapted by LoRA")
def all_linear_bert(lab):
    base = toy(lab)
    adapter = save(lab, base, target_modules="all-linear")
    assert any("pooler.dense.lora_A" in name for name in load_file(adapter / "adapter_model.safetensors"))
    return reads(lab, base)


@case("all-linear on BERT: the pooler adapted by DoRA")
def all_linear_dora(lab):
    base = toy(lab)
    save(lab, base, target_modules="all-linear", use_dora=True)
    return reads(lab, base)


@case("the words all-linear, as a person writes them")
def all_linear_unexpanded(lab):
    base = toy(lab)
    save(lab, base, target_modules="all-linear")
    lab.edit("adapter/adapter_config.json", target_modules="all-linear")
    return reads(lab, base)


@case("the pooler saved whole")
def pooler(lab):
    base = toy(lab)
    save(lab, base, modules_to_save=["pooler"])
    return reads(lab, base)


@case("the pooler saved whole beside target_modules of dense")
def pooler_and_dense(lab):
    base = toy(lab)
    save(lab, base, modules_to_save=["pooler"], target_modules=["dense", "query"], use_dora=True)
    return reads(lab, base)


@case("LayerNorms saved whole")
def norms(lab):
    base = toy(lab)
    save(lab, base, modules_to_save=["LayerNorm"])
    return lab.refuses("modules_to_save.*LayerNorm.*merge_and_unload", *import_arguments(lab, base))


@case("exclude_modules, layers_to_transform and layers_pattern")
def some_layers(lab):
    base = toy(lab)
    save(lab, base, target_modules=["query", "key", "dense"], exclude_modules=["attention.output.dense", "pooler.dense"],
         layers_to_transform=[1], layers_pattern="layer")
    return reads(lab, base)


@case("exclude_modules as a pattern, and one layer by its number alone")
def excluded_pattern(lab):
    base = toy(lab)
    save(lab, base, target_modules=["query", "dense"], exclude_modules=r".*(output|pooler)\.dense", layers_to_transform=0)
    return reads(lab, base)


@case("a target without a module")
def nowhere(lab):
    base = toy(lab)
    save(lab, base, target_modules=["query", "q_proj", "c_attn"])
    lab.edit("adapter/adapter_config.json", target_modules=["query", "q_proj", "c_attn"])
    return reads(lab, base)


@case("a target whose tensors are missing")
def missing(lab):
    base = toy(lab)
    save(lab, base, target_modules=["query", "value"])
    lab.edit("adapter/adapter_config.json", target_modules=["query", "value", "key"])
    return lab.refuses(r"layer\.0\.attention\.self\.key\.lora_A", *import_arguments(lab, base))


@case("tensors that no target means")
def unmeant(lab):
    base = toy(lab)
    save(lab, base, target_modules=["query", "value"])
    lab.edit("adapter/adapter_config.json", target_modules=["query"])
    return lab.refuses(r"target_modules.*self\.value", *import_arguments(lab, base))


@case("rank_pattern and alpha_pattern with regular expressions as keys, one anchored")
def patterns(lab):
    base = toy(lab)
    save(lab, base, rank_pattern={r"^bert\.encoder\.layer\.0\..*query": 2, r"layer\.\d+\.output\.dense": 3}, alpha_pattern={r".*\.value": 20, r"layer\.1\..*": 5})
    return reads(lab, base)


@case("another alpha for some matrices, by DoRA with rsLoRA and other ranks")
def rank_stabilised(lab):
    base = toy(lab)
    save(lab, base, use_rslora=True, use_dora=True, rank_pattern={"value": 2}, alpha_pattern={"query": 3, "value": 9.5})
    return reads(lab, base)


@case("EVA with redistributed ranks: α·r′/r as a floating-point number")
def eva(lab):
    base = toy(lab)
    ranks = {f"bert.encoder.layer.{i}.{name}": 1 + (3 * i + j) % 7 for i in range(2) for j, name in enumerate(
        ["attention.self.query", "attention.self.value", "attention.output.dense", "output.dense"])}
    save(lab, base, init_lora_weights="eva", eva_config=EvaConfig(), rank_pattern=ranks, alpha_pattern={name: 6 * (rank / 4) for name, rank in ranks.items()},
         target_modules=list(ranks))
    return reads(lab, base)


@case("ranks that the description does not say")
def other_rank(lab):
    base = toy(lab)
    save(lab, base)
    lab.edit("adapter/adapter_config.json", r=8)
    return lab.refuses(r'"r".*expected 4, as .*lora_A\.weight', *import_arguments(lab, base))


@case("init_lora_weights of MiCA, orthogonal and false")
def inits(lab):
    base, outcomes = toy(lab), []
    for init in ["mica", "orthogonal", False]:
        for folder in ["adapter", "imported", "merged"]:
            shutil.rmtree(lab.folder / folder, ignore_errors=True)
        save(lab, base, init_lora_weights=init)
        outcomes.append(reads(lab, base))
    return "; ".join(outcomes)


@case("an adapter of Uni-LoRA without its indices, then saved with them as the refusal advises")
def uni_lora(lab):
    base, adapter = toy(lab), lab.folder / "adapter"
    torch.manual_seed(7)
    peft = get_peft_model(base_model(base), UniLoraConfig(r=4, theta_d_length=300, task_type="SEQ_CLS", target_modules=TARGETS))
    with torch.no_grad():
        for parameter in peft.parameters():
            if parameter.requires_grad:
                parameter.copy_(parameter + 0.2 * torch.randn(parameter.shape))
    peft.save_pretrained(adapter)
    refusal = lab.refuses(r'"save_indices".*expected true.*NumPy', *import_arguments(lab, base))
    lab.edit("adapter/adapter_config.json", save_indices=True)
    PeftModel.from_pretrained(base_model(base), adapter).save_pretrained(adapter)
    return f"{refusal}; {reads(lab, base, theirs=peft)}"


@case("an adapter of PiSSA")
def pissa(lab):
    base = toy(lab)
    save(lab, base, init_lora_weights="pissa")
    return reads(lab, base)


@case("an adapter of PiSSA whose factors are those of another number of iterations")
def pissa_iterations(lab):
    base = toy(lab)
    save(lab, base, init_lora_weights="pissa_niter_4")
    return lab.refuses("init_lora_weights.*merge_and_unload.*path_initial_model_for_weight_conversion", *import_arguments(lab, base))


@case("an adapter of OLoRA, merged as the refusal advises")
def olora(lab):
    base = toy(lab)
    adapter = save(lab, base, init_lora_weights="olora")
    outcome = lab.refuses("init_lora_weights.*merge_and_unload", *import_arguments(lab, base))
    MODEL = AutoModelForSequenceClassification.from_pretrained(base, num_labels=2, attn_implementation="eager")
    PeftModel.from_pretrained(MODEL, adapter).merge_and_unload().save_pretrained(lab.folder / "OUT")
    lab.take(base, *TOKENIZER_FILES, to="OUT")
    rows = read_rows(REPOSITORY / "data/mini-glue", "RTE", "dev", LIMIT)
    theirs = logits(PeftModel.from_pretrained(base_model(base), adapter), tokenizer_of("BERT", base), rows)
    lab.matches(lab.logits("--model", lab.folder / "OUT", "--task", "RTE", "--limit", LIMIT), theirs)
    return outcome


@case("VeLoRA and MonteCLoRA, which save tensors besides")
def extra_tensors(lab):
    from peft.tuners.lora.config import MontecloraConfig, VeloraConfig
    outcomes, base = [], toy(lab)
    for settings in [{"velora_config": VeloraConfig(num_groups=4)}, {"monteclora_config": MontecloraConfig()}]:
        for folder in ["adapter", "imported", "merged"]:
            shutil.rmtree(lab.folder / folder, ignore_errors=True)
        save(lab, base, **settings)
        outcomes.append(reads(lab, base))
    return "; ".join(outcomes)


@case("bias lora_only")
def bias_of_adapted(lab):
    base = toy(lab)
    adapter = save(lab, base, bias="lora_only", use_dora=True)
    assert any(name.endswith("query.base_layer.bias") for name in load_file(adapter / "adapter_model.safetensors"))
    return reads(lab, base)


@case("bias all, on BERT and on RoBERTa")
def bias_of_all(lab):
    outcomes = []
    for kind in ["BERT", "RoBERTa"]:
        for folder in ["base", "adapter", "imported", "merged"]:
            shutil.rmtree(lab.folder / folder, ignore_errors=True)
        base = toy(lab, kind)
        save(lab, base, bias="all")
        outcomes.append(reads(lab, base, kind))
    return "; ".join(outcomes)


@case("no use_dora and no magnitudes, as before PEFT 0.9")
def before_dora(lab):
    base = toy(lab)
    save(lab, base)
    config = json.loads((lab.folder / "adapter/adapter_config.json").read_text())
    old = ["base_model_name_or_path", "bias", "fan_in_fan_out", "inference_mode", "init_lora_weights", "layers_pattern", "layers_to_transform",
           "lora_alpha", "lora_dropout", "modules_to_save", "peft_type", "r", "revision", "target_modules", "task_type"]
    (lab.folder / "adapter/adapter_config.json").write_text(json.dumps({key: config[key] for key in old}))
    return reads(lab, base)


@case("magnitudes without use_dora, which PEFT leaves out without a word")
def magnitudes_alone(lab):
    base = toy(lab)
    save(lab, base, use_dora=True)
    lab.edit("adapter/adapter_config.json", use_dora=None)
    return lab.refuses("use_dora.*lora_magnitude_vector", *import_arguments(lab, base))


@case("no r, of which the tensors tell")
def no_rank(lab):
    base = toy(lab)
    save(lab, base, r=8)
    lab.edit("adapter/adapter_config.json", r=None)
    return reads(lab, base)


@case("no lora_alpha")
def no_alpha(lab):
    base = toy(lab)
    save(lab, base)
    lab.edit("adapter/adapter_config.json", lora_alpha=None)
    return lab.refuses("lora_alpha.*PEFT would take 8", *import_arguments(lab, base))


@case("names with .default, and magnitudes with .weight")
def spelled_as_in_memory(lab):
    base = toy(lab)
    adapter = save(lab, base, use_dora=True)
    spell = {".lora_A.weight": ".lora_A.default.weight", ".lora_B.weight": ".lora_B.default.weight", ".lora_magnitude_vector": ".lora_magnitude_vector.weight"}

    def change(found):
        for old, new in spell.items():
            found = {name.removesuffix(old) + new if name.endswith(old) else name: value for name, value in found.items()}
        return found
    tensors(adapter, change)
    return reads(lab, base)


@case("names of a raw state dictionary: no prefix, modules_to_save in them")
def raw_names(lab):
    base = toy(lab)
    adapter = save(lab, base)
    theirs = PeftModel.from_pretrained(base_model(base), adapter)
    tensors(adapter, lambda found: {name.removeprefix("base_model.model.").replace("classifier.", "classifier.modules_to_save.default."): value
                                    for name, value in found.items()})
    return reads(lab, base, theirs=theirs)


@case("adapter_model.bin, converted as the refusal advises")
def pickle(lab):
    base = toy(lab)
    adapter = save(lab, base)
    torch.save(load_file(adapter / "adapter_model.safetensors"), adapter / "adapter_model.bin")
    (adapter / "adapter_model.safetensors").unlink()
    outcome = lab.refuses("adapter_model.bin", *import_arguments(lab, base))
    lines = [line.strip() for line in lab.run(*import_arguments(lab, base), status=1).splitlines()[-2:]]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
    reads(lab, base)
    return outcome


@case("an adapter with a name, in a folder of its own")
def named(lab):
    base = toy(lab)
    model = get_peft_model(base_model(base), LoraConfig(task_type="SEQ_CLS", target_modules=TARGETS), adapter_name="mine")
    model.save_pretrained(lab.folder / "adapter")
    return lab.refuses("adapter/mine", *import_arguments(lab, base))


@case("LoRA-XS of the released code")
def released_lora_xs(lab):
    base = toy(lab)
    adapter = save(lab, base)
    generator, model = torch.Generator().manual_seed(3), PeftModel.from_pretrained(base_model(base), adapter)

    def change(found):
        for name in [name for name in found if name.endswith(".lora_B.weight")]:
            path, R = name.removesuffix(".lora_B.weight"), torch.randn(4, 4, generator=generator)
            found[path + "_lora_latent_mapping.weight"] = R
            with torch.no_grad():
                model.get_submodule(path).lora_B["default"].weight.copy_(found[name] @ R)
        return found
    tensors(adapter, change)
    return reads(lab, base, theirs=model)


@case("an adapter without a task, on a classifier: its head stays, the classifier adapted")
def without_task(lab):
    base = toy(lab)
    adapter = save(lab, base, task_type=None, target_modules=["query", "classifier"], use_dora=True)
    assert any("classifier.lora_A" in name for name in load_file(adapter / "adapter_model.safetensors"))
    return reads(lab, base)


@case("an adapter without a task, on a base without a classifier")
def without_head(lab):
    base = toy(lab, plain=True)
    save(lab, base, task_type=None, target_modules=["query"])
    return lab.refuses("classifier.*random", *import_arguments(lab, base))


@case("a head in the file that nothing says was saved")
def unsaid_head(lab):
    base = toy(lab)
    save(lab, base)
    lab.edit("adapter/adapter_config.json", task_type=None, modules_to_save=None)
    return reads(lab, base)


@case("a rank above the matrix's own")
def large_rank(lab):
    base = toy(lab)
    save(lab, base, r=40, use_dora=True)
    return reads(lab, base)


@case("a checkpoint of three classes, an adapter for two with its own head")
def other_classes(lab):
    base = toy(lab, labels=3)
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=2, ignore_mismatched_sizes=True, attn_implementation="eager")
    get_peft_model(model, LoraConfig(task_type="SEQ_CLS", target_modules=TARGETS)).save_pretrained(lab.folder / "adapter")
    lab.run(*import_arguments(lab, base))
    rows = read_rows(REPOSITORY / "data/mini-glue", "RTE", "dev", LIMIT)
    ours = lab.logits("--model", base, "--adapter", lab.folder / "imported", "--limit", LIMIT)
    return lab.matches(ours, logits(model, tokenizer_of("BERT", base), rows))


@case("DistilBERT: query and value by their names there, pre_classifier saved, all biases")
def distilbert(lab):
    base = toy(lab, "DistilBERT")
    save(lab, base, target_modules=["q_lin", "v_lin", "lin2"], bias="all", use_dora=True)
    return reads(lab, base)


@case("ELECTRA, all-linear with the projection of the embeddings")
def electra(lab):
    base = toy(lab, "ELECTRA")
    adapter = save(lab, base, target_modules="all-linear")
    assert any("embeddings_project.lora_A" in name for name in load_file(adapter / "adapter_model.safetensors"))
    return reads(lab, base)


@case("a base without a pooler, an adapter that did not save one")
def without_pooler(lab):
    base = toy(lab)
    file = base / "model.safetensors"
    save_file({name: value for name, value in load_file(file).items() if "pooler" not in name and "classifier" not in name}, file, metadata={"format": "pt"})
    save(lab, base)
    outcome = lab.refuses("modules_to_save.*pooler.*random", *import_arguments(lab, base))
    shutil.rmtree(lab.folder / "adapter")
    save(lab, base, modules_to_save=["pooler"])
    reads(lab, base)
    return outcome


@case("an adapter of a model for words")
def other_task(lab):
    base = toy(lab)
    save(lab, base)
    lab.edit("adapter/adapter_config.json", task_type="TOKEN_CLS")
    return lab.refuses('task_type.*"TOKEN_CLS"', *import_arguments(lab, base))


@case("an adapter of embedding tables")
def embeddings(lab):
    base = toy(lab)
    save(lab, base, target_modules=["query", "word_embeddings"])
    return lab.refuses("word_embeddings", *import_arguments(lab, base))


@case("fields of a newer PEFT")
def newer(lab):
    base = toy(lab)
    save(lab, base)
    lab.edit("adapter/adapter_config.json", peft_version="0.40.0", use_warp=True)
    return lab.refuses('"use_warp".*true.*peft 0.40.0', *import_arguments(lab, base))


@case("lora_bias, QALoRA and KaSA")
def other_computations(lab):
    base, outcomes = toy(lab), []
    save(lab, base)
    for fields in [{"lora_bias": True}, {"use_qalora": True}, {"kasa_config": {"beta": 1e-4, "gamma": 1e-3}}]:
        lab.edit("adapter/adapter_config.json", lora_bias=False, use_qalora=False, kasa_config=None)
        lab.edit("adapter/adapter_config.json", **fields)
        outcomes.append(lab.refuses(f'"{next(iter(fields))}".*merge_and_unload', *import_arguments(lab, base)))
    return "; ".join(outcomes)[:200]


@case("three classes of one's own, by their names, and those of the checkpoint")
def own_classes(lab):
    base, names = toy(lab, labels=3), ["bad", "so, so", "good"]
    model = AutoModelForSequenceClassification.from_pretrained(base, attn_implementation="eager")
    torch.manual_seed(7)
    peft = get_peft_model(model, LoraConfig(task_type="SEQ_CLS", target_modules=TARGETS))
    with torch.no_grad():
        for parameter in filter(lambda each: each.requires_grad, peft.parameters()):
            parameter.add_(0.1 * torch.randn(parameter.shape))
    peft.save_pretrained(lab.folder / "adapter")
    texts = ["Is the shop open?", "A fine film.", "My parcel is late again."]
    wanted = logits(peft, tokenizer_of("BERT", base), [(text, None, 0) for text in texts])
    options = ["import", "--model", base, "--adapter", lab.folder / "adapter"]
    lab.run(*options, *(part for name in names for part in ("--class", name)), "--output", lab.folder / "named")
    lab.edit("base/config.json", id2label={str(i): name for i, name in enumerate(names)}, label2id={name: i for i, name in enumerate(names)})
    lab.run(*options, "--output", lab.folder / "from-base")
    outcomes = []
    for folder in ("named", "from-base"):
        said = lab.run("predict", "--model", base, "--adapter", lab.folder / folder, *texts)
        answers = [line.split("\t")[0] for line in said.splitlines()]
        if answers != [names[i] for i in wanted.argmax(dim=1)]:
            raise Wrong(f"answers {answers}")
        outcomes.append(lab.matches(lab.logits("--model", base, "--adapter", lab.folder / folder, *texts), wanted))
    return "; ".join(outcomes)


@case("a folder of PEFT's given to merge and export")
def not_imported(lab):
    base = toy(lab)
    adapter = save(lab, base)
    command = f"edora import --model {base} --adapter {adapter} --task TASK --output {adapter}-edora"
    lab.refuses(command, "export", "--format", "native", "--model", base, "--adapter", adapter, "--output", lab.folder / "out")
    outcome = lab.refuses(command, "merge", "--model", base, "--adapter", adapter, "--output", lab.folder / "out")
    lab.run(*command.replace("TASK", "RTE").split()[1:])
    return outcome
