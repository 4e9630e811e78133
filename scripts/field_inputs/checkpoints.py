"""Checkpoints as transformers and others write them: config.json, weights, heads, families."""
import csv
import json
import re
import subprocess
import sys

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer, BertTokenizerFast

from .lab import Wrong, case

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "the", "film", "good", "bad", "not", "is", "was", "##s", "fine", ".", "and", "very"]
TEXTS = ["the film was very good.", "a bad film", "not good and not fine", "films"]
BERT = {"vocab_size": 18, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 32, "max_position_embeddings": 160}
DISTILBERT = {"vocab_size": 18, "dim": 16, "n_layers": 2, "n_heads": 4, "hidden_dim": 32, "max_position_embeddings": 160}
ELECTRA = BERT | {"embedding_size": 8}
ROBERTA = BERT | {"type_vocab_size": 2, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3}


def save(lab, family, head="ForSequenceClassification", to=".", how={}, **settings):
    """A toy model of a family, with random weights, and BERT's tokenizer beside it."""
    sizes = {"Bert": BERT, "Roberta": ROBERTA, "DistilBert": DISTILBERT, "Electra": ELECTRA}[family]
    config = getattr(transformers, family + "Config")(**(sizes | settings))
    model = getattr(transformers, family + head)(config)
    torch.manual_seed(5)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.normal_(1 if name.lower().endswith("norm.weight") else 0, 0.3)
    folder = lab.folder / to
    model.eval().save_pretrained(folder, **how)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    tokenizer = BertTokenizerFast.from_pretrained(folder)
    (folder / "vocab.txt").unlink()
    tokenizer.save_pretrained(folder)
    return model


def theirs(folder, pairs=False, model=None):
    """transformers' logits of the texts, or of pairs of them."""
    model = (model or AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32)).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    rows = [(TEXTS[i], TEXTS[i + 1]) for i in (0, 2)] if pairs else [(text,) for text in TEXTS]
    with torch.no_grad():
        return torch.cat([model(**tokenizer(*row, return_tensors="pt")).logits for row in rows])


def reads(lab, pairs=False):
    """The folder's classifier gives transformers' logits."""
    ours = lab.logits("--model", lab.folder, "--task", "RTE" if pairs else "SST-2", *TEXTS)
    return lab.matches(ours, theirs(lab.folder, pairs))


def refused(lab, reason):
    return lab.refuses(reason, "predict", "--model", lab.folder, "--task", "SST-2", *TEXTS)


