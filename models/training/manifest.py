"""The model's entry in manifest.json, which the service reads. Names and shape of it are the service's contract."""

import json
from pathlib import Path

from .calibrate import Threshold
from .export import reference_ink, run_onnx, sha256_of
from .network import LABELS

SCHEMA = "digitdrop.models/1"


def write_manifest(
    folder: Path,
    version: str,
    temperature: dict,
    curve: dict[float, Threshold],
    max_error: float,
    obtained: str,
    training: dict,
    metrics: dict,
) -> None:
    """Writes the entry for `folder`/digit.onnx into `folder`/manifest.json; other models' entries stay as they are."""
    model = folder / "digit.onnx"
    entry = {
        "name": "digit",
        "version": version,
        "task": "digit",
        "file": model.name,
        "bytes": model.stat().st_size,
        "sha256": sha256_of(model),
        "input": {
            "name": "ink",
            "shape": [None, 1, 28, 28],
            "polarity": "ink-is-one",
            "scaling": "0..1",
            "normalForm": "mnist-20-in-28-centred-by-mass",
        },
        "output": {"name": "logits", "labels": LABELS},
        "calibration": {"method": "temperature", **temperature},
        "accept": {
            **describe_rate(max_error, curve[max_error]),
            "of": curve[max_error].of,
            "obtained": obtained,
            "curve": [describe_rate(rate, curve[rate]) for rate in sorted(curve)],
        },
        "training": training,
        "metrics": metrics,
        "reference": {
            "input": "formula",
            "formula": "ink[i] = ((i * 37) % 256) / 255 over the 784 values in row-major order",
            "logits": [round(float(v), 6) for v in run_onnx(model, reference_ink())[0]],
            "tolerance": 1e-3,
        },
    }
    place_entry(folder / "manifest.json", entry)


def describe_rate(max_error: float, row: Threshold) -> dict:
    return {
        "maxError": max_error,
        "threshold": row.threshold,
        "accepted": row.accepted,
        "errors": row.errors,
        "upperBound": round(row.upper_bound, 6),
    }


def place_entry(path: Path, entry: dict) -> None:
    """Puts a model's entry where one of its name stood, or at the end; the file need not exist."""
    models = json.loads(path.read_text())["models"] if path.exists() else []
    names = [model["name"] for model in models]
    at = names.index(entry["name"]) if entry["name"] in names else len(models)
    models[at : at + 1] = [entry]
    path.write_text(json.dumps({"schema": SCHEMA, "models": models}, indent=2) + "\n")
