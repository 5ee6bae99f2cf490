"""Where on a piece of a page the number is: a sketch by connected ink, until a finder is learned.

Steps: ink is what is clearly darker than its surroundings; pieces that touch the border and are long, lines, and specks
are left out; what remains is gathered into lines of writing; the line with the most ink, nearest to the middle, is cut
out with a margin. A picture that is filled by its writing is given back whole.
"""

import cv2
import numpy as np

AROUND = 31  # pixels, side of the window paper is judged by, at WORKING height
DARKER = 0.12  # of the grey range: how much darker than its surroundings ink is
WORKING = 200  # pixels: longer side is not below this; lengths below are of a page piece of about that size
PART_OF_DARKEST = (0.35, 0.15, 0.06)  # of the darkest ink: what counts as ink; the next if the first finds none
MARGIN = 0.35  # heights of the line, around it

Line = tuple[float, float, float, float, float]  # x0, y0, x1, y1, ink


def locate(grey: np.ndarray) -> tuple[int, int, int, int]:
    """uint8[h, w] -> x0, y0, x1, y1 (exclusive) of the number; the whole picture if nothing is found."""
    return candidates(grey)[0]


def candidates(grey: np.ndarray, most: int = 3) -> list[tuple[int, int, int, int]]:
    """Boxes that may hold the number, most prominent first; a reader may choose among them. Never empty."""
    height, width = grey.shape
    page = page_columns(grey)
    inside = grey[:, page[0] : page[1]]
    lines: list[Line] = []
    for part in PART_OF_DARKEST:
        lines = gather(*pieces(inside, part))
        if lines:
            break
    if not lines:
        return [(0, 0, width, height)]
    lines.sort(key=lambda line: -prominence(line, inside.shape))
    boxes = []
    for x0, y0, x1, y1, _ in lines[:most]:
        margin = MARGIN * (y1 - y0)
        left, right = int(page[0] + x0 - 1.5 * margin), int(np.ceil(page[0] + x1 + 1.5 * margin))
        top, bottom = int(y0 - margin), int(np.ceil(y1 + margin))
        boxes.append((max(page[0], left), max(0, top), min(page[1], right), min(height, bottom)))
    return boxes


def page_columns(grey: np.ndarray) -> tuple[int, int]:
    """First and last column of the page, without a dark book edge at a side."""
    columns = np.median(grey, axis=0)
    light = np.percentile(columns, 90)
    page = np.flatnonzero(columns > 0.6 * light)
    if len(page) < 0.2 * grey.shape[1]:
        return 0, grey.shape[1]
    # The longest run of page columns; a printed line between columns may interrupt the page.
    runs = np.split(page, np.flatnonzero(np.diff(page) > 3) + 1)
    run = max(runs, key=len)
    return int(run[0]), int(run[-1]) + 1


def pieces(grey: np.ndarray, part: float) -> tuple[np.ndarray, np.ndarray]:
    """Boxes [N, 4] (x0, y0, x1, y1) and ink sums [N] of connected ink that may be writing."""
    height, width = grey.shape
    surround = cv2.medianBlur(grey, AROUND if min(height, width) > AROUND else 2 * (min(height, width) // 4) + 1)
    darker = np.clip(surround.astype(np.float32) - grey, 0, None) / max(30.0, float(np.percentile(grey, 95)))
    strong = max(min(DARKER, part), part * float(np.percentile(darker, 99.5)))
    count, _, stats, _ = cv2.connectedComponentsWithStats((darker > strong).astype(np.uint8), connectivity=8)
    boxes, sums = [], []
    for x, y, w, h, area in stats[1:count]:
        at_border = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
        is_line = (w > 2.7 * h and w > 12) or (h > 8 * w and h > 0.3 * height)
        if area < 4 or is_line or (at_border and (w > 0.3 * width or h > 0.3 * height or max(w, h) < 14)):
            continue
        boxes.append((x, y, x + w, y + h))
        sums.append(area)
    return np.array(boxes).reshape(-1, 4), np.array(sums)


def gather(boxes: np.ndarray, ink: np.ndarray) -> list[Line]:
    """Pieces that stand beside each other -> lines (x0, y0, x1, y1, ink)."""
    lines: list[list[float]] = []
    for k in np.argsort(-ink) if len(ink) else []:
        x0, y0, x1, y1 = boxes[k]
        for line in lines:
            overlap = min(y1, line[3]) - max(y0, line[1])
            near = max(x0 - line[2], line[0] - x1) < 1.2 * (line[3] - line[1])
            if near and overlap > 0.3 * min(y1 - y0, line[3] - line[1]):
                line[:] = [min(x0, line[0]), min(y0, line[1]), max(x1, line[2]), max(y1, line[3]), line[4] + ink[k]]
                break
        else:
            lines.append([x0, y0, x1, y1, ink[k]])
    return [tuple(line) for line in lines if line[3] - line[1] >= 7]


def prominence(line: Line, shape: tuple[int, int]) -> float:
    """More ink, and less of it at the upper or lower border."""
    x0, y0, x1, y1, ink = line
    off = abs((y0 + y1) / 2 / shape[0] - 0.5)
    return ink * (1 - off) * (0.3 if y1 >= shape[0] - 2 or y0 <= 1 else 1.0)
