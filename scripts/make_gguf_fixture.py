#!/usr/bin/env python3
"""Makes the GGUF reader's reference data with ggml's own package `gguf` 0.19.0.

    scripts/make_gguf_fixture.py [data/models/gemma3-270m/gemma-3-270m-q4_k_m.gguf]

It writes to Tests/CoreTests/Fixtures/gguf: blocks.gguf, with a value of every type of metadata and a tensor of random blocks for every
type of tensor that is read here, their scales also zero, negative, subnormal and the largest; and blocks.json, with the metadata, and
of each tensor the shape and the SHA-256 of its values, float32 as `gguf` unpacks them. Of Gemma's file, where it is at hand, blocks.json has
one digest: of those of all tensors in the order of their names.

It needs an environment of its own: python3 -m pip install --only-binary=:all: gguf==0.19.0
"""
import hashlib
import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from gguf import GGUFReader, GGUFValueType, GGUFWriter, GGMLQuantizationType as Type, dequantize
from gguf.constants import GGML_QUANT_SIZES

FIXTURES = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/gguf"
# Where a block has its scales in float16.
SCALES = {
    Type.Q8_0: [0], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2],
    Type.Q6_K: [208],
}
# 0, -0, the least subnormal and its negative, the largest subnormal, the least normal, the largest and its negative, 1, -1.
EDGES = [0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0400, 0x7BFF, 0xFBFF, 0x3C00, 0xBC00]
NUMBERS = {
    "uint8": [0, 255], "int8": [-128, 127], "uint16": [0, 65535], "int16": [-32768, 32767], "uint32": [0, 2**32 - 1],
    "int32": [-(2**31), 2**31 - 1], "uint64": [0, 2**64 - 1], "int64": [-(2**63), 2**63 - 1], "float32": [0.5, -1e-6], "float64": [0.1, -1e300],
    "bool": [True, False],
}


def finite(halves):
    """Float16 bits without infinities and NaN."""
    return np.where((halves & 0x7C00) == 0x7C00, halves & 0xBFFF, halves)


def blocks(kind, count, random):
    """Random blocks; the first have the edges as scales."""
    data = random.integers(0, 256, (count, GGML_QUANT_SIZES[kind][1]), dtype=np.uint8)
    for number, place in enumerate(SCALES[kind]):
        scales = finite(random.integers(0, 1 << 16, count, dtype=np.uint16))
        edges = np.roll(np.array(EDGES, dtype=np.uint16), 3 * number)[:count]
        scales[:len(edges)] = edges
        data[:, place:place + 2] = scales.view(np.uint8).reshape(count, 2)
    return data


def texts(field):
    """A value's numbers as decimals, those of floating point by their bits; an array's one after the other."""
    value, kind = field.contents(), field.types[-1]
    bits = {GGUFValueType.FLOAT32: (np.float32, np.uint32), GGUFValueType.FLOAT64: (np.float64, np.uint64)}.get(kind)
    values = value if isinstance(value, list) else [value]
    if bits:
        values = np.array(values, dtype=bits[0]).view(bits[1]).tolist()
    return [str(one).lower() if kind == GGUFValueType.BOOL else str(one) for one in values]


def unpacked(tensor):
    values = dequantize(np.array(tensor.data), tensor.tensor_type).astype(np.float32)
    return np.ascontiguousarray(values)


def digest_of_all(path):
    tensors = sorted(GGUFReader(path).tensors, key=lambda tensor: tensor.name)
    return hashlib.sha256("".join(hashlib.sha256(unpacked(tensor).tobytes()).hexdigest() for tensor in tensors).encode()).hexdigest()


def main():
    random = np.random.default_rng(29)
    writer = GGUFWriter(FIXTURES / "blocks.gguf", "toy")
    for name, values in NUMBERS.items():
        kind = GGUFValueType[name.upper()]
        writer.add_key_value(f"toy.{name}", values[-1], kind)
        writer.add_key_value(f"toy.{name}s", values, GGUFValueType.ARRAY, sub_type=kind)
    writer.add_key_value("toy.text", "Grüße, 中文", GGUFValueType.STRING)
    writer.add_key_value("toy.texts", ["", "a", "\u2581the"], GGUFValueType.ARRAY, sub_type=GGUFValueType.STRING)
    writer.add_key_value("toy.many", list(range(100)), GGUFValueType.ARRAY, sub_type=GGUFValueType.INT32)
    writer.add_tensor("vector", random.standard_normal(7).astype(np.float32))
    writer.add_tensor("f32", random.standard_normal((3, 5)).astype(np.float32))
    halves = finite(random.integers(0, 1 << 16, (3, 10), dtype=np.uint16))
    halves[0] = EDGES
    writer.add_tensor("f16", halves.view(np.float16))
    brain = random.integers(0, 1 << 16, (3, 6), dtype=np.uint16)
    brain = np.where((brain & 0x7F80) == 0x7F80, brain & 0xBFFF, brain).astype(np.uint16)
    writer.add_tensor("bf16", brain.view(np.uint8), raw_dtype=Type.BF16)
    for kind in SCALES:
        # Two blocks a row, and rows that are no power of two.
        data = blocks(kind, 10, random).reshape(5, -1)
        writer.add_tensor(kind.name.lower(), data, raw_dtype=kind)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    reader = GGUFReader(FIXTURES / "blocks.gguf")
    metadata = {name: texts(field) for name, field in reader.fields.items() if not name.startswith("GGUF.")}
    tensors = {}
    for tensor in reader.tensors:
        values = unpacked(tensor)
        assert np.isfinite(values).all(), tensor.name
        tensors[tensor.name] = {
            "type": tensor.tensor_type.name, "shape": list(values.shape),
            "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
            "first": [int(bits) for bits in values.reshape(-1)[:4].view(np.uint32)],
        }
    gemma = digest_of_all(sys.argv[1]) if len(sys.argv) > 1 else None
    content = {"madeWith": f"gguf {version('gguf')}, numpy {np.__version__}", "metadata": metadata, "tensors": tensors}
    lines = [
        f'"{part}": {{\n' + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in content[part].items()) + "\n}"
        for part in ("metadata", "tensors")]
    (FIXTURES / "blocks.json").write_text(f'{{"madeWith": "{content["madeWith"]}", "gemma": {json.dumps(gemma)},\n' + ",\n".join(lines) + "}\n")
    print(f"{len(tensors)} tensors, {(FIXTURES / 'blocks.gguf').stat().st_size} bytes")


if __name__ == "__main__":
    main()
