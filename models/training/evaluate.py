"""Scores a published digit model on material it was not trained on, and draws what it got wrong:

    python -m training.evaluate --mnist DIR --shared DIR [--model FOLDER] [--run NAME] --out PICTURES

MNIST's test digits, USPS and the letters set apart for evaluation, each as it lies in its file, by the normal form and the
ONNX file (no ink finder: the service's own figures come from `digitdrop read`). Nothing may be chosen by these figures.
With --run the held-out part of the training sources, as kept by `publish`, is drawn as well.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from . import calibrate, charts
from .export import run_onnx
from .network import LABELS, NO_DIGIT
from .score import SURELY_NO_DIGIT, to_ink
from .sources import Digits, read_idx, read_source
from .train import RUNS

MOST_SHOWN = 96


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True, help="folder with usps/ and emnist/")
    parser.add_argument("--model", type=Path, default=Path("."), help="folder with digit.onnx and manifest.json")
    parser.add_argument("--run", help="name of the run whose held-out material is drawn too")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    options = parser.parse_args()
    entry = next(m for m in json.loads((options.model / "manifest.json").read_text())["models"] if m["task"] == "digit")
    temperature, threshold = entry["calibration"]["temperature"], entry["accept"]["threshold"]
    letters = read_idx(options.shared / "emnist" / "letters-eval-images-idx3-ubyte.gz")
    sets = {
        "mnist": read_source("mnist", options.mnist, test=True)[0],
        "usps": read_source("usps", options.shared / "usps", test=False)[0],
        "letters": Digits(letters, np.full(len(letters), NO_DIGIT, np.uint8)),
    }
    confidences = {}
    for name, pictures in sets.items():
        logits = run_onnx(options.model / entry["file"], to_ink(pictures).numpy())
        result, confidences[name] = score(logits, pictures.labels.astype(int), temperature, threshold)
        print(name, json.dumps(result))
        draw(options.out / name, logits, pictures.labels.astype(int), pictures.images, temperature)
    pairs = {f"{name} against letters": (confidences[name], confidences["letters"]) for name in ("mnist", "usps")}
    if options.run:
        kept = np.load(RUNS / options.run / "validation.npz")
        labels, parts = kept["plain-labels"], kept["plain-parts"]
        sure = sureness(kept["plain-logits"], temperature)
        pairs["held out: NIST digits against letters"] = sure[parts == "nist"], sure[parts == "letters"]
        pairs["held out: all"] = sure[labels != NO_DIGIT], sure[labels == NO_DIGIT]
        hard = kept["hard-labels"]
        draw(options.out / "held-hard", kept["hard-logits"], hard, kept["hard-ink"][:, 0], temperature)
    print("area under ROC", json.dumps({name: round(calibrate.area_under_roc(*pair), 5) for name, pair in pairs.items()}))
    curves = {name: receiver_curve(*pair) for name, pair in pairs.items()}
    title = "digits told from letters"
    picture = charts.draw_curves(title, "no digits at or above", "digits at or above", curves, (0, 0.9), (0.1, 1))
    charts.write(options.out / "roc.png", picture)


def sureness(logits: np.ndarray, temperature: float) -> np.ndarray:
    """The confidence the service tells; 0 where it rejects the character as no digit."""
    confidence, _ = calibrate.judge(logits, np.zeros(len(logits), int), temperature)
    return np.where(calibrate.softmax(logits, temperature)[:, NO_DIGIT] > SURELY_NO_DIGIT, 0, confidence)


def score(logits: np.ndarray, labels: np.ndarray, temperature: float, threshold: float) -> tuple[dict, np.ndarray]:
    _, right = calibrate.judge(logits, labels, temperature)
    confidence = sureness(logits, temperature)
    accepted = confidence >= threshold
    kept = confidence > 0
    return {
        "of": len(labels),
        "right": int((right & kept).sum()),
        "refused": int((~kept).sum()),
        "accepted": int(accepted.sum()),
        "acceptedErrors": int((accepted & ~right).sum()),
        "ece": round(calibrate.expected_calibration_error(confidence[kept], right[kept]), 5),
    }, confidence


def draw(folder: Path, logits: np.ndarray, labels: np.ndarray, images: np.ndarray, temperature: float) -> None:
    """Confusion matrix, reliability diagram and the surest errors."""
    confidence, right = calibrate.judge(logits, labels, temperature)
    found = logits.argmax(axis=1)
    charts.write(folder / "confusion.png", charts.draw_confusion(labels, found, LABELS))
    bins = np.minimum((confidence * 15).astype(int), 14)
    filled = [b for b in range(15) if (bins == b).any()]
    means = np.array([[confidence[bins == b].mean(), right[bins == b].mean()] for b in filled]).T
    curves = {"as sure as right": (np.array([0, 1]), np.array([0, 1])), "measured": (means[0], means[1])}
    picture = charts.draw_curves("reliability, 15 bins", "confidence", "right", curves, dots=True)
    charts.write(folder / "reliability.png", picture)
    wrong = np.flatnonzero(found != labels)
    wrong = wrong[np.argsort(-calibrate.softmax(logits[wrong], temperature).max(axis=1))][:MOST_SHOWN]
    captions = [f"{LABELS[labels[i]]}>{LABELS[found[i]]} {confidence[i]:.2f}" for i in wrong]
    charts.write(folder / "errors.png", charts.draw_sheet(images[wrong], captions))


def receiver_curve(positive: np.ndarray, negative: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(share of negatives, share of positives) at or above each level, from strict to lenient."""
    levels = np.unique(np.concatenate([positive, negative]))[::-1]
    above = [1 - np.searchsorted(np.sort(side), levels, "left") / len(side) for side in (negative, positive)]
    return np.concatenate([[0], above[0]]), np.concatenate([[0], above[1]])


if __name__ == "__main__":
    main()
