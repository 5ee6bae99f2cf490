"""Fields of printed forms, one number each, as files with their labels: in boxes or a comb, on a line, in a frame or a
table's cell, with the form's print beside it, cut out far too large; scanned, or photographed askew and in uneven light.

`python -m training.number.forms OUT --count 400 --seed 1 --mnist DIR --shared DIR --cache DIR [--hard]`

Writers and pictures are those held out from training, the files those of `pages`. Nothing is trained on such fields.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.random import Generator

from .bank import Bank, load_bank
from .capture import capture
from .field import Field, draw_field
from .hand import draw_hand, write_row
from .page import Page, PageRanges, PageRow, cut_around, map_box, shade, view
from .pages import FEW_ALLOGRAPHS, SEEDS_APART, drawing_parser, write_pages
from .paper import Grounds, draw_grounds, draw_paper
from .ranges import Ranges, usual
from .wording import Wording, digits_of, draw_amount, draw_grouped

FORM_SEEDS = 5 * 10**12  # far from the pages' and the registers'
ROOM = 9  # heights of paper around the field on the canvas: what the picture's border and a turn can reach

PAGES = PageRanges(tilt=0.05, tilt_share=0.6, photo_share=0.5, border=(0.3, 3.5))
LABELS = (
    "Telefon", "Téléphone", "Phone no.", "Postleitzahl", "Code postal", "ZIP code", "Betrag", "Montant", "Amount", "Importe", "Kundennummer",
    "Customer no.", "N° client", "Zählerstand", "Relevé", "Meter reading", "Kontonummer", "Account", "Anzahl", "Quantité", "Menge", "Stück",
    "Datum", "Total", "Summe", "Número", "Personalnummer", "Nr.", "Name und Anschrift", "Bitte deutlich schreiben", "Signature",
)  # fmt: skip
UNITS = ("EUR", "€", "kg", "kWh", "km", "CHF", "Stk.", "m")


@dataclass(frozen=True)
class FormRanges:
    """Lengths called heights are of the writer's digits; pairs are (least, most) of a uniform draw."""

    digit_pixels: tuple[float, float] = (18.0, 64.0)
    kinds: tuple[tuple[str, float], ...] = (("boxes", 3), ("comb", 1), ("line", 2), ("dots", 1), ("frame", 2), ("cell", 1), ("bare", 1))
    box_high: tuple[float, float] = (1.15, 2.0)  # heights
    box_wide: tuple[float, float] = (0.75, 1.4)  # of a box's height
    box_gap: tuple[float, float] = (0.08, 0.5)  # heights, between boxes that stand apart
    apart_share: float = 0.35
    empty_boxes: int = 3  # at most, after the number
    off_middle: float = 0.05  # normal, heights, of a digit from its box's middle
    line_grey: tuple[float, float] = (0.1, 0.8)  # of the paper's
    line_thick: tuple[float, float] = (0.015, 0.07)  # heights
    label_share: float = 0.75
    label_high: tuple[float, float] = (0.35, 0.9)  # heights
    unit_share: float = 0.25
    more_print_share: float = 0.4  # a line of print above or below
    other_line_share: float = 0.3  # the form's next line or frame above or below


