"""Pen trajectories of single digits by known writers: UNIPEN files read into strokes (Guyon et al., ICPR 1994).

The data meant is UCI's "Pen-Based Recognition of Handwritten Digits", original form (Alpaydin and Alimoglu 1998,
CC BY 4.0): 44 writers. Each file numbers its writers from 1, so a writer is known by file and number.
"""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SPACING = 0.045  # heights between neighbouring points after resampling: smooth enough for a drawn curve
LEAST_HEIGHT = 40.0  # tablet units; smaller samples are slips of the pen
HELD_OUT = 6  # writers kept from training, every seventh, for validation


@dataclass(frozen=True)
class Strokes:
    """One drawing: points float32[N, 2] (x right, y down, the drawing from y = 0 to y = 1), ends of strokes in them."""

    points: np.ndarray
    ends: tuple[int, ...]


Writer = dict[int, list[Strokes]]


def read_unipen(path: Path) -> dict[int, dict[int, list[list[np.ndarray]]]]:
    """{writer: {digit: [strokes of a sample, each float[N, 2]]}} in tablet units, y down; order as in the file."""
    writers: dict[int, dict[int, list[list[np.ndarray]]]] = {}
    label, strokes, points = None, [], None
    for line in gzip.open(path, "rt", encoding="latin1"):
        line = line.strip()
        if line.startswith(".SEGMENT"):
            label = int(re.search(r'"(\d)"', line).group(1))
            strokes, points = [], None
        elif line.startswith(".COMMENT") and label is not None:
            writers.setdefault(int(line.split()[2]), {}).setdefault(label, []).append(strokes)
            label = None
        elif line.startswith(".PEN_DOWN"):
            points = []
            strokes.append(points)
        elif line.startswith(".PEN_UP"):
            points = None
        elif points is not None and line and line[0] != ".":
            x, y = line.split()[:2]
            points.append((float(x), -float(y)))
    return {
        writer: {digit: [[np.array(s) for s in sample if s] for sample in samples] for digit, samples in digits.items()}
        for writer, digits in writers.items()
    }


def resample(stroke: np.ndarray, spacing: float = SPACING) -> np.ndarray:
    """[N, 2] -> points at even steps along the line, corners softened by one pass of (1, 2, 1) / 4."""
    if len(stroke) > 2:
        inner = (stroke[:-2] + 2 * stroke[1:-1] + stroke[2:]) / 4
        stroke = np.concatenate([stroke[:1], inner, stroke[-1:]])
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    count = max(2, int(np.ceil(way[-1] / spacing)) + 1)
    at = np.linspace(0, way[-1], count)
    return np.stack([np.interp(at, way, stroke[:, 0]), np.interp(at, way, stroke[:, 1])], axis=1)


def unit_strokes(strokes: list[np.ndarray]) -> Strokes:
    """Strokes in any unit -> `Strokes` of height 1 with x from 0."""
    whole = np.concatenate(strokes)
    low = whole.min(axis=0)
    height = max(whole[:, 1].max() - low[1], 1e-6)
    parts = [resample((stroke - low) / height) for stroke in strokes]
    return Strokes(np.concatenate(parts).astype(np.float32), tuple(int(e) for e in np.cumsum([len(p) for p in parts])))


def read_writers(folder: Path) -> list[Writer]:
    """Every writer with all ten digits, in the order of files and numbers."""
    found = []
    for path in sorted(folder.glob("*.unipen.gz")):
        for _, digits in sorted(read_unipen(path).items()):
            writer: Writer = {}
            for digit, samples in sorted(digits.items()):
                for strokes in samples:
                    whole = np.concatenate(strokes)
                    if len(whole) >= 6 and np.ptp(whole[:, 1]) >= LEAST_HEIGHT:
                        writer.setdefault(digit, []).append(unit_strokes(strokes))
            if len(writer) == 10:
                found.append(writer)
    if not found:
        raise ValueError(f"{folder}: no *.unipen.gz with a writer of all ten digits")
    return found


def split_writers(writers: list[Writer]) -> tuple[list[Writer], list[Writer]]:
    """(training, validation): every seventh writer is held out, `HELD_OUT` at most."""
    held = set(list(range(3, len(writers), 7))[:HELD_OUT])
    return [w for i, w in enumerate(writers) if i not in held], [w for i, w in enumerate(writers) if i in held]
