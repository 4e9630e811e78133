#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/tiny-gemma: a random decoder `gemma3_text` of two layers, its logits and exact gradients.

    scripts/make_gemma_fixture.py

The model is saved as a Hugging Face folder, a local and a global layer. Beside it, gradients.safetensors holds a small batch and, for each training
method, the logits, the loss and the gradient of every trainable value; `linear` a config.json as larger Gemmas have it, with positions that are
divided by 8 in the global layer, and what the same weights give under it. mean-pooling.safetensors is for the head on the mean of all tokens' states.

How: every stored value is drawn and rounded to float32, then gemma_model.py runs in float64. The methods are those of
make_encoder_fixture.py, whose cross-check of EDoRA against PEFT's DoRA runs here, too. Checks that stop the script: transformers, in float32,
gives the same logits, padded on either side; each part of the architecture changes them.

The formats are described in Tests/CoreTests/Fixtures/README.md. It needs an environment of its own:
python3 -m pip install --only-binary=:all: transformers==5.24.0 peft==0.21.2 torch==2.15.0
"""
import copy
import json
import os
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from safetensors.torch import save_file
from transformers import Gemma3ForCausalLM, Gemma3TextConfig, Gemma3TextForSequenceClassification

from gemma_model import Classifier
from make_encoder_fixture import (
    check_edora_is_a_dora_adapter, freeze_all_but_classifier, full_names, head_names, parametrised_case, peft_case, record, report, rounded,
    target_paths)

FIXTURES = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures"
LENGTHS, LABELS, SCORES = [3, 20, 7, 13, 1, 9], [1, 0, 1, 1, 0, 0], [3.2, 0.5, 4.75, 1.0, 2.4, 3.9]
PAIR_BREAKS = {1: 11, 5: 5}  # text -> where its second part begins, with another <bos>
PADDED = [2, 31, 0, 17, 0, 0]  # as a text that says <pad> is read
BOS, WINDOW = 2, 6
LINEAR = {"rope_type": "linear", "factor": 8.0}


def configuration(**changes):
    """Sizes that differ from one another wherever the architecture lets them."""
    return Gemma3TextConfig(**{**dict(
        vocab_size=60, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=12,
        query_pre_attn_scalar=20, rms_norm_eps=1e-3, max_position_embeddings=32, sliding_window=WINDOW, layer_types=["sliding_attention", "full_attention"],
        num_labels=2, attn_implementation="eager"), **changes})


def randomised(model, draw):
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(draw(parameter.shape, 0.4 if name.endswith("norm.weight") else 0.25))
    return model.double().eval()


def with_values(config, tensors):
    model = Classifier(config).double().eval()
    model.load_state_dict(tensors)
    return model


def make_batch(generator):
    texts = []
    for text, length in enumerate(LENGTHS):
        ids = torch.randint(3, 60, (length,), generator=generator)
        ids[0] = BOS
        if text in PAIR_BREAKS:
            ids[PAIR_BREAKS[text]] = BOS
        texts.append(ids)
    return texts


def padded(texts, left):
    longest = max(map(len, texts))
    rows = [[0] * (longest - len(ids)) for ids in texts]
    both = [(zeros + ids.tolist(), [0] * len(zeros) + [1] * len(ids)) if left else (ids.tolist() + zeros, [1] * len(ids) + [0] * len(zeros))
            for ids, zeros in zip(texts, rows)]
    ids, mask = zip(*both)
    return {"input_ids": torch.tensor(ids), "attention_mask": torch.tensor(mask)}


def save_as_transformers(model, folder):
    """The folder that transformers writes of the same values, and transformers' own model."""
    theirs = Gemma3TextForSequenceClassification(model.config)
    theirs.load_state_dict({name: value.float() for name, value in model.state_dict().items()})
    theirs.save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    return Gemma3TextForSequenceClassification.from_pretrained(folder, attn_implementation="eager").eval()


