#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/tiny-bert, -roberta, -distilbert and -electra: a random two-layer classifier and its exact gradients.

    scripts/make_encoder_fixture.py --architecture bert
    scripts/make_encoder_fixture.py --architecture roberta (distilbert, electra)
    scripts/make_encoder_fixture.py --architecture bert --pooling mean       (and so on, after the others)

The model is saved as a Hugging Face directory (config.json, model.safetensors). Beside it,
gradients.safetensors holds one small batch and, for each training method, the logits, the loss and the
gradient of every trainable value.

How: every stored value is drawn and rounded to float32, then the model runs in float64, so the reference
starts from exactly the numbers in the files and its own rounding is about 1e-16. PyTorch's autograd
gives the gradients. LoRA and DoRA run through PEFT; LoRA-XS, magnitude-only and EDoRA, which PEFT does
not have, run through a few lines below that replace one linear layer. Two cross-checks stop the script:
PEFT's DoRA with lora_B := B·R gives EDoRA's logits and gradients, and a sequence alone gives the logits that it gives
in the padded batch.

With --pooling mean the head of the folder's model stands on the mean of the tokens' states by the attention mask, as
sentence-transformers means them, BERT's without its pooler; mean-pooling.safetensors then holds the same for one method
or three.

The formats are described in Tests/CoreTests/Fixtures/README.md. Versions: scripts/requirements.txt.
"""
import argparse
import copy
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import (
    BertConfig, BertForSequenceClassification, DistilBertConfig, DistilBertForSequenceClassification, ElectraConfig,
    ElectraForSequenceClassification, RobertaConfig, RobertaForSequenceClassification)
from transformers.modeling_outputs import SequenceClassifierOutput

RANK, ALPHA = 4, 8
SCALING = ALPHA / RANK
TARGETS = {"distilbert": ["q_lin", "v_lin", "out_lin", "lin2"], "gemma3_text": ["q_proj", "v_proj", "o_proj", "down_proj"]}
USUAL_TARGETS = ["query", "value", "attention.output.dense", "output.dense"]
LENGTHS = [2, 20, 7, 13, 9]
PAIR_BREAKS = {1: 11, 4: 5}  # sequence -> first position of token type 1
LABELS = [1, 0, 1, 1, 0]
SCORES = [3.2, 0.5, 4.75, 1.0, 2.4]


def rounded(tensor):
    """The float64 tensor whose values are exactly representable in float32."""
    return tensor.to(torch.float32).to(torch.float64)


def make_model(generator, architecture):
    if architecture == "roberta":
        config = RobertaConfig(
            vocab_size=60, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, max_position_embeddings=26,
            type_vocab_size=1, hidden_act="gelu", layer_norm_eps=1e-5, hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
            num_labels=2, pad_token_id=1, bos_token_id=0, eos_token_id=2, attn_implementation="eager")
        return randomised(RobertaForSequenceClassification(config), generator)
    if architecture == "distilbert":
        config = DistilBertConfig(
            vocab_size=60, dim=16, n_layers=2, n_heads=4, hidden_dim=32, max_position_embeddings=24, activation="gelu", dropout=0.1,
            attention_dropout=0.1, seq_classif_dropout=0.2, num_labels=2, pad_token_id=0, attn_implementation="eager")
        return randomised(DistilBertForSequenceClassification(config), generator)
    if architecture == "electra":
        config = ElectraConfig(
            vocab_size=60, embedding_size=8, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=32,
            max_position_embeddings=24, type_vocab_size=2, hidden_act="gelu", layer_norm_eps=1e-12, hidden_dropout_prob=0.1,
            attention_probs_dropout_prob=0.1, num_labels=2, pad_token_id=0, attn_implementation="eager")
        return randomised(ElectraForSequenceClassification(config), generator)
    config = BertConfig(
        vocab_size=60, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=24, type_vocab_size=2, hidden_act="gelu", layer_norm_eps=1e-12,
        hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1, num_labels=2,
        attn_implementation="eager")
    return randomised(BertForSequenceClassification(config), generator)


class MeanPooled:
    """A model for sequence classification whose head reads the mean of the tokens' states, without dropout."""

    def forward(self, input_ids=None, attention_mask=None, token_type_ids=None, **unused):
        types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        encoder = getattr(self, self.config.model_type)
        states = encoder(input_ids, attention_mask=attention_mask, **types).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return SequenceClassifierOutput(logits=self.head((states * mask).sum(1) / mask.sum(1)))


