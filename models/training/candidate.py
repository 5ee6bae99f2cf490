"""A model that asks for the gate: its entry as training wrote it, its file, and what it must be by itself."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from .serving import MANIFEST, checked, entry_of
from .verdict import Check

REFERENCE_SHAPE = {"digit": (1, 1, 28, 28), "number": (1, 1, 48, 64)}
MAX_DIFFERENCE = {"digit": 1e-4, "number": 0.05}  # ONNX against PyTorch: the limits of `export` and `number.export`


@dataclass(frozen=True)
class Candidate:
    entry: dict
    body: bytes


def load_candidate(folder: Path, task: str) -> Candidate:
    entry = entry_of(json.loads((folder / MANIFEST).read_text()), task)
    return Candidate(entry, checked(entry, (folder / entry["file"]).read_bytes()))


def check_alone(entry: dict, model: Path, rival: dict) -> list[Check]:
    """What a candidate must be before it is worth comparing."""
    difference, limit = entry["metrics"].get("onnxMaxDifference"), MAX_DIFFERENCE[entry["task"]]
    equal = difference is not None and difference <= limit
    off, tolerance = reference_error(entry, model), entry["reference"]["tolerance"]
    gives = off is not None and off <= tolerance
    rates = [row["maxError"] for row in entry["accept"].get("curve", [entry["accept"]])]
    promised, asked = entry["accept"]["maxError"], rival["accept"]["maxError"]
    return [
        Check("isAnother", entry["sha256"] != rival["sha256"], {}),
        Check("equalsPyTorch", equal, {"difference": difference, "limit": limit}),
        Check("givesItsReference", gives, {"difference": off, "tolerance": tolerance}),
        Check("promisesAsMuch", promised <= asked and min(rates) <= asked, {"candidate": promised, "serving": asked}),
    ]


def reference_error(entry: dict, model: Path) -> float | None:
    """Largest difference of the logits from the manifest's, on its reference input; None where there are not as many."""
    shape = REFERENCE_SHAPE[entry["task"]]
    ink = ((np.arange(np.prod(shape)) * 37 % 256) / 255).astype(np.float32).reshape(shape)
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    found = session.run([entry["output"]["name"]], {entry["input"]["name"]: ink})[0].ravel()
    expected = np.array(entry["reference"]["logits"])
    return round(float(np.abs(found - expected).max()), 6) if found.shape == expected.shape else None


def next_version(candidate: str, serving: str) -> str:
    """The candidate's own where it is the higher one, else the serving one's next: two models never share a version."""
    own, other = ([int(part) for part in version.split(".")] for version in (candidate, serving))
    return candidate if own > other else f"{other[0]}.{other[1] + 1}.0"
