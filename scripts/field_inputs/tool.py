"""What the tool writes for others: adapters on other matrices, a pooler that trains, a base with a name, the nearest LoRA; read by stock PEFT."""
import json

import torch
from peft import AutoPeftModelForSequenceClassification, PeftModel
from safetensors.torch import load_file
from transformers import (AutoModel, AutoModelForSequenceClassification, AutoTokenizer, BertConfig, BertForSequenceClassification, BertModel,
                          PreTrainedTokenizerFast, RobertaConfig, RobertaForSequenceClassification, pipeline)
from transformers.modeling_outputs import SequenceClassifierOutput

from .lab import REPOSITORY, Wrong, case

SHAPE = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=140, num_labels=2,
             hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
METHODS = {"lora": "5e-3", "dora": "5e-3", "lora-xs": "5e-2", "edora": "5e-2", "magnitude": "2e-2"}
QUERY_KEY = {f"bert.encoder.layer.{i}.attention.self.{name}" for i in range(2) for name in ("query", "key")}
FEED_FORWARD = {f"bert.encoder.layer.{i}.intermediate.dense" for i in range(2)}
ALL = QUERY_KEY | FEED_FORWARD | {f"bert.encoder.layer.{i}.{name}" for i in range(2)
                                  for name in ("attention.self.value", "attention.output.dense", "output.dense")}


def toy(lab, roberta=False):
    """A BERT of two layers with random weights and MiniLM's tokenizer, or a RoBERTa with the fixtures'."""
    generator = torch.Generator().manual_seed(25)
    model = RobertaForSequenceClassification(RobertaConfig(
        vocab_size=900, type_vocab_size=1, pad_token_id=1, bos_token_id=0, eos_token_id=2, layer_norm_eps=1e-5, **SHAPE)) if roberta else (
        BertForSequenceClassification(BertConfig(vocab_size=30522, type_vocab_size=2, **SHAPE)))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            value = 0.2 * torch.randn(parameter.shape, generator=generator)
            parameter.copy_(1 + value if name.endswith("LayerNorm.weight") else value)
    model.save_pretrained(lab.folder / "toy")
    if roberta:
        lab.take(REPOSITORY / "Tests/CoreTests/Fixtures/bpe", "tokenizer.json", to="toy")
    else:
        lab.take(lab.minilm, "tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json", to="toy")
    return lab.folder / "toy"


def trained(lab, method, *options, roberta=False):
    lab.run("train", "--model", toy(lab, roberta), "--task", "RTE", "--method", method, *(() if method == "magnitude" else ("--rank", "4")), "--lr", METHODS[method],
            "--head-lr", "1e-2", "--max-steps", "8", "--batch-size", "8", "--limit", "64", "--limit-dev", "8", "--threads", "1", "--output", lab.folder / "adapter", *options)
    return lab.folder / "adapter"


def of_edora(lab, adapter):
    return lab.logits("--model", lab.folder / "toy", "--adapter", adapter, "--data", "data/mini-glue", "--split", "dev", "--limit", 24)


def of_model(lab, model):
    lines = (REPOSITORY / "data/mini-glue/RTE/dev.tsv").read_text().splitlines()[1:25]
    is_roberta, found = model.config.model_type == "roberta", []
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(lab.folder / "toy/tokenizer.json")) if is_roberta else AutoTokenizer.from_pretrained(lab.minilm)
    model.eval()
    with torch.no_grad():
        for line in lines:
            encoded = tokenizer(*line.split("\t")[1:3], truncation="longest_first", max_length=128, return_tensors="pt")
            if is_roberta:
                encoded.pop("token_type_ids", None)
            found.append(model(**encoded).logits[0])
    return torch.stack(found)


def plain(folder):
    return AutoModelForSequenceClassification.from_pretrained(folder, num_labels=2, attn_implementation="eager")


def adapted(model):
    """The layers that PEFT has put adapters on."""
    return {name.removeprefix("base_model.model.").removesuffix(".lora_A") for name, _ in model.named_modules() if name.endswith(".lora_A")}