class MeanBert(MeanPooled, BertForSequenceClassification):
    def head(self, mean):
        return self.classifier(mean)


class MeanDistilBert(MeanPooled, DistilBertForSequenceClassification):
    def head(self, mean):
        return self.classifier(F.relu(self.pre_classifier(mean)))


class MeanRoberta(MeanPooled, RobertaForSequenceClassification):
    def head(self, mean):
        return self.classifier(mean.unsqueeze(1))  # which takes the first of a sequence of states


class MeanElectra(MeanPooled, ElectraForSequenceClassification):
    def head(self, mean):
        return self.classifier(mean.unsqueeze(1))


MEAN_POOLED = {"bert": MeanBert, "distilbert": MeanDistilBert, "roberta": MeanRoberta, "electra": MeanElectra}


def mean_pooled(folder, architecture):
    model = MEAN_POOLED[architecture].from_pretrained(folder, attn_implementation="eager").double().eval()
    if architecture == "bert":
        model.bert.pooler = None
    return model


def randomised(model, generator):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            value = 0.2 * torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            if name.lower().endswith("norm.weight"):
                value = 1 + value
            parameter.copy_(value)
    return model.float().eval()


def make_batch(generator, architecture):
    """Sequences without padding tokens: 0 in BERT, 1 in RoBERTa."""
    ids, types = [], []
    is_roberta = architecture == "roberta"
    for sequence, length in enumerate(LENGTHS):
        row = torch.randint(3 if is_roberta else 1, 60, (length,), generator=generator)
        row[0] = 0 if is_roberta else 2
        ids.append(row)
        first_of_pair = length if is_roberta else PAIR_BREAKS.get(sequence, length)
        types.append((torch.arange(length) >= first_of_pair).long())
    return ids, types


def padded(ids, types, padding, architecture):
    longest = max(len(row) for row in ids)
    pad = lambda rows, value=0: torch.stack([F.pad(row, (0, longest - len(row)), value=value) for row in rows])
    mask = pad([torch.ones_like(row) for row in ids])
    batch = {"input_ids": pad(ids, padding), "token_type_ids": pad(types), "attention_mask": mask}
    if architecture == "distilbert":  # which has no token types, whatever the tokenizer writes
        del batch["token_type_ids"]
    return batch


class AdaptedLinear(torch.nn.Module):
    """y = x·W(θ)ᵀ + b with W₀ and b frozen.

    V = W₀ + s·B·R·A, or W₀ when there is no R; W = V, or diag(m/‖V‖)·V when there is a magnitude.
    ‖V‖ is the norm of each row (over the inputs), held constant in the backward pass.
    """

    def __init__(self, base, A=None, B=None, R=None, m=None):
        super().__init__()
        self.register_buffer("W0", base.weight.detach().clone())
        self.register_buffer("bias", None if base.bias is None else base.bias.detach().clone())
        self.register_buffer("lora_A", A)
        self.register_buffer("lora_B", B)
        self.edora_R = None if R is None else torch.nn.Parameter(R.clone())
        self.lora_magnitude_vector = None if m is None else torch.nn.Parameter(m.clone())

    def weight(self):
        V = self.W0
        if self.edora_R is not None:
            V = V + SCALING * self.lora_B @ self.edora_R @ self.lora_A
        if self.lora_magnitude_vector is not None:
            V = (self.lora_magnitude_vector / V.norm(dim=1).detach()).unsqueeze(1) * V
        return V

    def forward(self, x):
        return F.linear(x, self.weight(), self.bias)


def prefix(model):
    return "model." if model.config.model_type == "gemma3_text" else model.config.model_type + "."


