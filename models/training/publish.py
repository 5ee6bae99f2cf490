"""From a trained network to what the service loads: calibration, ONNX, the test score, the manifest."""

import json
from pathlib import Path

import numpy as np
from torch import nn

from . import calibrate
from .export import export_onnx
from .loop import Trial, predict
from .manifest import write_manifest
from .network import NO_DIGIT
from .score import SURELY_NO_DIGIT, score_once

MAX_ERROR = 0.005  # the promise where nobody asks for another: wrong among accepted
FLOOR = 0.5  # no threshold below this, however easy the validation
PARITY_COUNT = 1000  # pictures on which ONNX must equal PyTorch
OBTAINED = (
    "hard validation: {pictures} pictures drawn once each, {none} of them no digits (which count as errors when accepted);"
    " from strict to lenient, the last threshold (from {floor} up) whose Clopper-Pearson bound (one-sided 95%, for each"
    " rate by itself) keeps maxError, and no lower than plain validation wants"
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

    judged = {name: calibrate.judge(logits[name], trial.labels, temperature) for name, trial in trials.items()}
    curve = calibrate.find_curve([judged["hard"], judged["plain"]], FLOOR)
    if MAX_ERROR not in curve:
        raise ValueError(f"no threshold keeps the error within {MAX_ERROR} on {len(judged['hard'][0])} pictures")
    metrics = {
        name: summarise(logits[name], trial, temperature, curve[MAX_ERROR].threshold) for name, trial in trials.items()
    }
    none = int((trials["hard"].labels == NO_DIGIT).sum())

    out.mkdir(parents=True, exist_ok=True)
    model = out / "digit.onnx"
    difference = export_onnx(best, trials["plain"].ink[:PARITY_COUNT], model)
    test = score_once(model, mnist, run, temperature)
    write_manifest(
        out,
        version,
        {"temperature": temperature, "fittedOn": f"{cautious} validation, {len(trials[cautious].labels)} pictures"},
        curve,
        MAX_ERROR,
        OBTAINED.format(pictures=len(trials["hard"].labels), none=none, floor=FLOOR),
        facts,
        {
            "mnistTest": {key: test[key] for key in ("right", "of", "accuracy")},
            "validation": metrics["plain"],
            "hardValidation": metrics["hard"],
            "onnxMaxDifference": difference,
        },
    )
    report = {"temperature": fitted, "curve": {rate: vars(row) for rate, row in curve.items()}, "metrics": metrics}
    (run / "report.json").write_text(json.dumps(report | {"test": test}, indent=1))
    np.savez(run / "validation.npz", **{f"{name}-{kind}": value for name, trial in trials.items() for kind, value in (
        ("logits", logits[name]), ("labels", trial.labels), ("parts", trial.parts), ("ink", (trial.ink * 255).byte().numpy())
    )})  # fmt: skip
    print(json.dumps(report | {"test": {key: test[key] for key in ("right", "of")}}, indent=1))


def summarise(logits: np.ndarray, trial: Trial, temperature: float, threshold: float) -> dict:
    """What a validation set shows: of digits and of no digits apart, and for each source."""
    confidence, right = calibrate.judge(logits, trial.labels, temperature)
    refused = calibrate.softmax(logits, temperature)[:, NO_DIGIT] > SURELY_NO_DIGIT
    confidence = np.where(refused, 0, confidence)
    none = trial.labels == NO_DIGIT
    kept = ~none & ~refused

    def count(part: np.ndarray) -> dict:
        taken = part & (confidence >= threshold)
        return {
            "of": int(part.sum()),
            "right": int((right & part & ~refused).sum()),
            "refused": int((refused & part).sum()),
            "accepted": int(taken.sum()),
            "acceptedErrors": int((taken & ~right).sum()),
        }

    digits = count(~none)
    return digits | {
        "accuracy": round(digits["right"] / digits["of"], 6),
        "ece": round(calibrate.expected_calibration_error(confidence[kept], right[kept]), 6),
        "nll": round(calibrate.nll(logits, trial.labels, temperature), 6),
        "noDigits": count(none),
        "areaUnderRoc": round(calibrate.area_under_roc(confidence[~none], confidence[none]), 6),
        "parts": {str(name): count(trial.parts == name) for name in dict.fromkeys(trial.parts)},
    }