def causal(theirs):
    model = Gemma3ForCausalLM(theirs.config).eval()
    model.model.load_state_dict(theirs.model.state_dict())
    model.tie_weights()
    return model


@torch.no_grad()
def check_against_transformers(model, theirs, texts):
    """Transformers' numbers, in float32, for the batch padded on either side and for the text with padding in it."""
    logits, decoder = model(texts).logits, causal(theirs)
    both = [theirs(**padded(texts, left)).logits.double() for left in (False, True)]
    own = torch.tensor([PADDED])
    both += [theirs(input_ids=own, attention_mask=torch.ones_like(own)).logits.double()]
    differences = [(mine - other).abs().max().item() for mine, other in zip([logits, logits, model(own).logits], both)]
    differences.append(max((model.next_tokens(ids) - decoder(input_ids=ids[None]).logits[0].double()).abs().max().item() for ids in texts))
    print("against transformers in float32, padded right, left, with <pad> in the text, next tokens: " + ", ".join(f"{d:.1e}" for d in differences))
    assert max(differences) < 2e-5


@torch.no_grad()
def check_every_part_matters(model, texts):
    """How much the logits of the longest text change where a part is left out or taken for another."""
    tensors, found = model.state_dict(), model(texts).logits[1]

    def changed(config=None, without=None):
        values = {name: torch.zeros_like(value) if without and without in name else value for name, value in tensors.items()}
        return (with_values(config or model.config, values)(texts).logits[1] - found).abs().max().item()

    rope = lambda local, wide: {
        "sliding_attention": {"rope_type": "default", "rope_theta": local}, "full_attention": {"rope_type": "default", "rope_theta": wide}}
    effects = {f"without {name}": changed(without=name) for name in (
        "q_norm", "k_norm", "input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm", "model.norm",
        "o_proj", "down_proj", "gate_proj")}
    effects |= {name: changed(configuration(**changes)) for name, changes in {
        "a wider window": dict(sliding_window=WINDOW + 1), "a narrower window": dict(sliding_window=WINDOW - 1),
        "all global": dict(layer_types=["full_attention"] * 2), "all local": dict(layer_types=["sliding_attention"] * 2),
        "layers swapped": dict(layer_types=["full_attention", "sliding_attention"]), "scores over √d": dict(query_pre_attn_scalar=12),
        "bases swapped": dict(rope_parameters=rope(1e6, 1e4)), "one base": dict(rope_parameters=rope(1e4, 1e4)),
        "linear": dict(rope_parameters=linear()), "the usual epsilon": dict(rms_norm_eps=1e-6)}.items()}
    weakest = min(effects, key=effects.get)
    print(f"{len(effects)} parts: the weakest, {weakest}, changes logits by {effects[weakest]:.1e}")
    assert effects[weakest] > 5e-4, effects


def linear():
    return {"sliding_attention": {"rope_type": "default", "rope_theta": 1e4}, "full_attention": {**LINEAR, "rope_theta": 1e6}}


def write_linear_configuration(folder):
    """config.json with the names of transformers 4.50, in which Google's own files are."""
    saved = json.loads((folder.parent / "config.json").read_text())
    for key in ("rope_parameters", "layer_types", "_sliding_window_pattern", "use_bidirectional_attention"):
        saved.pop(key, None)
    saved |= {
        "rope_scaling": LINEAR, "rope_theta": 1e6, "rope_local_base_freq": 10000.0, "sliding_window_pattern": 2, "cache_implementation": "hybrid",
        "transformers_version": "4.50.0.dev0"}
    saved["torch_dtype"] = saved.pop("dtype", "float32")
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(saved, indent=2, sort_keys=True) + "\n")
    read = Gemma3TextConfig.from_pretrained(folder, attn_implementation="eager")
    assert read.layer_types == configuration().layer_types and read.rope_parameters == linear(), read
    return read


