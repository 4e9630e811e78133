#!/usr/bin/env bash
# Guess, written down before the run: a Keras model with LoRA goes on training after its checkpoint is loaded, as one without LoRA does. Saving
# merges A and B into the kernel; so after loading A should be fresh and B zero, as enable_lora leaves them. And lora_alpha means the same given to
# a layer or to enable_lora.
#
# Seen with keras 3.15.1: two things are otherwise, in silence.
# - Loading sets both A and B to zero. The outputs are the saved ones, but the gradient of each is a product with the other: both stay zero, and the
#   kernel is frozen, so that no LoRA layer learns any more. Biases still would, and the loss would fall a little. It is so for load_weights into a
#   model with LoRA, for load_model and compile, and for BackupAndRestore, which is meant to resume training. There Adam's restored momentum does
#   move them, but training lags. Weights loaded before enable_lora train on.
# - Dense and Embedding, given lora_alpha by their constructor, forget it, and take the rank; so load_model forgets it, too. EinsumDense and
#   convolutions keep it.
# It matters to who fine-tunes in sessions that end: the second session trains nothing, or little.
#
# Fails once one of the two is mended. It takes PyTorch, Keras's backend here, from the project's own environment, or from the one whose python
# PYTHON names.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python="${PYTHON:-$(scripts/python_environment.sh)}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >probe.py <<'PYTHON'
import keras
import numpy as np
import torch

torch.set_num_threads(1)
random = np.random.default_rng(0)
INPUTS = random.normal(size=(64, 8)).astype("float32")
LABELS = (INPUTS[:, 0] * INPUTS[:, 1] > 0).astype("int32")
EPOCHS = 5


def base():
    keras.utils.set_random_seed(0)
    return keras.Sequential([
        keras.Input((8,)), keras.layers.Dense(16, activation="tanh", use_bias=False), keras.layers.Dense(2, use_bias=False)])


def enable(model):
    for layer in model.layers:
        layer.enable_lora(4, lora_alpha=8)
    return model


def train(model, epochs=EPOCHS, callbacks=(), optimizer=keras.optimizers.Adam, rate=0.02):
    model.compile(optimizer(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model.fit(INPUTS, LABELS, batch_size=16, epochs=epochs, shuffle=False, verbose=0, callbacks=list(callbacks)).history["loss"]


def outputs(model):
    return keras.ops.convert_to_numpy(model(INPUTS))


def apart(one, other):
    return float(np.abs(one - other).max())


def largest(model):
    return max(float(np.abs(keras.ops.convert_to_numpy(value)).max()) for value in model.trainable_variables)


print(f"keras {keras.__version__} on PyTorch {torch.__version__.split('+')[0]}")
model = enable(base())
untrained = outputs(model)
train(model)
saved = outputs(model)
model.save_weights("saved.weights.h5")
model.save("saved.keras")
train(model)
went_on = apart(outputs(model), saved)
print(f"{EPOCHS} epochs with LoRA move the logits by {apart(saved, untrained):.2f}, {EPOCHS} more by {went_on:.2f}")
assert min(apart(saved, untrained), went_on) > 0.1, "it trained"

first = base()
first.load_weights("saved.weights.h5")
restored = enable(base())
restored.load_weights("saved.weights.h5")
for name, model in (
        ("loaded, then enable_lora", enable(first)), ("enable_lora, then loaded", restored), ("load_model", keras.models.load_model("saved.keras"))):
    assert apart(outputs(model), saved) < 1e-5, "the saved outputs came back"
    losses = train(model)
    moved = apart(outputs(model), saved)
    print(f"{name}: {len(losses)} epochs move the logits by {moved:.0e}; loss {losses[0]:.4f} to {losses[-1]:.4f}; "
          f"A and B at most {largest(model):.0e}")
    if name == "loaded, then enable_lora":
        assert moved > 0.1, "in this order it trained"
    else:
        assert moved < 1e-5 and largest(model) == 0, "it trains after loading now"

for name, optimizer, rate in (("SGD", keras.optimizers.SGD, 0.2), ("Adam", keras.optimizers.Adam, 0.02)):
    model, again, whole = enable(base()), enable(base()), enable(base())
    train(model, EPOCHS, [keras.callbacks.BackupAndRestore(name, delete_checkpoint=False)], optimizer, rate)
    saved = outputs(model)
    losses = train(again, 2 * EPOCHS, [keras.callbacks.BackupAndRestore(name)], optimizer, rate)
    moved, unbroken = apart(outputs(again), saved), train(whole, 2 * EPOCHS, (), optimizer, rate)
    print(f"BackupAndRestore, {name}: {len(losses)} epochs more move the logits by {moved:.0e}; loss {losses[0]:.4f} to {losses[-1]:.4f}, "
          f"{unbroken[EPOCHS]:.4f} to {unbroken[-1]:.4f} had it not been broken off")
    assert len(losses) == EPOCHS and apart(outputs(whole), saved) > 0.01, "it went on where the first training ended"
    if name == "SGD":
        assert moved < 1e-5 and largest(again) == 0, "it trains after BackupAndRestore now"
    else:
        assert losses[-1] - unbroken[-1] > 0.005, "with Adam it lagged behind, and does no longer"

kept = {}
for layer, shape in (
        (keras.layers.Dense(4, lora_rank=2, lora_alpha=16), (None, 6)), (keras.layers.Embedding(5, 4, lora_rank=2, lora_alpha=16), (None, 6)),
        (keras.layers.EinsumDense("ab,bc->ac", output_shape=4, lora_rank=2, lora_alpha=16), (None, 6)),
        (keras.layers.Conv1D(4, 3, lora_rank=2, lora_alpha=16), (None, 6, 3))):
    layer.build(shape)
    kept[type(layer).__name__] = layer.lora_alpha
alphas = {layer.lora_alpha for layer in keras.models.load_model("saved.keras").layers}
print("rank 2 and alpha 16, given to the constructor, become alpha", kept, "; alpha 8 at rank 4 becomes", alphas, "in a .keras file")
assert kept == {"Dense": 2, "Embedding": 2, "EinsumDense": 16, "Conv1D": 16} and alphas == {4}, "alpha is kept now"
PYTHON

"$python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --target packages \
    keras==3.15.1 absl-py==2.5.1 rich==15.0.0 namex==0.1.0 h5py==3.16.0 optree==0.20.0 ml-dtypes==0.6.0 \
    markdown-it-py==4.3.0 mdurl==0.1.2 pygments==2.21.0
export OMP_NUM_THREADS=1 KERAS_BACKEND=torch KERAS_HOME="$folder"
PYTHONPATH="$folder/packages" "$python" -W ignore probe.py 2>log || { tail -5 log; exit 1; }
echo "as written above"