def draw_form(seed: int, r: Ranges, p: FormRanges, bank: Bank, grounds: Grounds) -> Page:
    """The same seed, ranges and bank give the same picture."""
    rng = np.random.Generator(np.random.SFC64(seed))
    kind = rng.choice([name for name, _ in p.kinds], p=np.array([share for _, share in p.kinds]) / sum(share for _, share in p.kinds))
    pixels = rng.uniform(*p.digit_pixels)
    in_boxes = kind in ("boxes", "comb")
    text = digits_of(rng, int(rng.integers(1, 11))) if in_boxes or rng.random() < 0.5 else draw_wording(rng, r)
    fields = write(rng, r, bank, text, pixels, in_boxes)
    ink, print_, box = lay_out(rng, p, kind, fields, pixels)
    canvas = Field(ink, pixels, 0.0, 0.0)
    plain = replace(
        r, guilloche_share=0.05, rule_share=0.0, box_share=0.0, dotted_share=0.0, edge_share=0.0, print_share=0.0, cell_share=0.0,
        squared_share=0.0, stamp_share=0.0, shadow_share=0.0,
    )  # fmt: skip
    paper = draw_paper(rng, plain, grounds, canvas) * (1 - print_)
    matrix, tilt, photo = view(rng, PAGES, ink.shape)
    x0, y0, x1, y1 = map_box(matrix, ink[box[1] : box[3], box[0] : box[2]], box[0], box[1])
    left, top, right, bottom = cut_around(rng, PAGES, [(x0, y0, x1, y1)], pixels)
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]], float)
    size = (right - left, bottom - top)
    ink = cv2.warpPerspective(ink, shift @ matrix, size, flags=cv2.INTER_LINEAR, borderValue=0)
    paper = cv2.warpPerspective(paper, shift @ matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if photo:
        paper = paper * shade(rng, PAGES, paper.shape)
    grey = capture(rng, replace(r, low_share=0.0), grounds, Field(ink, pixels, 0.0, 0.0), paper)
    return Page(grey, (PageRow(text, (x0 - left, y0 - top, x1 - left, y1 - top), ""),), tilt)


def draw_wording(rng: Generator, r: Ranges) -> str:
    return draw_amount(rng, r) if rng.random() < 0.5 else draw_grouped(rng, r).text


def write(rng: Generator, r: Ranges, bank: Bank, text: str, pixels: float, in_boxes: bool) -> list[Field]:
    """The number in one piece, or a digit a box, by one hand."""
    hand = draw_hand(rng, r, bank)
    one_hand = replace(
        r, slant=(rng.normal(*r.slant), 0.02), drift=0.01, digit_pixels=(pixels, pixels), margin_tight=(0.0, 0.0),
        margin_weights=(1.0, 0.0, 0.0), neighbour_share=0.0, side_bit_share=0.0, underline_share=0.0, bare_one_margin=0.0,
    )  # fmt: skip
    pieces = list(text) if in_boxes else [text]
    return [draw_field(rng, one_hand, bank, write_row(rng, r, bank, Wording(piece), hand)) for piece in pieces]


def lay_out(
    rng: Generator, p: FormRanges, kind: str, fields: list[Field], digit: float
) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int, int]]:
    """The writing uint8[h, w], the form's print (shares of the paper's light it takes, float32[h, w]) and the box of the writing."""
    room = round(ROOM * digit)
    high = max(field.ink.shape[0] for field in fields)
    box_high = max(p.box_high[0] * digit, high + 2, rng.uniform(*p.box_high) * digit)
    wide = box_high * rng.uniform(*p.box_wide)
    gap = rng.uniform(*p.box_gap) * digit if rng.random() < p.apart_share and kind == "boxes" else 0.0
    in_boxes = kind in ("boxes", "comb")
    boxes = len(fields) + int(rng.integers(0, p.empty_boxes + 1)) if in_boxes else 1
    across = boxes * (wide + gap) if in_boxes else fields[0].ink.shape[1] + rng.uniform(0.3, 3.0) * digit
    ink = np.zeros((round(2 * room + box_high), round(2 * room + across)), np.uint8)
    for index, field in enumerate(fields):
        tall, broad = field.ink.shape
        if in_boxes:
            x = room + index * (wide + gap) + (wide - broad) / 2 + rng.normal(0, p.off_middle) * digit
            y = room + (box_high - tall) / 2 + rng.normal(0, p.off_middle) * digit
        else:
            x, y = room + rng.uniform(0.05, 0.9) * (across - broad), room + box_high - tall - rng.uniform(0.0, 0.25) * digit
        target = ink[round(y) : round(y) + tall, round(x) : round(x) + broad]
        np.maximum(target, field.ink, out=target)
    points = np.argwhere(ink > 96)
    (top, left), (bottom, right) = (points.min(axis=0), points.max(axis=0) + 1) if len(points) else ((room, room), (room + 9, room + 9))
    print_ = np.zeros(ink.shape, np.uint8)
    thick = max(1, round(rng.uniform(*p.line_thick) * digit))
    draw_field_lines(rng, kind, print_, (room, room, round(room + across), round(room + box_high)), boxes, gap, thick, digit)
    if rng.random() < p.other_line_share:
        y = round(room - rng.uniform(0.4, 2) * digit if rng.random() < 0.5 else room + box_high + rng.uniform(0.4, 2) * digit)
        cv2.line(print_, (round(room - rng.uniform(0, 8) * digit), y), (round(room + across + rng.uniform(0, 8) * digit), y), 255, thick, cv2.LINE_AA)
    lines = print_.astype(np.float32) / 255 * np.float32(1 - rng.uniform(*p.line_grey))
    words = np.zeros(ink.shape, np.uint8)
    print_words(rng, p, words, (room, room, round(room + across), round(room + box_high)), digit)
    print_ = np.maximum(lines, words.astype(np.float32) / 255 * np.float32(1 - rng.uniform(0.05, 0.5)))
    return ink, print_, (int(left), int(top), int(right), int(bottom))