def compare(lab, method, options, expected, saved, roberta=False):
    folder = trained(lab, method, *options, roberta=roberta)
    ours = of_edora(lab, folder)
    peft = PeftModel.from_pretrained(plain(lab.folder / "toy"), folder)
    if adapted(peft) != expected:
        raise Wrong(f"PEFT adapts {sorted(adapted(peft) ^ expected)} otherwise")
    config = json.loads((folder / "adapter_config.json").read_text())
    if config["modules_to_save"] != saved:
        raise Wrong(f"modules_to_save {config['modules_to_save']}")
    theirs = of_model(lab, peft)
    with peft.disable_adapter():
        if (of_model(lab, peft) - theirs).abs().max() < 1e-3:
            raise Wrong("the adapter has no effect")
    lab.run("merge", "--model", lab.folder / "toy", "--adapter", folder, "--output", lab.folder / "merged")
    merged = of_model(lab, plain(lab.folder / "merged"))
    return lab.matches(torch.cat([ours, ours, ours]), torch.cat([theirs, of_model(lab, peft.merge_and_unload()), merged]))


for method in METHODS:
    @case(f"--method {method} --target all-linear, PEFT, merged by both")
    def everywhere(lab, method=method):
        return compare(lab, method, ["--target", "all-linear"], ALL | {"bert.pooler.dense"}, ["classifier"])

    @case(f"--method {method} --target query,key,intermediate.dense --train-pooler")
    def with_pooler(lab, method=method):
        return compare(lab, method, ["--target", "query,key,intermediate.dense", "--train-pooler"], QUERY_KEY | FEED_FORWARD, ["classifier", "pooler"])


@case("--target all-linear --train-pooler: no adapter on the pooler")
def all_but_the_pooler(lab):
    return compare(lab, "edora", ["--target", "all-linear", "--train-pooler"], ALL, ["classifier", "pooler"])


@case("--target all-linear on RoBERTa: not its head, which trains whole")
def everywhere_on_roberta(lab):
    return compare(lab, "edora", ["--target", "all-linear"], {name.replace("bert.", "roberta.") for name in ALL}, ["classifier"], roberta=True)


@case("--train-pooler on RoBERTa, which has none")
def no_pooler(lab):
    return lab.refuses("--train-pooler: expected a model with a pooler .* found roberta, of whose head every layer trains",
                       "train", "--model", toy(lab, roberta=True), "--task", "RTE", "--train-pooler")


@case("--train-pooler on the usual matrices: the pooler has moved, as PEFT's copy has")
def usual_with_pooler(lab):
    folder = trained(lab, "edora", "--train-pooler")
    base, saved = load_file(lab.folder / "toy/model.safetensors"), load_file(folder / "adapter_model.safetensors")
    moved = (base["bert.pooler.dense.weight"] - saved["base_model.model.bert.pooler.dense.weight"]).abs().max()
    if moved < 1e-4:
        raise Wrong("the pooler stayed as it was")
    ours = of_edora(lab, folder)
    return lab.matches(ours, of_model(lab, PeftModel.from_pretrained(plain(lab.folder / "toy"), folder)))


def mean_pooled(lab, folder):
    """Logits of a folder's tensors by the formula: BertModel, the mean of its states over all tokens, the classifier."""
    tensors = load_file(folder / "edora_model.safetensors")
    encoder = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False).eval()
    encoder.load_state_dict({name.removeprefix("bert."): value for name, value in tensors.items() if name.startswith("bert.")})

    class Pooled(torch.nn.Module):
        config = encoder.config

        def forward(self, **encoded):
            mean = encoder(**encoded).last_hidden_state.mean(1)
            return SequenceClassifierOutput(logits=mean @ tensors["classifier.weight"].T + tensors["classifier.bias"])

    return of_model(lab, Pooled())


def refuses(what, read, folder):
    try:
        read(folder)
    except (OSError, ValueError) as fault:
        return f"{what}: {type(fault).__name__}"
    raise Wrong(f"{what} reads it as another model")


