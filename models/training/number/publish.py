"""From a checkpoint to what the service loads: ONNX in 8 bits, calibration, promise, manifest.

    cd models && python -m training.number.publish CHECKPOINT --mnist DIR --shared DIR --run NAME --version 1.0.0 --out .

The ONNX file itself reads what follows: `--count` held-out fields certify the thresholds, a quarter as many others fit the
calibration before that, and fields of the usual kind are for the figures. Nothing of this sees a cheque, an archive page or an envelope.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from .. import calibrate
from ..export import sha256_of
from ..manifest import describe_rate, place_entry
from ..provenance import hardware, versions
from . import export, pictures
from .alphabet import ALPHABET, BLANK
from .calibration import Calibration, fit
from .held_out import Trial, read_held_out
from .network import FRAME
from .preprocess import HEIGHT, STRETCHES, SURELY
from .quantise import quantise
from .ranges import Ranges, usual
from .read import load_reader
from .train import RUNS, source_sha256
from .validate import group

MAX_ERROR = 0.005  # the promise where nobody asks for another: wrong among accepted
FLOOR = 0.5  # no threshold below this, however easy the strings
REFERENCE_WIDTH = 64
FITTED_ON, CERTIFIED_ON, USUAL = 1, 2, 3  # parts of the held-out seeds
OBTAINED = (
    "{of} drawn fields of held-out writers and pictures, {none} of them without a number (which count as errors when"
    " accepted); from strict to lenient, the last threshold (from {floor} up) whose Clopper-Pearson bound (one-sided 95%,"
    " for each rate by itself) keeps maxError"
)


def judge(trials: list[Trial], calibration: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """Confidence (0 where the service would not accept, whatever it is) and rightness of each."""
    confidence = calibration.confidence(np.array([trial.raw for trial in trials]))
    return confidence * np.array([trial.offered for trial in trials]), np.array([trial.value_right for trial in trials])


def reference_ink() -> np.ndarray:
    """float32[1, 1, HEIGHT, 64]: ink[i] = ((i * 37) % 256) / 255, row by row."""
    values = (np.arange(HEIGHT * REFERENCE_WIDTH) * 37 % 256) / 255
    return values.astype(np.float32).reshape(1, 1, HEIGHT, REFERENCE_WIDTH)


def facts_of(run: Path, checkpoint: Path) -> dict:
    """What the manifest says of the training: the run's stages as it recorded them."""
    stages = [json.loads(line) for line in (run / "run.ndjson").read_text().splitlines()]
    last = stages[-1]
    return {
        "run": run.name,
        "checkpoint": checkpoint.name,
        "stages": len(stages),
        "seed": last["plan"]["seed"],
        "hardware": last["hardware"],
        "versions": last["versions"],
        "sourceSha256": last["sourceSha256"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=RUNS / "glyphs")
    parser.add_argument("--run", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", type=Path, default=Path("."))
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--processes", type=int, default=1)
    arguments = parser.parse_args()
    sources, r = (arguments.mnist, arguments.shared, arguments.cache), Ranges()
    network = load_reader(arguments.checkpoint)
    model = arguments.out / "number.onnx"
    draft = model.with_suffix(".onnx.draft")
    full = model.with_suffix(".onnx.full")
    difference = export.write_full(network, full)
    quantise(full, draft, sources)
    full.unlink()
    session = export.open_session(draft)

    def read(part: int, ranges: Ranges, count: int) -> list[Trial]:
        return read_held_out(draft, sources, ranges, part, count, arguments.processes)

    fitting = [trial for trial in read(FITTED_ON, r, arguments.count // 4) if trial.offered]
    calibration = fit(np.array([trial.raw for trial in fitting]), np.array([trial.value_right for trial in fitting]))
    certifying = read(CERTIFIED_ON, r, arguments.count)
    confidence, right = judge(certifying, calibration)
    curve = calibrate.find_curve([(confidence, right)], FLOOR)
    if MAX_ERROR not in curve:
        raise ValueError(f"no threshold keeps the error within {MAX_ERROR}; these can be kept: {list(curve)}")
    pictures.draw(RUNS / arguments.run / "pictures", certifying, confidence, right)
    offered = confidence > 0
    metrics = {
        "asInTraining": group(certifying),
        "usual": group(read(USUAL, usual(r), arguments.count // 10)),
        "ece": round(calibrate.expected_calibration_error(confidence[offered], right[offered]), 6),
    }

    draft.replace(model)
    metrics |= {"onnxMaxDifference": difference, "typicalStringMs": round(export.typical_ms(session), 2)}
    none = sum(not any(character.isdigit() for character in trial.text) for trial in certifying)
    entry = {
        "name": "number",
        "version": arguments.version,
        "task": "number",
        "file": model.name,
        "bytes": model.stat().st_size,
        "sha256": sha256_of(model),
        "input": {
            "name": "ink",
            "shape": [None, 1, HEIGHT, None],
            "polarity": "ink-is-one",
            "scaling": "-0.5..1.5",
            "form": "grey-48",
            "views": [{"stretch": stretch} for stretch in STRETCHES],
            "surely": SURELY,
        },
        "output": {"name": "logits", "labels": list(ALPHABET), "blank": BLANK, "framePixels": FRAME},
        "calibration": {
            "method": "logit-linear",
            "slope": calibration.slope,
            "offset": calibration.offset,
            "fittedOn": f"{len(fitting)} other held-out fields",
        },
        "accept": {
            **describe_rate(MAX_ERROR, curve[MAX_ERROR]),
            "of": curve[MAX_ERROR].of,
            "obtained": OBTAINED.format(of=len(certifying), none=none, floor=FLOOR),
            "curve": [describe_rate(rate, curve[rate]) for rate in sorted(curve)],
        },
        "training": facts_of(RUNS / arguments.run, arguments.checkpoint)
        | {"publishedOn": hardware(next(network.parameters()).device), "publishedWith": versions(), "publishSourceSha256": source_sha256()},
        "metrics": metrics,
        "reference": {
            "input": "formula",
            "formula": f"ink[i] = ((i * 37) % 256) / 255 over {HEIGHT} rows of {REFERENCE_WIDTH}, in row-major order",
            "logits": [round(float(v), 6) for v in session.run(None, {"ink": reference_ink()})[0].ravel()],
            "tolerance": 5e-3,
        },
    }
    place_entry(arguments.out / "manifest.json", entry)
    print(json.dumps({key: entry[key] for key in ("calibration", "accept", "metrics")}, indent=1))


if __name__ == "__main__":
    main()
