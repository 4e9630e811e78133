#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/peft: adapters that stock PEFT saved for tiny-bert, tiny-roberta and tiny-gemma, and the logits that PEFT computes with
them.

    scripts/make_peft_fixture.py

For each architecture: a LoRA and a DoRA adapter by save_pretrained, and an EDoRA adapter with the tensor names of the paper's released code, whose
logits are those of PEFT's DoRA with lora_B := B·R. `logits.json` holds the logits of the batch in tiny-*/gradients.safetensors.
Versions: scripts/requirements.txt.
"""
import json
import os
import shutil
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification

FIXTURES = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures"
RANK, ALPHA = 2, 6
TARGETS = ["query", "value", "attention.output.dense", "output.dense"]
DECODER_TARGETS = ["q_proj", "v_proj", "o_proj", "down_proj"]


def sequences(architecture):
    stored = load_file(FIXTURES / f"tiny-{architecture}/gradients.safetensors")
    lengths = stored["batch.lengths"].tolist()
    return zip(stored["batch.ids"].long().split(lengths), stored["batch.token_types"].long().split(lengths))


def logits(model, architecture):
    model.eval()
    more = lambda types: {} if architecture == "gemma" else {"token_type_ids": types[None]}
    with torch.no_grad():
        return [model(input_ids=ids[None], **more(types)).logits[0].tolist() for ids, types in sequences(architecture)]


def adapted(architecture, dora, generator):
    """A PEFT model whose adapter and head have random values."""
    base = AutoModelForSequenceClassification.from_pretrained(FIXTURES / f"tiny-{architecture}", attn_implementation="eager")
    targets = DECODER_TARGETS if architecture == "gemma" else TARGETS
    model = get_peft_model(base, LoraConfig(task_type="SEQ_CLS", r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=targets, use_dora=dora))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                noise = torch.randn(parameter.shape, generator=generator)
                parameter.copy_(parameter * (1 + 0.1 * noise) if "magnitude" in name else 0.2 * noise)
    return model


def save(model, folder):
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    # Sets come out in any order, and the base's path is this machine's.
    config = json.loads((folder / "adapter_config.json").read_text())
    config["target_modules"], config["base_model_name_or_path"] = sorted(config["target_modules"]), ""
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")


def released_edora(architecture, generator):
    """Files with the names of the released code, and the logits."""
    model = adapted(architecture, True, generator)
    folder = FIXTURES / f"peft/{architecture}-edora"
    save(model, folder)
    tensors = load_file(folder / "adapter_model.safetensors")
    for name in [name for name in tensors if name.endswith(".lora_B.weight")]:
        R = torch.eye(RANK) + 0.3 * torch.randn(RANK, RANK, generator=generator)
        tensors[name.removesuffix(".lora_B.weight") + "_lora_latent_mapping.weight"] = R
        layer = model.get_submodule(name.removesuffix(".lora_B.weight"))
        with torch.no_grad():
            layer.lora_B["default"].weight.copy_(tensors[name] @ R)
    save_file(tensors, folder / "adapter_model.safetensors", metadata={"format": "pt"})
    return logits(model, architecture)


def main():
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(7)
    found = {}
    for architecture in ["bert", "roberta", "gemma"]:
        for name, dora in [("lora", False), ("dora", True)]:
            model = adapted(architecture, dora, generator)
            save(model, FIXTURES / f"peft/{architecture}-{name}")
            found[f"{architecture}-{name}"] = logits(model, architecture)
        found[f"{architecture}-edora"] = released_edora(architecture, generator)
    (FIXTURES / "peft/logits.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    print(f"{len(found)} adapters, {sum(file.stat().st_size for file in (FIXTURES / 'peft').rglob('*') if file.is_file()):,} bytes")


if __name__ == "__main__":
    main()