def targets_of(model):
    return TARGETS.get(model.config.model_type, USUAL_TARGETS)


def target_paths(model):
    """Layer paths without the architecture's prefix, in the model's order."""
    return [name.removeprefix(prefix(model)) for name, module in model.named_modules()
            if isinstance(module, torch.nn.Linear) and any(name.endswith("." + t) for t in targets_of(model))]


def svd_factors(weight):
    """B = U [out, r] with orthonormal columns and A = Σ·Vᵀ [r, in], signs fixed by U's largest entries."""
    U, S, Vt = torch.linalg.svd(weight, full_matrices=False)
    U, S, Vt = U[:, :RANK], S[:RANK], Vt[:RANK]
    sign = torch.sign(U.gather(0, U.abs().argmax(dim=0, keepdim=True)))
    return rounded(U * sign), rounded(S.unsqueeze(1) * Vt * sign.T)


def record(store, case, model, names, batch, targets, regression=False):
    """Runs the model, stores logits, loss and the gradient of each named parameter."""
    model.eval()
    model.zero_grad(set_to_none=True)
    logits = model(**batch).logits
    loss = ((logits.squeeze(1) - targets) ** 2).mean() if regression else F.cross_entropy(logits, targets)
    loss.backward()
    store[f"{case}.logits"] = logits.detach()
    store[f"{case}.loss"] = loss.detach().reshape(1)
    for key, parameter in names.items():
        assert parameter.grad is not None and torch.isfinite(parameter.grad).all(), (case, key)
        store[f"{case}.gradient.{key}"] = parameter.grad.clone()
    return logits.detach()


def full_names(model):
    return {name.removeprefix(prefix(model)): parameter for name, parameter in model.named_parameters()}


HEADS = ("classifier.", "pre_classifier.", "score.")  # DistilBERT has the first two, Gemma the last


def head_names(model):
    return {name: parameter for name, parameter in model.named_parameters() if name.startswith(HEADS)}


def freeze_all_but_classifier(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(HEADS))
    return model


def peft_model(base, dora):
    config = LoraConfig(task_type="SEQ_CLS", r=RANK, lora_alpha=ALPHA, lora_dropout=0.0,
                        target_modules=targets_of(base), use_dora=dora,
                        modules_to_save=["pre_classifier", "classifier"] if hasattr(base, "pre_classifier") else None)
    return get_peft_model(copy.deepcopy(base), config).double()


def peft_layer(model, path):
    return model.get_submodule(f"base_model.model.{prefix(model)}{path}")


def peft_case(store, case, base, paths, batch, labels, dora, draw):
    model = peft_model(base, dora)
    names = {}
    for path in paths:
        layer = peft_layer(model, path)
        parameters = {"lora_A": layer.lora_A["default"].weight, "lora_B": layer.lora_B["default"].weight}
        with torch.no_grad():
            parameters["lora_A"].copy_(draw(parameters["lora_A"].shape, 0.2))
            parameters["lora_B"].copy_(draw(parameters["lora_B"].shape, 0.2))
            if dora:
                parameters["lora_magnitude_vector"] = layer.lora_magnitude_vector["default"].weight
                parameters["lora_magnitude_vector"].copy_(magnitude(layer.base_layer.weight, draw))
        for tensor, parameter in parameters.items():
            names[f"{path}.{tensor}"] = parameter
            store[f"{case}.value.{path}.{tensor}"] = parameter.detach().clone()
    names |= head_names_of_peft(model)
    trainable = {id(p) for p in model.parameters() if p.requires_grad}
    assert trainable == {id(p) for p in names.values()}, "PEFT trains other parameters than expected"
    record(store, case, model, names, batch, labels)


def head_names_of_peft(model):
    heads = [name for name in ("classifier", "pre_classifier", "score") if hasattr(model.base_model.model, name)]
    return {f"{head}.{name}": parameter for head in heads
            for name, parameter in getattr(model.base_model.model, head).modules_to_save["default"].named_parameters()}


