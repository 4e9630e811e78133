#!/usr/bin/env python3
"""Writes Tests/CoreTests/Fixtures/events.bin: records of a TensorBoard event file by tensorboard 2.21's own protocol buffers and record writer.

    scripts/make_event_fixture.py          (in an environment with tensorboard==2.21.0)

EventTests writes the same records by the project's writer and compares the bytes.
"""
import io
from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

TARGET = Path(__file__).resolve().parents[1] / "Tests/CoreTests/Fixtures/events.bin"
RECORDS = [
    (1000.5, 1, {"train/loss": 0.6931472, "train/gradient_norm": 2.0}),
    (1001.25, 127, {"train/loss": 0.5}),
    (1002.0, 128, {"dev/accuracy": 0.625, "dev/f1": -0.0}),
    (1003.0, 300_000, {"rate/head": 1e-38}),
]


class Kept(io.BytesIO):
    def close(self):
        pass


file = Kept()
writer = RecordWriter(file)
writer.write(Event(wall_time=1000.0, file_version="brain.Event:2").SerializeToString())
for time, step, scalars in RECORDS:
    values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars.items()]
    writer.write(Event(wall_time=time, step=step, summary=Summary(value=values)).SerializeToString())
TARGET.write_bytes(file.getvalue())
print(f"{len(file.getvalue())} bytes in {TARGET.name}")