def table(lab, labels=("bad", "good")):
    file = lab.folder / "rows.csv"
    with open(file, "w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["text", "label"])
        writer.writerows([TEXTS[i % 4], labels[i % len(labels)]] for i in range(24))
    return file


def train(lab, *arguments, output="adapter"):
    """Two steps on a few rows; returns what the tool said."""
    done = lab.folder / output
    rank = [] if "full" in arguments else ["--rank", 2]
    lab.run("train", "--model", lab.folder, "--data", table(lab), "--output", done, "--max-steps", 2, *rank, "--batch-size", 8,
            "--max-length", 16, "--record", lab.folder / "record.json", *arguments)
    return done


def said(lab, *arguments):
    """What is said on standard error while training."""
    command = [str(lab.edora), "train", "--model", str(lab.folder), "--data", str(table(lab)), "--output", str(lab.folder / "adapter"), "--max-steps",
               "2", "--rank", "2", "--batch-size", "8", "--max-length", "16", *arguments]
    done = subprocess.run(command, cwd=lab.edora.parents[2], capture_output=True, text=True)
    if done.returncode:
        raise Wrong(done.stderr[-300:])
    return " ".join(done.stderr.split())


@case("a BERT classifier")
def _(lab):
    save(lab, "Bert")
    return reads(lab, pairs=True)


@case("a RoBERTa with two token types and BertTokenizer's files, pairs")
def _(lab):
    save(lab, "Roberta")
    return reads(lab, pairs=True)


@case("a DistilBERT classifier, pairs")
def _(lab):
    save(lab, "DistilBert")
    return reads(lab, pairs=True)


@case("an ELECTRA classifier with narrow embeddings, pairs")
def _(lab):
    save(lab, "Electra")
    return reads(lab, pairs=True)


@case("an ELECTRA classifier with embeddings of the hidden width")
def _(lab):
    save(lab, "Electra", embedding_size=16)
    return reads(lab)


@case("sinusoidal positions of a DistilBERT")
def _(lab):
    save(lab, "DistilBert", sinusoidal_pos_embds=True)
    return reads(lab)


@case("a classifier in shards")
def _(lab):
    save(lab, "Bert", how={"max_shard_size": "4KB"})
    if (lab.folder / "model.safetensors").exists():
        raise Wrong("not in shards")
    return reads(lab)


@case("a shard that is missing")
def _(lab):
    save(lab, "Bert", how={"max_shard_size": "4KB"})
    shard = sorted(lab.folder.glob("model-*.safetensors"))[1]
    shard.unlink()
    return refused(lab, re.escape(shard.name) + ".*shards")


@case("an index that names another shard for a tensor")
def _(lab):
    save(lab, "Bert", how={"max_shard_size": "4KB"})
    file = lab.folder / "model.safetensors.index.json"
    index = json.loads(file.read_text())
    names = sorted(index["weight_map"])
    shards = sorted(set(index["weight_map"].values()))
    index["weight_map"][names[0]] = next(shard for shard in shards if shard != index["weight_map"][names[0]])
    file.write_text(json.dumps(index))
    return refused(lab, re.escape(names[0]))


@case("pytorch_model.bin: converted as the refusal says")
def _(lab):
    model = save(lab, "Bert")
    expected = theirs(lab.folder)
    (lab.folder / "model.safetensors").unlink()
    torch.save(model.state_dict(), lab.folder / "pytorch_model.bin")
    message = lab.run("predict", "--model", lab.folder, "--task", "SST-2", *TEXTS, status=1)
    subprocess.run([sys.executable, "-c", re.search("python3 -c '(.*)'", message)[1]], check=True, capture_output=True)
    return "refused, and after its advice " + lab.matches(lab.logits("--model", lab.folder, "--task", "SST-2", *TEXTS), expected)


for head, kind in [("ForTokenClassification", "token"), ("ForMultipleChoice", "multiple-choice"), ("ForQuestionAnswering", "question-answering")]:
    @case(f"predicting with a {kind} head")
    def _(lab, head=head):
        save(lab, "Bert", head)
        return refused(lab, "a classifier of texts.*Bert" + head)

    @case(f"training from a {kind} checkpoint")
    def _(lab, head=head):
        save(lab, "Bert", head)
        notes = said(lab)
        if "starts from the seed" not in notes:
            raise Wrong(notes[-300:])
        return "a line says that the head starts anew"


@case("a RoBERTa of a token-classification head")
def _(lab):
    save(lab, "Roberta", "ForTokenClassification")
    return refused(lab, "a classifier of texts.*RobertaForTokenClassification")


@case("several labels at once")
def _(lab):
    save(lab, "Bert", problem_type="multi_label_classification")
    return refused(lab, "several labels at once")


@case("a masked-language model: its pooler trains and is saved, as PEFT reads it")
def _(lab):
    save(lab, "Bert", "ForMaskedLM")
    if "no pooler" not in (notes := said(lab, "--method", "lora")):
        raise Wrong(notes[-300:])
    adapter = lab.folder / "adapter"
    ours = lab.logits("--model", lab.folder, "--adapter", adapter, *TEXTS)
    base = AutoModelForSequenceClassification.from_pretrained(lab.folder)
    return lab.matches(ours, theirs(lab.folder, model=PeftModel.from_pretrained(base, adapter)))


@case("a masked-language model under full fine-tuning, in transformers")
def _(lab):
    save(lab, "Bert", "ForMaskedLM")
    done = lab.folder / "whole"
    lab.run("train", "--model", lab.folder, "--data", table(lab), "--output", done, "--max-steps", 2, "--method", "full", "--max-length", 16)
    return lab.matches(lab.logits("--model", done, *TEXTS), theirs(done))


@case("an adapter of PEFT for a base without pooler")
def _(lab):
    save(lab, "Bert", "ForMaskedLM")
    base = AutoModelForSequenceClassification.from_pretrained(lab.folder)
    get_peft_model(base, LoraConfig(task_type="SEQ_CLS", target_modules=["query"])).save_pretrained(lab.folder / "peft")
    return lab.refuses("pooler.*random", "import", "--model", lab.folder, "--adapter", lab.folder / "peft", "--task", "SST-2", "--max-length", 16,
                       "--output", lab.folder / "out")


@case("three classes for a task of two")
def _(lab):
    save(lab, "Bert", num_labels=3)
    return lab.refuses("--ignore-mismatched-head", "train", "--model", lab.folder, "--data", table(lab), "--max-steps", 1)


@case("three classes for a task of two, with --ignore-mismatched-head")
def _(lab):
    save(lab, "Bert", num_labels=3)
    if "new one of 2" not in (notes := said(lab, "--ignore-mismatched-head", "--method", "lora")):
        raise Wrong(notes[-300:])
    base = AutoModelForSequenceClassification.from_pretrained(lab.folder, num_labels=2, ignore_mismatched_sizes=True)
    ours = lab.logits("--model", lab.folder, "--adapter", lab.folder / "adapter", *TEXTS)
    return lab.matches(ours, theirs(lab.folder, model=PeftModel.from_pretrained(base, lab.folder / "adapter")))


def printed(lab, labels):
    """Labels and probabilities that are printed are transformers'."""
    save(lab, "Bert", id2label=labels, label2id={name: number for number, name in labels.items()})
    answers = [line.split("\t") for line in lab.run("predict", "--model", lab.folder, "--task", "SST-2", *TEXTS).splitlines()]
    shares = theirs(lab.folder).softmax(1)
    names = [labels[row.argmax().item()] for row in shares]
    if [label for label, _ in answers] != names:
        raise Wrong(f"{answers}, not {names}")
    return f"{answers[0][0]} " + lab.matches([float(share) for _, share in answers], shares.max(1).values, 5.1e-5)


@case("labels in upper case, the other way round")
def _(lab):
    return printed(lab, {0: "POSITIVE", 1: "NEGATIVE"})


@case("labels in upper case")
def _(lab):
    return printed(lab, {0: "NEGATIVE", 1: "POSITIVE"})


@case("labels of another language")
def _(lab):
    return printed(lab, {0: "schlecht", 1: "gut"})


@case("labels in upper case, the other way round, in training")
def _(lab):
    save(lab, "Bert", id2label={0: "GOOD", 1: "Bad"}, label2id={"GOOD": 0, "Bad": 1})
    return lab.refuses("id2label.*GOOD", "train", "--model", lab.folder, "--data", table(lab), "--max-steps", 1)


@case("label2id that says otherwise")
def _(lab):
    save(lab, "Bert")
    lab.edit("config.json", id2label={"0": "no", "1": "yes"}, label2id={"no": 1, "yes": 0})
    return refused(lab, "label2id")


@case("num_labels that says otherwise")
def _(lab):
    save(lab, "Bert")
    lab.edit("config.json", id2label={"0": "no", "1": "yes"}, num_labels=5)
    return refused(lab, "num_labels.*found 5")


@case("num_labels without names, other than the classifier's outputs")
def _(lab):
    save(lab, "Bert")
    lab.edit("config.json", id2label=None, label2id=None, num_labels=3)
    return refused(lab, "num_labels.*found 3")


@case("BERT's configuration as Google wrote it")
def _(lab):
    save(lab, "Bert")
    expected = theirs(lab.folder)
    kept = ("attention_probs_dropout_prob", "hidden_act", "hidden_dropout_prob", "hidden_size", "initializer_range", "intermediate_size",
            "max_position_embeddings", "num_attention_heads", "num_hidden_layers", "type_vocab_size", "vocab_size", "architectures")
    config = json.loads((lab.folder / "config.json").read_text())
    (lab.folder / "config.json").write_text(json.dumps({key: config[key] for key in kept}))
    return lab.matches(lab.logits("--model", lab.folder, "--task", "SST-2", *TEXTS), expected)


@case("no model_type, but architectures")
def _(lab):
    save(lab, "Roberta")
    expected = theirs(lab.folder)
    lab.edit("config.json", model_type=None)
    return lab.matches(lab.logits("--model", lab.folder, "--task", "SST-2", *TEXTS), expected)


@case("fields as transformers 2 to 4 wrote them")
def _(lab):
    save(lab, "Bert")
    lab.edit("config.json", output_past=True, finetuning_task="sst-2", torch_dtype="float32", gradient_checkpointing=False, torchscript=False,
             position_embedding_type="absolute", pruned_heads={}, use_bfloat16=False, num_beams=1, eos_token_ids=0, xla_device=True,
             directionality="bidi", pooler_type="first_token_transform", _name_or_path="bert", classifier_dropout=0.3)
    return reads(lab)


@case("weights in half precision, LayerNorms under their oldest names")
def _(lab):
    save(lab, "Bert")
    file = lab.folder / "model.safetensors"
    old = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    rename = lambda name: next((name.removesuffix(new) + was for new, was in old.items() if name.endswith(new)), name)
    save_file({rename(name): value.half() for name, value in load_file(file).items()}, file, metadata={"format": "pt"})
    return reads(lab)


for key, value in [("is_decoder", True), ("position_embedding_type", "relative_key"), ("pruned_heads", {"0": [1]}), ("hidden_act", "gelu_new"),
                   ("feed_forward_type", "geglu"), ("quantization_config", {"load_in_8bit": True}), ("per_layer_config", {"0": {"skip": "attention"}})]:
    @case(f"{key} = {json.dumps(value)}")
    def _(lab, key=key, value=value):
        save(lab, "Bert")
        lab.edit("config.json", **{key: value})
        return refused(lab, key)


for family, reason in [("XLMRoberta", "SentencePiece"), ("Camembert", "SentencePiece"), ("DebertaV2", "relative positions"), ("Albert", "share"),
                       ("MPNet", "relative positions")]:
    @case(f"{family}: refused by name")
    def _(lab, family=family, reason=reason):
        sizes = BERT | ({"embedding_size": 16} if family == "Albert" else {})
        config = getattr(transformers, family + "Config")(**sizes | {"pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 3})
        getattr(transformers, family + "ForSequenceClassification")(config).save_pretrained(lab.folder)
        return refused(lab, reason)


def imported(lab, model, **config):
    """An adapter of PEFT with random values on a model, imported."""
    peft = get_peft_model(model, LoraConfig(task_type="SEQ_CLS", r=3, lora_alpha=6, **config)).eval()
    with torch.no_grad():
        for parameter in peft.parameters():
            if parameter.requires_grad:
                parameter.add_(0.1 * torch.randn_like(parameter))
    peft.save_pretrained(lab.folder / "peft")
    lab.run("import", "--model", lab.folder, "--adapter", lab.folder / "peft", "--task", "SST-2", "--max-length", 16, "--output", lab.folder / "own")
    return lab.matches(lab.logits("--model", lab.folder, "--adapter", lab.folder / "own", *TEXTS), theirs(lab.folder, model=peft))


@case("Electra: an adapter of PEFT on the projection of embeddings, too")
def _(lab):
    return imported(lab, save(lab, "Electra"), target_modules=["embeddings_project", "query", "key", "intermediate.dense"])


@case("DistilBert: an adapter of PEFT for a base without a classifier; modules_to_save's end of a name means pre_classifier, too")
def _(lab):
    save(lab, "DistilBert", "Model")
    return imported(lab, AutoModelForSequenceClassification.from_pretrained(lab.folder), target_modules=["q_lin", "v_lin"])


for family in ("DistilBert", "Electra"):
    for method in ("lora", "dora", "edora"):
        @case(f"{family}: {method} trained here, in PEFT")
        def _(lab, family=family, method=method):
            save(lab, family)
            adapter = train(lab, "--method", method)
            ours = lab.logits("--model", lab.folder, "--adapter", adapter, *TEXTS)
            base = AutoModelForSequenceClassification.from_pretrained(lab.folder)
            return lab.matches(ours, theirs(lab.folder, model=PeftModel.from_pretrained(base, adapter)))

    @case(f"{family}: merged, in transformers")
    def _(lab, family=family):
        save(lab, family)
        adapter, merged = train(lab, "--method", "edora", "--lr", "0.1"), lab.folder / "merged"
        lab.run("merge", "--model", lab.folder, "--adapter", adapter, "--output", merged)
        lab.matches(lab.logits("--model", lab.folder, "--adapter", adapter, *TEXTS), theirs(merged))
        return lab.matches(lab.logits("--model", merged, *TEXTS), theirs(merged))

    @case(f"{family}: its classifier trained on under full fine-tuning, in transformers")
    def _(lab, family=family):
        save(lab, family)
        whole = train(lab, "--method", "full", "--lr", "0.01", output="whole")
        return lab.matches(lab.logits("--model", whole, *TEXTS), theirs(whole))

    @case(f"{family}: an adapter of PEFT, imported")
    def _(lab, family=family):
        model = save(lab, family)
        targets = ["q_lin", "v_lin", "out_lin", "lin2"] if family == "DistilBert" else ["query", "value", "attention.output.dense", "output.dense"]
        saved = ["pre_classifier", "classifier"] if family == "DistilBert" else None
        return imported(lab, model, target_modules=targets, use_dora=True, modules_to_save=saved)