def magnitude(weight, draw):
    norm = weight.detach().norm(dim=1)
    return rounded(norm * (1 + draw(norm.shape, 0.1)))


def parametrised_case(store, case, base, paths, batch, labels, draw, with_R, with_m):
    model = freeze_all_but_classifier(copy.deepcopy(base))
    names = {}
    for path in paths:
        parent, _, child = path.rpartition(".")
        linear = model.get_submodule(prefix(model) + path)
        factors = {}
        if with_R:
            B, A = svd_factors(linear.weight.detach())
            factors = {"A": A, "B": B, "R": draw((RANK, RANK), 0.3)}
            store[f"{case}.frozen.{path}.lora_A"] = A
            store[f"{case}.frozen.{path}.lora_B"] = B
        if with_m:
            factors["m"] = magnitude(linear.weight, draw)
        layer = AdaptedLinear(linear, **factors)
        setattr(model.get_submodule(prefix(model) + parent), child, layer)
        for tensor, parameter in layer.named_parameters():
            names[f"{path}.{tensor}"] = parameter
            store[f"{case}.value.{path}.{tensor}"] = parameter.detach().clone()
    return record(store, case, model, names | head_names(model), batch, labels)


def check_edora_is_a_dora_adapter(store, base, paths, batch, labels, logits):
    model = peft_model(base, dora=True)
    with torch.no_grad():
        for path in paths:
            layer = peft_layer(model, path)
            value = lambda tensor: store[f"edora.value.{path}.{tensor}"]
            frozen = lambda tensor: store[f"edora.frozen.{path}.{tensor}"]
            layer.lora_A["default"].weight.copy_(frozen("lora_A"))
            layer.lora_B["default"].weight.copy_(frozen("lora_B") @ value("edora_R"))
            layer.lora_magnitude_vector["default"].weight.copy_(value("lora_magnitude_vector"))
    peft_logits = model.eval()(**batch).logits
    F.cross_entropy(peft_logits, labels).backward()
    difference = (peft_logits.detach() - logits).abs().max().item()
    worst = 0.0
    for path in paths:
        layer = peft_layer(model, path)
        dB = layer.lora_B["default"].weight.grad
        dR = store[f"edora.frozen.{path}.lora_B"].T @ dB  # because PEFT's lora_B is B·R
        dm = layer.lora_magnitude_vector["default"].weight.grad
        for tensor, expected in [("edora_R", dR), ("lora_magnitude_vector", dm)]:
            worst = max(worst, (store[f"edora.gradient.{path}.{tensor}"] - expected).abs().max().item())
    print(f"edora against stock PEFT DoRA with lora_B := B·R: largest difference of a logit {difference:.1e}, "
          f"of a gradient {worst:.1e}")
    assert difference < 1e-12 and worst < 1e-12


def check_padding_does_not_matter(base, ids, types, logits):
    pads = lambda i, t: padded([i], [t], base.config.pad_token_id, base.config.model_type)
    alone = [base(**pads(i, t)).logits for i, t in zip(ids, types)]
    difference = (torch.cat(alone) - logits).abs().max().item()
    print(f"padded batch against one sequence at a time: largest difference of a logit {difference:.1e}")
    assert difference < 1e-12