def methods(store, base, batch, labels, draw, names):
    paths = target_paths(base)
    assert len(paths) == 4 * base.config.num_hidden_layers, paths
    for case in names:
        if case in ("lora", "dora"):
            peft_case(store, case, base, paths, batch, labels, dora=case == "dora", draw=draw)
        else:
            logits = parametrised_case(store, case, base, paths, batch, labels, draw, case != "magnitude", case != "lora-xs")
            if case == "edora":
                check_edora_is_a_dora_adapter(store, base, paths, batch, labels, logits)


def regression_case(store, base, batch, scores, draw):
    model = copy.deepcopy(base)
    model.score = torch.nn.Linear(base.config.hidden_size, 1, bias=False).double()
    with torch.no_grad():
        model.score.weight.copy_(draw(model.score.weight.shape, 0.2))
    store["regression.score.weight"] = model.score.weight.detach().clone()
    record(store, "regression", model, full_names(model), batch, scores, regression=True)


def save(store, texts, path):
    stored = {key: value.to(torch.float32).contiguous() for key, value in store.items()}
    stored |= {"batch.ids": torch.cat(texts).to(torch.int32), "batch.token_types": torch.zeros(sum(LENGTHS), dtype=torch.int32)}
    stored |= {f"batch.{name}": torch.tensor(values, dtype=torch.int32) for name, values in [("lengths", LENGTHS), ("labels", LABELS)]}
    stored["batch.scores"] = torch.tensor(SCORES)
    save_file({key: stored[key] for key in sorted(stored)}, path)
    path.chmod(0o644)
    print(f"{path.relative_to(FIXTURES)}: {len(stored)} tensors, {path.stat().st_size:,} bytes")


def main():
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(20260829)
    draw = lambda shape, deviation: rounded(deviation * torch.randn(tuple(shape), generator=generator, dtype=torch.float64))
    folder, texts = FIXTURES / "tiny-gemma", make_batch(generator)
    base = randomised(Classifier(configuration()), draw)
    batch, labels, scores = {"input_ids": texts}, torch.tensor(LABELS), rounded(torch.tensor(SCORES, dtype=torch.float64))
    check_against_transformers(base, save_as_transformers(base, folder), texts)
    check_every_part_matters(base, texts)

    store = {}
    model = copy.deepcopy(base)
    record(store, "full", model, full_names(model), batch, labels)
    regression_case(store, base, batch, scores, draw)
    model = freeze_all_but_classifier(copy.deepcopy(base))
    record(store, "head", model, head_names(model), batch, labels)
    methods(store, base, batch, labels, draw, ["lora", "dora", "lora-xs", "magnitude", "edora"])
    report(store)
    with torch.no_grad():
        store["next.logits"] = torch.cat([base.next_tokens(ids) for ids in texts])
        store["padded.ids"], store["padded.logits"] = torch.tensor(PADDED), base(torch.tensor([PADDED])).logits
    save(store, texts, folder / "gradients.safetensors")

    store = {}
    turned = with_values(write_linear_configuration(folder / "linear"), base.state_dict())
    theirs = Gemma3TextForSequenceClassification(turned.config).eval()
    theirs.load_state_dict({name: value.float() for name, value in turned.state_dict().items()})
    check_against_transformers(turned, theirs, texts)
    methods(store, turned, batch, labels, draw, ["lora", "edora"])
    report(store)
    with torch.no_grad():
        store["next.logits"] = torch.cat([turned.next_tokens(ids) for ids in texts])
    save(store, texts, folder / "linear/gradients.safetensors")

    store = {}
    mean = Classifier(base.config, pooling="mean").double().eval()
    mean.load_state_dict(base.state_dict())
    methods(store, mean, batch, labels, draw, ["lora", "edora"])
    store |= {f"{case}.value.score.weight": mean.score.weight.detach().clone() for case in ("lora", "edora")}
    report(store)
    save(store, texts, folder / "mean-pooling.safetensors")


if __name__ == "__main__":
    main()
