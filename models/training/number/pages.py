"""Pieces of pages with several rows, for the row finder and for the whole path, as files with their labels.

`python -m training.number.pages OUT --count 200 --seed 1 --mnist DIR --shared DIR --cache DIR [--hard] [--training]`

OUT gets the pictures (PNG, and JPEG every other one), `labels.csv` (filename,value: the rows that stand, top to bottom,
joined by `|`) and `rows.ndjson` (a page a line: file name, tilt in radians, each row's text, value, box x0 y0 x1 y1,
and the kind of stroke through it or null; rows of letters have an empty value). Writers and pictures are those held out
from training unless `--training`. The hands are calm, as in `usual`, and a person can read them; with `--hard` they are all
that strings are drawn with in training, digits over each other and rare shapes side by side, of which many a row is
beyond a person too.
"""

import argparse
import csv
import json
from pathlib import Path

import cv2

from .alphabet import OTHER
from .bank import load_bank
from .page import Page, PageRanges, draw_page
from .paper import draw_grounds
from .ranges import Ranges, usual

PAGE_SEEDS = 3 * 10**12  # far from training's fields and validation's
SEEDS_APART = 10**6  # pages of one seed of the command


FEW_ALLOGRAPHS = Ranges(allograph_string_share=0.25, allograph_raster_share=0.15, allograph_digit_share=0.3)


def standing_value(page: Page) -> str:
    """The values of the rows of digits that are not crossed out, joined by `|`."""
    return "|".join(row.value for row in page.rows if not row.struck and OTHER not in row.text)


def describe(name: str, page: Page) -> dict:
    rows = [{"text": row.text, "value": row.value, "box": row.box, "struck": row.struck or None} for row in page.rows]
    return {"filename": name, "tilt": round(page.tilt, 4), "rows": rows}


def write_pages(out: Path, pages: list[Page]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    labels, lines = [("filename", "value")], []
    for index, page in enumerate(pages):
        name = f"page-{index:04}.{'png' if index % 2 else 'jpg'}"
        cv2.imwrite(str(out / name), page.grey, () if index % 2 else (cv2.IMWRITE_JPEG_QUALITY, 90))
        labels.append((name, standing_value(page)))
        lines.append(json.dumps(describe(name, page)))
    with (out / "labels.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(labels)
    (out / "rows.ndjson").write_text("\n".join(lines) + "\n")


def drawing_parser(doc: str, count: int) -> argparse.ArgumentParser:
    """What says where pictures go, how many, by which seed and of which material."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mnist", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--hard", action="store_true", help="hands as wild as in training")
    return parser


def main() -> None:
    parser = drawing_parser(__doc__, 200)
    parser.add_argument("--training", action="store_true", help="writers and pictures of the training part")
    arguments = parser.parse_args()
    bank = load_bank(arguments.mnist, arguments.shared, arguments.cache, held_out=not arguments.training)
    grounds = draw_grounds(3)
    first = PAGE_SEEDS + arguments.seed * SEEDS_APART
    hands = Ranges() if arguments.hard else usual(FEW_ALLOGRAPHS)
    pages = [draw_page(first + i, hands, PageRanges(), bank, grounds) for i in range(arguments.count)]
    write_pages(arguments.out, pages)
    rows = [row for page in pages for row in page.rows]
    print(f"{len(pages)} pages, {len(rows)} rows, {sum(bool(row.struck) for row in rows)} of them crossed out")


if __name__ == "__main__":
    main()