def report(store):
    for case in [key.removesuffix(".loss") for key in store if key.endswith(".loss")]:
        largest = {key.removeprefix(f"{case}.gradient."): value.abs().max().item()
                   for key, value in store.items() if key.startswith(f"{case}.gradient.")}
        # The key bias shifts every score of a softmax row alike: its gradient is zero, and not of interest here.
        seen = {key: value for key, value in largest.items() if not key.endswith(("key.bias", "k_lin.bias"))}
        weakest = min(seen, key=seen.get)
        print(f"{case}: loss {store[f'{case}.loss'].item():.6f}, {len(largest)} gradients, "
              f"weakest {weakest} with largest entry {seen[weakest]:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", choices=["bert", "roberta", "distilbert", "electra"], default="bert")
    parser.add_argument("--pooling", choices=["mean"], help="write mean-pooling.safetensors for the folder's model")
    parser.add_argument("--output", type=Path, help="directory to write (default: the repository's fixture)")
    parser.add_argument("--seed", type=int, default=20250117)
    arguments = parser.parse_args()
    output = arguments.output or Path(__file__).resolve().parent.parent / f"Tests/CoreTests/Fixtures/tiny-{arguments.architecture}"

    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(arguments.seed)
    draw = lambda shape, deviation: rounded(
        deviation * torch.randn(tuple(shape), generator=generator, dtype=torch.float64))

    if arguments.pooling:
        base = mean_pooled(output, arguments.architecture)
    else:
        checkpoint = make_model(generator, arguments.architecture)
        checkpoint.save_pretrained(output)
        base = copy.deepcopy(checkpoint).double()
    ids, types = make_batch(generator, arguments.architecture)
    batch, labels = padded(ids, types, base.config.pad_token_id, arguments.architecture), torch.tensor(LABELS)
    scores = rounded(torch.tensor(SCORES, dtype=torch.float64))
    paths = target_paths(base)
    assert len(paths) == 8, paths

    store = {}
    model = copy.deepcopy(base)
    logits = record(store, "full", model, full_names(model), batch, labels)
    check_padding_does_not_matter(base, ids, types, logits)
    if arguments.pooling:
        mean_pooled_cases(store, base, paths, batch, labels, draw)
        report(store)
        return save(store, ids, types, labels, scores, output / "mean-pooling.safetensors")

    model = copy.deepcopy(base)
    has_block = arguments.architecture in ("roberta", "electra")
    last, parent = ("classifier.out_proj", model.classifier) if has_block else ("classifier", model)
    setattr(parent, last.rpartition(".")[2], torch.nn.Linear(base.config.hidden_size, 1).double())
    with torch.no_grad():
        for name, parameter in model.get_submodule(last).named_parameters():
            parameter.copy_(draw(parameter.shape, 0.2))
            store[f"regression.{last}.{name}"] = parameter.detach().clone()
    model.num_labels = model.config.num_labels = 1
    record(store, "regression", model, full_names(model), batch, scores, regression=True)

    model = freeze_all_but_classifier(copy.deepcopy(base))
    record(store, "head", model, head_names(model), batch, labels)

    peft_case(store, "lora", base, paths, batch, labels, dora=False, draw=draw)
    peft_case(store, "dora", base, paths, batch, labels, dora=True, draw=draw)
    adapted = lambda case, R, m: parametrised_case(store, case, base, paths, batch, labels, draw, R, m)
    adapted("lora-xs", True, False)
    adapted("magnitude", False, True)
    edora_logits = adapted("edora", True, True)
    check_edora_is_a_dora_adapter(store, base, paths, batch, labels, edora_logits)
    report(store)
    save(store, ids, types, labels, scores, output / "gradients.safetensors")


def mean_pooled_cases(store, base, paths, batch, labels, draw):
    """LoRA and EDoRA besides, on BERT; the values of the head, which is no start for a head on the mean."""
    if base.config.model_type == "bert":
        peft_case(store, "lora", base, paths, batch, labels, dora=False, draw=draw)
        parametrised_case(store, "edora", base, paths, batch, labels, draw, True, True)
    for case in [key.removesuffix(".loss") for key in store if key.endswith(".loss")]:
        for name, parameter in head_names(base).items():
            store[f"{case}.value.{name}"] = parameter.detach().clone()


def save(store, ids, types, labels, scores, path):
    stored = {key: value.to(torch.float32).contiguous() for key, value in store.items()}
    stored["batch.ids"] = torch.cat(ids).to(torch.int32)
    stored["batch.token_types"] = torch.cat(types).to(torch.int32)
    stored["batch.lengths"] = torch.tensor(LENGTHS, dtype=torch.int32)
    stored["batch.labels"] = labels.to(torch.int32)
    stored["batch.scores"] = scores.to(torch.float32)
    save_file({key: stored[key] for key in sorted(stored)}, path)
    print(f"{len(stored)} tensors, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