def draw_field_lines(
    rng: Generator, kind: str, print_: np.ndarray, field: tuple[int, int, int, int], boxes: int, gap: float, thick: int, digit: float
) -> None:
    x0, y0, x1, y1 = field
    pitch = (x1 - x0) / boxes
    if kind == "boxes":
        for index in range(boxes):
            left = round(x0 + index * pitch)
            cv2.rectangle(print_, (left, y0), (round(left + pitch - gap), y1), 255, thick)
    elif kind == "comb":
        cv2.line(print_, (x0, y1), (x1, y1), 255, thick, cv2.LINE_AA)
        short = round(rng.uniform(0.15, 0.6) * (y1 - y0))
        for index in range(boxes + 1):
            x = round(x0 + index * pitch)
            cv2.line(print_, (x, y1 - short), (x, y1), 255, thick, cv2.LINE_AA)
    elif kind == "line":
        reach = round(rng.uniform(0, 3) * digit)
        cv2.line(print_, (x0 - reach // 2, y1), (x1 + reach, y1), 255, thick, cv2.LINE_AA)
    elif kind == "dots":
        step = max(2 * thick + 1, round(rng.uniform(0.1, 0.3) * digit))
        for x in range(x0, x1, step):
            cv2.rectangle(print_, (x, y1 - thick), (x + max(0, thick - 1), y1 - 1), 255, -1)
    elif kind == "frame":
        cv2.rectangle(print_, (x0 - round(0.3 * digit), y0 - round(rng.uniform(0, 0.4) * digit)), (x1, y1 + round(0.1 * digit)), 255, thick)
    elif kind == "cell":
        above, below = y0 - round(rng.uniform(0, 0.3) * digit), y1 + round(rng.uniform(0, 0.3) * digit)
        for y in (above, below, 2 * above - below, 2 * below - above):
            cv2.line(print_, (x0 - 8 * thick - round(4 * digit), y), (x1 + round(4 * digit), y), 255, thick)
        for x in (x0 - round(0.2 * digit), x1 + round(0.2 * digit)):
            cv2.line(print_, (x, 2 * above - below), (x, 2 * below - above), 255, thick)


def print_words(rng: Generator, p: FormRanges, words: np.ndarray, field: tuple[int, int, int, int], digit: float) -> None:
    """A label left of the field or above it, a unit behind it, another line of print."""
    x0, y0, x1, y1 = field
    face, weight = cv2.FontFace(str(rng.choice(("sans", "italic")))), int(rng.choice((300, 400, 600)))
    size = max(8, round(rng.uniform(*p.label_high) * digit / 0.72))

    def put(text: str, x: float, y: float, flush: int = cv2.PUT_TEXT_ALIGN_LEFT, smaller: float = 1.0) -> None:
        cv2.putText(words, text, (round(x), round(y)), (255, 255, 255), face, max(7, round(size * smaller)), weight, flush)

    if rng.random() < p.label_share:
        label = str(rng.choice(LABELS)) + str(rng.choice(("", ":", " :")))
        if rng.random() < 0.55:
            put(label, x0 - rng.uniform(0.3, 1.2) * digit, y1 - rng.uniform(0, 0.3) * digit, cv2.PUT_TEXT_ALIGN_RIGHT)
        else:
            put(label, x0, y0 - rng.uniform(0.45, 0.9) * digit, smaller=0.7)
    if rng.random() < p.unit_share:
        put(str(rng.choice(UNITS)), x1 + rng.uniform(0.3, 0.8) * digit, y1 - rng.uniform(0, 0.3) * digit)
    if rng.random() < p.more_print_share:
        line = "   ".join(str(word) for word in rng.choice(LABELS, 3))
        y = y0 - rng.uniform(1.7, 3) * digit if rng.random() < 0.5 else y1 + rng.uniform(1.2, 2.5) * digit
        put(line, x0 + rng.uniform(-3, 1) * digit, y, smaller=0.6)


def main() -> None:
    arguments = drawing_parser(__doc__, 400).parse_args()
    bank = load_bank(arguments.mnist, arguments.shared, arguments.cache, held_out=True)
    grounds = draw_grounds(3)
    first = FORM_SEEDS + arguments.seed * SEEDS_APART
    hands = Ranges() if arguments.hard else usual(FEW_ALLOGRAPHS)
    forms = [draw_form(first + i, hands, FormRanges(), bank, grounds) for i in range(arguments.count)]
    write_pages(arguments.out, forms)
    print(f"{len(forms)} fields")


if __name__ == "__main__":
    main()