@case("--pooling mean --method full: BertModel, mean, classifier; no class of transformers reads the folder")
def whole_mean_pooled(lab):
    lab.run("train", "--model", toy(lab), "--task", "RTE", "--method", "full", "--lr", "1e-3", "--max-steps", "8", "--batch-size", "8", "--limit", "64",
            "--limit-dev", "8", "--threads", "1", "--pooling", "mean", "--output", lab.folder / "whole")
    ours = lab.logits("--model", lab.folder / "whole", "--task", "RTE", "--data", "data/mini-glue", "--split", "dev", "--limit", 24)
    outcome = lab.matches(ours, mean_pooled(lab, lab.folder / "whole"))
    classes = [AutoModelForSequenceClassification, BertForSequenceClassification, AutoModel, BertModel]
    refused = [refuses(name.__name__, name.from_pretrained, lab.folder / "whole") for name in classes]
    refused += [refuses("pipeline", lambda folder: pipeline("text-classification", model=str(folder)), lab.folder / "whole")]
    return outcome + "; " + ", ".join(refused)


@case("--pooling mean: PEFT does not read the adapter, and the tool writes no form that it would")
def adapter_mean_pooled(lab):
    folder = trained(lab, "edora", "--pooling", "mean")
    refused = [refuses("PEFT", lambda folder: PeftModel.from_pretrained(plain(lab.folder / "toy"), folder), folder)]
    for command in (["merge"], ["export", "--format", "merged"], ["export", "--format", "peft"], ["convert", "--rank", "4"]):
        lab.refuses("found mean pooling", *command, "--model", lab.folder / "toy", "--adapter", folder, "--output", lab.folder / "other")
    return "; ".join(refused) + "; merge, export, convert refuse"


@case("--base-name FOLDER: AutoPeftModelForSequenceClassification finds the base")
def base_name(lab):
    folder = trained(lab, "edora", "--base-name", lab.folder / "toy")
    ours = of_edora(lab, folder)
    return lab.matches(ours, of_model(lab, AutoPeftModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager")))


for method in ("edora", "dora"):
    @case(f"edora convert of {method}, rank 32 of 32: a LoRA of the same logits")
    def converted(lab, method=method):
        trained(lab, method, "--target", "all-linear")
        lab.run("convert", "--model", lab.folder / "toy", "--adapter", lab.folder / "adapter", "--rank", 32, "--output", lab.folder / "lora")
        before = of_edora(lab, lab.folder / "adapter")
        after = of_edora(lab, lab.folder / "lora")
        peft = PeftModel.from_pretrained(plain(lab.folder / "toy"), lab.folder / "lora")
        return lab.matches(torch.cat([before, after]), torch.cat([of_model(lab, peft)] * 2))


@case("edora convert of edora to rank 2: the error that is printed is numpy's")
def loss_of_conversion(lab):
    trained(lab, "edora")
    said = lab.run("convert", "--model", lab.folder / "toy", "--adapter", lab.folder / "adapter", "--rank", 2, "--output", lab.folder / "lora")
    printed = float(next(line for line in said.splitlines() if line.startswith("all ")).replace("%", "").split()[3])
    lab.run("merge", "--model", lab.folder / "toy", "--adapter", lab.folder / "adapter", "--output", lab.folder / "merged")
    base, merged = load_file(lab.folder / "toy/model.safetensors"), load_file(lab.folder / "merged/model.safetensors")
    squares = torch.zeros(2, dtype=torch.float64)
    for name, weight in base.items():
        if name.endswith(("query.weight", "value.weight", "output.dense.weight")):
            values = torch.linalg.svdvals((merged[name] - weight).double()).square()
            squares += torch.stack([values[2:].sum(), values.sum()])
    return lab.matches([printed / 100], [(squares[0] / squares[1]).sqrt().item()], 1e-5)


@case("--target with a name that the model lacks")
def unknown_target(lab):
    return lab.refuses("--target: expected query, key, .* or all-linear, found q_proj",
                       "train", "--model", toy(lab), "--task", "RTE", "--target", "query,q_proj")
