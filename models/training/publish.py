"""From a trained network to what the service loads: calibration, ONNX, the test score, the manifest."""

import json
from pathlib import Path

from torch import nn

from . import calibrate
from .export import export_onnx
from .loop import Trial, predict
from .manifest import write_manifest
from .score import score_once

MAX_ERROR = 0.005  # the promise: wrong among accepted
FLOOR = 0.5  # no threshold below this, however easy the validation
PARITY_COUNT = 1000  # pictures on which ONNX must equal PyTorch
OBTAINED = (
    "{name} validation: the most lenient threshold from {floor} up whose Clopper-Pearson bound (one-sided 95%) keeps"
    " maxError; the stricter of plain and hard validation"
)


def publish(
    best: nn.Module, trials: dict[str, Trial], out: Path, version: str, mnist: Path, run: Path, facts: dict
) -> None:
    """Writes digit.onnx and manifest.json to `out`, report.json to `run`. Trials are `plain` and `hard`.

    Of the two temperatures, and of the two thresholds, the more cautious one is taken: real pictures are harder than
    MNIST's own.
    """
    logits = {name: predict(best, trial.ink) for name, trial in trials.items()}
    fitted = {name: calibrate.fit_temperature(logits[name], trial.labels) for name, trial in trials.items()}
    cautious = max(fitted, key=lambda name: fitted[name])
    temperature = round(fitted[cautious], 4)

    judged, metrics = {}, {}
    for name, trial in trials.items():
        chances = calibrate.softmax(logits[name], temperature)
        confidence, right = chances.max(axis=1), chances.argmax(axis=1) == trial.labels
        judged[name] = confidence, right
        metrics[name] = {
            "of": len(right),
            "right": int(right.sum()),
            "accuracy": round(float(right.mean()), 6),
            "ece": round(calibrate.expected_calibration_error(confidence, right), 6),
            "nll": round(calibrate.nll(logits[name], trial.labels, temperature), 6),
        }
    thresholds = {name: calibrate.find_threshold(*pair, MAX_ERROR, FLOOR) for name, pair in judged.items()}
    strict = max(thresholds, key=lambda name: thresholds[name].threshold)
    accept = thresholds[strict]
    for name, pair in judged.items():
        kept = calibrate.measure(*pair, accept.threshold)
        metrics[name] |= {"accepted": kept.accepted, "acceptedErrors": kept.errors}

    model = out / "digit.onnx"
    difference = export_onnx(best, trials["plain"].ink[:PARITY_COUNT], model)
    test = score_once(model, mnist, run)
    write_manifest(
        out,
        version,
        {"temperature": temperature, "fittedOn": f"{cautious} validation, {metrics[cautious]['of']} pictures"},
        accept,
        OBTAINED.format(name=strict, floor=FLOOR),
        MAX_ERROR,
        facts,
        {
            "mnistTest": {key: test[key] for key in ("right", "of", "accuracy")},
            "validation": metrics["plain"],
            "hardValidation": metrics["hard"],
            "onnxMaxDifference": difference,
        },
    )
    report = {
        "temperature": fitted,
        "threshold": {name: vars(found) for name, found in thresholds.items()},
        "metrics": metrics,
        "test": test,
    }
    (run / "report.json").write_text(json.dumps(report, indent=1))
    print(json.dumps(report | {"test": {key: test[key] for key in ("right", "of")}}, indent=1))
