"""Pictures of an evaluation, drawn with OpenCV alone: confusion matrix, curves over the unit square, sheets of errors.

All are grey or colour uint8 arrays; `write` saves one as PNG.
"""

from pathlib import Path

import cv2
import numpy as np

FONT = cv2.FONT_HERSHEY_SIMPLEX
INK, GRID, PAPER = (40, 40, 40), (215, 215, 215), (255, 255, 255)
COLOURS = ((180, 90, 20), (30, 110, 220), (60, 150, 60), (150, 50, 150))  # blue, orange, green, purple as BGR
SIDE, MARGIN = 400, 60
CELL = 46
GLYPH = 56  # pixels a picture of a sheet is wide


def write(path: Path, image: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(path), image):
        raise ValueError(f"{path}: the picture could not be written")


def write_text(image: np.ndarray, text: str, x: int, y: int, size: float = 0.45, colour=INK) -> None:
    cv2.putText(image, text, (x, y), FONT, size, colour, 1, cv2.LINE_AA)


def draw_confusion(labels: np.ndarray, found: np.ndarray, names: list[str]) -> np.ndarray:
    """A row for each true label, a column for each found one; what is off the diagonal is shaded by its count."""
    count = len(names)
    table = np.zeros((count, count), int)
    np.add.at(table, (labels, found), 1)
    wrong = np.where(np.eye(count, dtype=bool), 0, table)
    image = np.full((MARGIN + count * CELL + 20, MARGIN + count * CELL + 20, 3), PAPER, np.uint8)
    write_text(image, "found", MARGIN, 18)
    write_text(image, "is", 8, MARGIN + 14)
    for i, name in enumerate(names):
        write_text(image, name, MARGIN + i * CELL + 18, MARGIN - 10, 0.55)
        write_text(image, name, MARGIN - 24, MARGIN + i * CELL + 30, 0.55)
    for row in range(count):
        for column in range(count):
            x, y = MARGIN + column * CELL, MARGIN + row * CELL
            shade = 255 - round(170 * (wrong[row, column] / max(1, wrong.max())) ** 0.5)
            cv2.rectangle(image, (x, y), (x + CELL - 2, y + CELL - 2), (shade, shade, 255) if wrong[row, column] else (240,) * 3, -1)
            if table[row, column]:
                write_text(image, str(table[row, column]), x + 4, y + 28, 0.38)
    return image


def draw_axes(title: str, x_name: str, y_name: str, low: tuple[float, float], high: tuple[float, float]) -> np.ndarray:
    image = np.full((SIDE + 2 * MARGIN, SIDE + 2 * MARGIN, 3), PAPER, np.uint8)
    for step in range(6):
        at = MARGIN + round(step * SIDE / 5)
        cv2.line(image, (at, MARGIN), (at, MARGIN + SIDE), GRID)
        cv2.line(image, (MARGIN, at), (MARGIN + SIDE, at), GRID)
        write_text(image, f"{low[0] + (high[0] - low[0]) * step / 5:.3g}", at - 14, MARGIN + SIDE + 18, 0.4)
        write_text(image, f"{high[1] - (high[1] - low[1]) * step / 5:.3g}", 8, at + 4, 0.4)
    cv2.rectangle(image, (MARGIN, MARGIN), (MARGIN + SIDE, MARGIN + SIDE), INK)
    write_text(image, title, MARGIN, 24, 0.5)
    write_text(image, y_name, MARGIN, 46)
    write_text(image, x_name, MARGIN, SIDE + MARGIN + 40)
    return image


def draw_curves(
    title: str,
    x_name: str,
    y_name: str,
    curves: dict[str, tuple[np.ndarray, np.ndarray]],
    low: tuple[float, float] = (0, 0),
    high: tuple[float, float] = (1, 1),
    dots: bool = False,
) -> np.ndarray:
    """Curves by name, each (x, y); what lies outside `low` to `high` is cut off at the frame."""
    image = draw_axes(title, x_name, y_name, low, high)
    for k, (name, (x, y)) in enumerate(curves.items()):
        right = (np.clip(x, low[0], high[0]) - low[0]) / (high[0] - low[0])
        up = (np.clip(y, low[1], high[1]) - low[1]) / (high[1] - low[1])
        points = np.stack([MARGIN + right * SIDE, MARGIN + SIDE - up * SIDE], axis=1).round().astype(np.int32)
        colour = COLOURS[k % len(COLOURS)]
        cv2.polylines(image, [points], False, colour, 1, cv2.LINE_AA)
        for point in points if dots else ():
            cv2.circle(image, tuple(int(v) for v in point), 3, colour, -1, cv2.LINE_AA)
        write_text(image, name, MARGIN + SIDE // 3, MARGIN + SIDE - 14 - 18 * k, 0.45, colour)
    return image


def draw_sheet(pictures: np.ndarray, captions: list[str], columns: int = 12) -> np.ndarray:
    """Pictures uint8[N, H, W] with a caption under each, dark on light."""
    rows = max(1, -(-len(pictures) // columns))
    image = np.full((rows * (GLYPH + 22), columns * (GLYPH + 8), 3), PAPER, np.uint8)
    for k, (picture, caption) in enumerate(zip(pictures, captions)):
        x, y = k % columns * (GLYPH + 8) + 4, k // columns * (GLYPH + 22) + 2
        drawn = 255 - cv2.resize(picture, (GLYPH, GLYPH), interpolation=cv2.INTER_NEAREST)
        image[y : y + GLYPH, x : x + GLYPH] = drawn[..., None]
        write_text(image, caption, x, y + GLYPH + 14, 0.38)
    return image
