#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/relatives: gradients of EDoRA's relatives on tiny-bert, and adapters of theirs that stock PEFT saved.

    scripts/make_relatives_fixture.py

gradients.safetensors has the keys of tiny-bert/gradients.safetensors (see Tests/CoreTests/Fixtures/README.md), with the batch of that file: for each
method the logits, the loss and the gradient of every trainable value, in float64. VeRA, PSOFT, PiSSA, MiCA and Uni-LoRA run through PEFT; LoRA-SB, which PEFT does
not have, through a few lines below. What adapters share has no layer in its name. lora-sb.first.LAYER is the gradient of the whole matrix over the batch,
from which LoRA-SB starts, and lora-sb.start.logits are the logits at its start.

peft/CASE are folders that PEFT saved, in float32, peft/logits.json the logits that it computes from them, and peft/fields.json the fields of PEFT's
descriptions.

signs.json says of the first 16 left singular vectors of MiniLM's query and value matrices (data/models/minilm) which sign each of five routines gives
them, beside the rule that the entry of largest magnitude is positive. Versions: scripts/requirements.txt.
"""
import copy
import dataclasses
import json

import numpy
import scipy.linalg
import torch
import torch.nn.functional as F
from peft import LoraConfig, PeftModel, PsoftConfig, UniLoraConfig, VeraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification

from make_encoder_fixture import (LABELS, USUAL_TARGETS, freeze_all_but_classifier, head_names, head_names_of_peft, padded, peft_layer, prefix, record, rounded,
                                  target_paths)
from make_peft_fixture import FIXTURES, logits, save, sequences

FOLDER = FIXTURES / "relatives"
RANK, ALPHA, VERA_RANK, THETA_LENGTH = 4, 8, 6, 300
FIRST_RATE = 0.01  # LoRA-SB's η
COMMON = dict(task_type="SEQ_CLS", target_modules=USUAL_TARGETS)
LORA = dict(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, **COMMON)
CONFIGS = {
    "vera": lambda: VeraConfig(r=VERA_RANK, **COMMON),
    "psoft": lambda: PsoftConfig(r=RANK, psoft_alpha=ALPHA, **COMMON),
    "psoft-free": lambda: PsoftConfig(r=RANK, psoft_alpha=ALPHA, psoft_orth=False, **COMMON),
    "pissa": lambda: LoraConfig(init_lora_weights="pissa", **LORA),
    "mica": lambda: LoraConfig(init_lora_weights="mica", **LORA),
}
# Made after all others, from a generator of its own, which leaves theirs as they were.
UNI_LORA = {"uni-lora": lambda: UniLoraConfig(r=RANK, theta_d_length=THETA_LENGTH, save_indices=True, **COMMON)}
# Of the trained tensors of a layer: our role, and where PEFT keeps it.
TENSORS = {
    "vera": {"vera_lambda_b": lambda layer: layer.vera_lambda_b["default"], "vera_lambda_d": lambda layer: layer.vera_lambda_d["default"]},
    "psoft": {"psoft_R.weight": lambda layer: layer.psoft_R["default"].weight, "psoft_R.vector_a": lambda layer: layer.psoft_R["default"].vector_a,
              "psoft_R.vector_b": lambda layer: layer.psoft_R["default"].vector_b},
    "pissa": {"pissa_A": lambda layer: layer.lora_A["default"].weight, "pissa_B": lambda layer: layer.lora_B["default"].weight},
    "mica": {"lora_A": lambda layer: layer.lora_A["default"].weight},
    "uni-lora": {},
}
TENSORS["psoft-free"] = TENSORS["psoft"]
# Of the frozen ones.
FROZEN = {
    "vera": {},
    # PEFT divides B by s, which is 2 here.
    "psoft": {"lora_A": lambda layer: layer._psoft_A_cache["default"], "edora_B": lambda layer: ALPHA / RANK * layer._psoft_B_cache["default"]},
    "pissa": {},
    "mica": {"lora_B": lambda layer: layer.lora_B["default"].weight},
    "uni-lora": {name: lambda layer, name=name: getattr(layer, name)["default"]
                 for name in ("unilora_indices_A", "unilora_scales_A", "unilora_indices_B", "unilora_scales_B")},
}
FROZEN["psoft-free"] = FROZEN["psoft"]


def base():
    return AutoModelForSequenceClassification.from_pretrained(FIXTURES / "tiny-bert", attn_implementation="eager")


def moved(name, parameter, draw):
    """A value away from the start."""
    if "vector_" in name:
        return rounded(1 + draw(parameter.shape, 0.2))
    if parameter.ndim == 2 and "psoft_R.weight" in name:
        return rounded(torch.eye(len(parameter), dtype=torch.float64) + draw(parameter.shape, 0.2))
    return rounded(parameter.double() + draw(parameter.shape, 0.2))


def peft_case(store, case, paths, batch, labels, draw):
    model, names = get_peft_model(base(), (CONFIGS | UNI_LORA)[case]()), {}
    shared = {"unilora_theta_d": model.base_model.unilora_theta_d["default"]} if case == "uni-lora" else {}
    for name, parameter in shared.items():
        with torch.no_grad():
            parameter.copy_(moved(name, parameter.detach(), draw))
    for path in paths:
        layer = peft_layer(model, path)
        for tensor, find in TENSORS[case].items():
            parameter = find(layer)
            with torch.no_grad():
                parameter.copy_(moved(tensor, parameter.detach(), draw))
    model = model.double()
    for path in paths:
        layer = peft_layer(model, path)
        for tensor, find in TENSORS[case].items():
            names[f"{path}.{tensor}"] = find(layer)
            store[f"{case}.value.{path}.{tensor}"] = find(layer).detach().clone()
        for tensor, find in FROZEN[case].items():
            store[f"{case}.frozen.{path}.{tensor}"] = find(layer).detach().clone()
    if case == "vera":
        for tensor in ("vera_A", "vera_B"):
            store[f"{case}.frozen.{tensor}"] = getattr(model.base_model, tensor)["default"].double().clone()
    for name, parameter in shared.items():
        names[name] = parameter
        store[f"{case}.value.{name}"] = parameter.detach().clone()
    names |= head_names_of_peft(model)
    trainable = {id(p) for p in model.parameters() if p.requires_grad}
    assert trainable == {id(p) for p in names.values()}, f"{case}: PEFT trains other parameters than expected"
    record(store, case, model, names, batch, labels)


class Between(torch.nn.Module):
    """y = x·(W₀ + B·R·A)ᵀ + b: LoRA-SB, once its factors are there."""

    def __init__(self, linear, A, B, R):
        super().__init__()
        for name, value in dict(W0=linear.weight, bias=linear.bias, A=A, B=B).items():
            self.register_buffer(name, value.detach().clone())
        self.edora_R = torch.nn.Parameter(R.clone())

    def forward(self, x):
        return F.linear(x, self.W0 + self.B @ self.edora_R @ self.A, self.bias)


def lora_sb_case(store, paths, batch, labels, draw):
    """−η·sign(G) = U·Σ·Vᵀ; B = U_r, A = V_rᵀ, R = Σ_r.  (arXiv 2411.19557, section 4.2)"""
    whole = base().double().eval()
    F.cross_entropy(whole(**batch).logits, labels).backward()
    model, names = freeze_all_but_classifier(base().double()), {}
    for path in paths:
        G = whole.get_submodule(prefix(whole) + path).weight.grad
        assert G.abs().min() > 1e-9, "the sign of a gradient hangs on its rounding"
        U, S, Vt = torch.linalg.svd(-FIRST_RATE * torch.sign(G), full_matrices=False)
        U, S, Vt = U[:, :RANK], S[:RANK], Vt[:RANK]
        sign = torch.sign(U.gather(0, U.abs().argmax(dim=0, keepdim=True)))
        A, B, R = rounded(Vt * sign.T), rounded(U * sign), rounded(torch.diag(S))
        store[f"lora-sb.first.{path}"] = G
        store[f"lora-sb.frozen.{path}.lora_A"], store[f"lora-sb.frozen.{path}.edora_B"] = A, B
        parent, _, child = path.rpartition(".")
        layer = Between(model.get_submodule(prefix(model) + path), A, B, R)
        setattr(model.get_submodule(prefix(model) + parent), child, layer)
        names[f"{path}.edora_R"] = layer.edora_R
        store[f"lora-sb.start.value.{path}.edora_R"] = R
    with torch.no_grad():
        store["lora-sb.start.logits"] = model.eval()(**batch).logits.clone()
        for name, parameter in names.items():
            parameter.copy_(rounded(parameter + draw(parameter.shape, 0.1)))
            store[f"lora-sb.value.{name}"] = parameter.detach().clone()
    record(store, "lora-sb", model, names | head_names(model), batch, labels)


def saved(case, generator):
    """A folder that PEFT saved, and what it computes from it."""
    model = get_peft_model(base(), (CONFIGS | UNI_LORA)[case]())
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(parameter + 0.2 * torch.randn(parameter.shape, generator=generator))
    save(model, FOLDER / "peft" / case)
    return logits(PeftModel.from_pretrained(base(), FOLDER / "peft" / case), "bert")


SIGNED = 16
ROUTINES = {
    "torch": lambda W: torch.linalg.svd(torch.from_numpy(W), full_matrices=False)[0].numpy(),
    "numpy": lambda W: numpy.linalg.svd(W, full_matrices=False)[0],
    "gesdd": lambda W: scipy.linalg.svd(W, full_matrices=False, lapack_driver="gesdd")[0],
    "gesvd": lambda W: scipy.linalg.svd(W, full_matrices=False, lapack_driver="gesvd")[0],
    "transpose": lambda W: scipy.linalg.svd(W.T.copy(), full_matrices=False, lapack_driver="gesdd")[2].T,
}


def signs():
    weights = load_file(FIXTURES.parent.parent.parent / "data/models/minilm/model.safetensors")
    found = {}
    for name in sorted(name for name in weights if name.endswith(("query.weight", "value.weight"))):
        W = weights[name].float().numpy()
        vectors = {routine: svd(W)[:, :SIGNED] for routine, svd in ROUTINES.items()}
        fixed = {}
        for routine, U in vectors.items():
            sign = numpy.sign(U[numpy.abs(U).argmax(axis=0), numpy.arange(SIGNED)])
            fixed[routine] = U * sign
            assert numpy.abs(fixed[routine] - fixed["torch"]).max() < 1e-3, f"{name}: {routine} has other vectors"
            found.setdefault(name.removesuffix(".weight"), {})[routine] = "".join("+" if s > 0 else "-" for s in sign)
    return found


def main():
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(30)
    draw = lambda shape, deviation: rounded(deviation * torch.randn(tuple(shape), generator=generator, dtype=torch.float64))
    ids, types = zip(*sequences("bert"))
    batch, labels = padded(ids, types, 0, "bert"), torch.tensor(LABELS)
    paths = target_paths(base())
    store = {}
    for case in CONFIGS:
        peft_case(store, case, paths, batch, labels, draw)
    lora_sb_case(store, paths, batch, labels, draw)
    own = torch.Generator().manual_seed(31)
    torch.manual_seed(31)  # of θ's start
    for case in UNI_LORA:
        peft_case(store, case, paths, batch, labels,
                  lambda shape, deviation: rounded(deviation * torch.randn(tuple(shape), generator=own, dtype=torch.float64)))
    FOLDER.mkdir(exist_ok=True)
    save_file({key: value.to(torch.float32).contiguous() for key, value in store.items()}, FOLDER / "gradients.safetensors")
    found = {case: saved(case, generator) for case in CONFIGS} | {case: saved(case, own) for case in UNI_LORA}
    (FOLDER / "peft/logits.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    fields = {config.__name__: sorted({field.name for field in dataclasses.fields(config)} | set(config().to_dict()))
              for config in (VeraConfig, PsoftConfig, UniLoraConfig)}
    (FOLDER / "peft/fields.json").write_text(json.dumps(fields, indent=1) + "\n")
    (FOLDER / "signs.json").write_text(json.dumps(signs(), indent=1) + "\n")
    print(f"{len(store)} tensors, {sum(file.stat().st_size for file in FOLDER.rglob('*') if file.is_file()):,} bytes")


if __name__ == "__main__":
    main()
