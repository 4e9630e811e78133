#!/usr/bin/env python3
"""Makes Tests/CoreTests/Fixtures/metrics.json: GLUE's metrics on small cases with ties, constants and a single class.

How: accuracy, F1 (positive class 1), Matthews, and for several classes the confusion matrix, each class's precision, recall
and F1, and their macro average by scikit-learn (zero_division=0), Pearson and Spearman (average ranks for ties) by SciPy.
Where a metric is undefined the file holds a convention: F1 is 0 when neither labels nor predictions hold class 1,
Matthews is 0 when labels or predictions are constant (both are scikit-learn's own value), and a correlation with a
constant is null (SciPy gives NaN).

The format is described in Tests/CoreTests/Fixtures/README.md. Versions: scripts/requirements.txt.
"""
import argparse
import json
import math
import warnings
from pathlib import Path

import numpy
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import (accuracy_score, confusion_matrix, f1_score, matthews_corrcoef,
                             precision_recall_fscore_support)

CLASSIFICATION = {
    "mixed": ([1, 0, 1, 1, 0, 0, 1, 0], [1, 0, 0, 1, 0, 1, 1, 0]),
    "all correct": ([1, 0, 1, 1, 0], [1, 0, 1, 1, 0]),
    "all wrong": ([1, 0, 1, 1, 0], [0, 1, 0, 0, 1]),
    "constant prediction 1": ([1, 0, 1, 1, 0], [1, 1, 1, 1, 1]),
    "constant prediction 0": ([1, 0, 1, 1, 0], [0, 0, 0, 0, 0]),
    "only class 1, all correct": ([1, 1, 1], [1, 1, 1]),
    "only class 0, all correct": ([0, 0, 0], [0, 0, 0]),
    "only class 0, some predicted 1": ([0, 0, 0, 0], [0, 1, 0, 1]),
    "only class 1, all missed": ([1, 1, 1], [0, 0, 0]),
    "one example": ([1], [1]),
    "uneven classes": ([1] * 13 + [0] * 4, [1] * 11 + [0] * 2 + [1, 0, 0, 1]),
}
MULTICLASS = {
    "three classes": (3, [0, 0, 1, 1, 2, 2, 2, 0], [0, 1, 1, 1, 2, 0, 2, 0]),
    "a class that is never predicted": (3, [0, 1, 2, 2, 1, 0], [0, 1, 1, 0, 1, 0]),
    "a class that never occurs": (3, [0, 1, 1, 0], [0, 1, 2, 0]),
    "a class that neither occurs nor is predicted": (4, [0, 1, 3, 3, 0], [0, 1, 3, 0, 0]),
    "uneven classes": (3, [0] * 17 + [1] * 2 + [2], [0] * 16 + [1, 1, 0, 2]),
    "all wrong": (3, [0, 1, 2], [1, 2, 0]),
    "two classes": (2, [1, 0, 1, 1, 0, 0, 1, 0], [1, 0, 0, 1, 0, 1, 1, 0]),
}
REGRESSION = {
    "no ties": ([0.0, 1.2, 2.5, 3.1, 4.8, 5.0], [0.4, 0.9, 2.9, 2.7, 4.1, 5.3]),
    "ties in the scores": ([0.0, 2.5, 2.5, 2.5, 4.0, 5.0, 5.0], [0.1, 2.2, 2.6, 1.9, 4.4, 4.6, 5.1]),
    "ties in both": ([1.0, 1.0, 2.0, 3.0, 3.0, 3.0], [0.5, 0.7, 0.7, 2.0, 2.0, 1.0]),
    "reversed": ([1.0, 2.0, 3.0, 4.0], [9.0, 7.5, 2.0, -1.0]),
    "monotone but not linear": ([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 16.0, 81.0, 256.0]),
    "large offset": ([1000001.0, 1000002.0, 1000003.0, 1000004.5], [0.1, 0.3, 0.2, 0.4]),
    "constant prediction": ([1.0, 2.0, 3.0], [2.5, 2.5, 2.5]),
    "constant scores": ([4.0, 4.0, 4.0], [1.0, 2.0, 3.0]),
    "two examples": ([1.0, 2.0], [0.3, 0.2]),
}


def multiclass(name, classes, labels, predictions):
    all_classes = list(range(classes))
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predictions, labels=all_classes, zero_division=0)
    return {"name": name, "classes": classes, "labels": labels, "predictions": predictions,
            "counts": confusion_matrix(labels, predictions, labels=all_classes).tolist(),
            "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": [int(count) for count in support],
            "macro_f1": float(f1_score(labels, predictions, labels=all_classes, average="macro", zero_division=0)),
            "macro_f1_present": float(f1_score(labels, predictions, average="macro", zero_division=0))}


def correlation(function, scores, predictions):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(function(scores, predictions)[0])
    return None if math.isnan(value) else value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(__file__).resolve().parent.parent / "Tests/CoreTests/Fixtures/metrics.json"
    parser.add_argument("--output", type=Path, default=default, help="file to write (default: the repository's fixture)")
    arguments = parser.parse_args()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        classification = [
            {"name": name, "labels": labels, "predictions": predictions,
             "accuracy": float(accuracy_score(labels, predictions)),
             "f1": float(f1_score(labels, predictions, labels=[0, 1], pos_label=1, zero_division=0)),
             "matthews": float(matthews_corrcoef(labels, predictions))}
            for name, (labels, predictions) in CLASSIFICATION.items()]
    regression = [
        {"name": name, "scores": scores, "predictions": predictions,
         "pearson": correlation(pearsonr, scores, predictions),
         "spearman": correlation(spearmanr, scores, predictions)}
        for name, (scores, predictions) in REGRESSION.items()]
    several = [multiclass(name, *case) for name, case in MULTICLASS.items()]
    assert all(numpy.isfinite(case["matthews"]) for case in classification)
    text = json.dumps({"classification": classification, "regression": regression, "multiclass": several}, indent=1)
    arguments.output.write_text(text + "\n")
    for case in classification + regression + several:
        print({key: value for key, value in case.items() if key not in ("labels", "scores", "predictions")})


if __name__ == "__main__":
    main()
