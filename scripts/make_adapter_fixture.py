#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/adapters: adapters of many settings that stock PEFT saved for tiny-bert and tiny-roberta, and the logits that PEFT computes
from the saved folders; and the names of the fields that peft's LoraConfig has.

    scripts/make_adapter_fixture.py

`logits.json` holds the logits of the batch in tiny-*/gradients.safetensors by the names of the folders. `released-lora-xs` has the tensor names of the
released code of LoRA-XS, and the logits of PEFT's LoRA with lora_B := B·R.
Versions: scripts/requirements.txt.
"""
import dataclasses
import json
import shutil

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.lora.config import VeloraConfig
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification

from make_peft_fixture import FIXTURES, RANK, logits, save

FOLDER = FIXTURES / "adapters"
PLAIN = ["query", "value", "attention.output.dense", "output.dense"]
CASES = {
    "bert-expression": dict(target_modules=r"(?!.*pooler).*\.(?:query|attention\.output\.dense)"),
    "bert-all-linear": dict(target_modules="all-linear", use_dora=True),
    "bert-pooler": dict(target_modules=["query", "dense"], modules_to_save=["pooler"]),
    "bert-layers": dict(target_modules=["query", "key", "dense"], exclude_modules=r".*(pooler|intermediate)\.dense", layers_to_transform=[1], layers_pattern="layer"),
    "bert-patterns": dict(target_modules=PLAIN, use_rslora=True, rank_pattern={r"^bert\.encoder\.layer\.0\..*query": 1, "output.dense": 3},
                          alpha_pattern={r"layer\.1\..*value": 20}),
    "bert-spread": dict(target_modules=["query", "value"], rank_pattern={"query": 3, "value": 1}, alpha_pattern={"query": 6 * (3 / RANK), "value": 6 * (1 / RANK)},
                        init_lora_weights="eva"),
    "bert-biases": dict(target_modules=PLAIN, bias="all"),
    "bert-own-biases": dict(target_modules=PLAIN, bias="lora_only", use_dora=True),
    "bert-velora": dict(target_modules=["query"], velora_config=VeloraConfig(num_groups=4)),
    "bert-no-task": dict(target_modules=["query", "classifier"], task_type=None),
    "roberta-all-linear": dict(target_modules=["dense", "key", "out_proj", "query", "value"]),
}


def base(architecture):
    return AutoModelForSequenceClassification.from_pretrained(FIXTURES / f"tiny-{architecture}", attn_implementation="eager")


def made(name, settings, generator):
    architecture = name.split("-")[0]
    model = get_peft_model(base(architecture), LoraConfig(**{"task_type": "SEQ_CLS", "r": RANK, "lora_alpha": 6, **settings}))
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            if parameter.requires_grad:
                noise = torch.randn(parameter.shape, generator=generator)
                parameter.copy_(parameter * (1 + 0.1 * noise) if "magnitude" in parameter_name else parameter + 0.2 * noise)
    save(model, FOLDER / name)
    config = json.loads((FOLDER / name / "adapter_config.json").read_text())
    if isinstance(settings["target_modules"], str) and settings["target_modules"] != "all-linear":
        config["target_modules"] = settings["target_modules"]
    (FOLDER / name / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    return logits(PeftModel.from_pretrained(base(architecture), FOLDER / name), architecture)


def released_lora_xs(generator):
    folder = FOLDER / "released-lora-xs"
    made("bert-released", dict(target_modules=PLAIN), generator)
    shutil.rmtree(folder, ignore_errors=True)
    (FOLDER / "bert-released").rename(folder)
    model, tensors = PeftModel.from_pretrained(base("bert"), folder), load_file(folder / "adapter_model.safetensors")
    for name in [name for name in tensors if name.endswith(".lora_B.weight")]:
        path, R = name.removesuffix(".lora_B.weight"), torch.eye(RANK) + 0.3 * torch.randn(RANK, RANK, generator=generator)
        tensors[path + "_lora_latent_mapping.weight"] = R
        with torch.no_grad():
            model.get_submodule(path).lora_B["default"].weight.copy_(tensors[name] @ R)
    save_file(tensors, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    return logits(model, "bert")


def main():
    torch.set_num_threads(1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    generator = torch.Generator().manual_seed(11)
    found = {name: made(name, settings, generator) for name, settings in CASES.items()}
    found["released-lora-xs"] = released_lora_xs(generator)
    (FOLDER / "logits.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    fields = sorted({field.name for field in dataclasses.fields(LoraConfig)} | set(LoraConfig().to_dict()))
    (FOLDER / "fields.json").write_text(json.dumps(fields, indent=1) + "\n")
    print(f"{len(found)} adapters, {sum(file.stat().st_size for file in FOLDER.rglob('*') if file.is_file()):,} bytes")


if __name__ == "__main__":
    main()
