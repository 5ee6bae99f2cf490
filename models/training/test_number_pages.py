"""Pages without any data: a bank of strokes drawn here; what the labels say is what the picture shows."""

import json

import cv2
import numpy as np
import pytest

from .number.alphabet import OTHER
from .number.bank import Bank
from .number.glyphs import Glyphs
from .number.page import Page, PageRanges, PageRow, draw_page
from .number.pages import standing_value, write_pages
from .number.paper import draw_grounds
from .number.ranges import Ranges
from .number.registers import RegisterRanges, draw_piece
from .number.strikes import KINDS, draw_strike
from .number.trajectories import unit_strokes

CLEAN = Ranges(
    noise_share=0, guilloche_share=0, stain_share=0, see_through_share=0, blur_share=0, sensor_share=0, streak_share=0, jpeg_share=0,
    fade_share=0, grain_share=0, ink_shade=(0.0, 0.1), paper_grey=(0.9, 1.0), light_depth=0.0, small_cents_share=0,
)  # fmt: skip
PLAIN = PageRanges(ruled_share=0, photo_share=0, struck_share=0, heading_share=0, underline_share=0, guilloche_share=0)


@pytest.fixture(scope="module")
def grounds():
    return draw_grounds(7)


@pytest.fixture(scope="module")
def bank() -> Bank:
    """One writer who draws every digit as a slash, and one picture of a bar for each class."""
    slash = unit_strokes([np.array([(10.0, 0.0), (5.0, 50.0), (0.0, 100.0)])])
    fields = np.zeros((10, 2, 56, 56), np.uint8)
    fields[:, 0, 8:48, 24:32] = 255
    fields[:, 1] = np.minimum(255, np.abs(np.arange(56) - 28) * 16)[None, None, :]
    boxes = np.tile(np.array([[24, 8, 32, 48]], np.int16), (10, 1))
    pictures = Glyphs(fields, boxes, tuple(np.array([k]) for k in range(10)))
    return Bank([{digit: [slash] for digit in range(10)}], pictures, pictures, pictures, pictures)


def test_same_seed_same_page(bank, grounds):
    first, second, other = (draw_page(seed, Ranges(), PageRanges(), bank, grounds) for seed in (5, 5, 6))
    assert np.array_equal(first.grey, second.grey)
    assert first.rows == second.rows
    assert first.rows != other.rows


def test_all_ink_lies_in_the_rows_boxes_and_each_box_has_ink(bank, grounds):
    for seed in range(12):
        page = draw_page(seed, CLEAN, PLAIN, bank, grounds)
        dark = page.grey < 0.6 * np.median(page.grey)
        assert dark.sum() > 50
        outside = dark.copy()
        for x0, y0, x1, y1 in (row.box for row in page.rows):
            assert 0 <= x0 < x1 <= page.grey.shape[1] and 0 <= y0 < y1 <= page.grey.shape[0]
            assert dark[y0:y1, x0:x1].any()
            outside[y0 - 1 : y1 + 1, x0 - 1 : x1 + 1] = False
        assert outside.sum() <= 0.01 * dark.sum()


def test_rows_go_from_top_to_bottom_and_are_two_to_eight(bank, grounds):
    pages = [draw_page(seed, CLEAN, PLAIN, bank, grounds) for seed in range(30)]
    for page in pages:
        middles = [(row.box[1] + row.box[3]) / 2 for row in page.rows]
        assert middles == sorted(middles) or abs(page.tilt) > 0.02
    assert {len(page.rows) for page in pages} <= set(range(2, 9))
    assert len({len(page.rows) for page in pages}) > 3


def test_one_row_is_crossed_out_and_rules_lie_across(bank, grounds):
    struck = [draw_page(seed, CLEAN, PageRanges(struck_share=1, heading_share=0), bank, grounds) for seed in range(20)]
    assert all(sum(bool(row.struck) for row in page.rows) == 1 for page in struck)
    ruled = PageRanges(ruled_share=1, rule_depth=(0.6, 0.7), photo_share=0, tilt_share=0, struck_share=0, guilloche_share=0)
    page = draw_page(3, CLEAN, ruled, bank, grounds)
    # At the left border there is paper and rules alone: dark and light by turns.
    edge = page.grey[:, :2].mean(axis=1)
    assert (np.diff((edge < 0.85 * edge.max()).astype(int)) == 1).sum() >= len(page.rows) - 1
    assert not (draw_page(3, CLEAN, PLAIN, bank, grounds).grey[:, :2] < 120).any()


def test_tilt_is_told(bank, grounds):
    from dataclasses import replace

    level = replace(PLAIN, tilt_share=1, tilt=0.0)
    tilted = replace(PLAIN, tilt_share=1, tilt=0.1)
    assert all(draw_page(seed, CLEAN, level, bank, grounds).tilt == 0 for seed in range(3))
    tilts = [draw_page(seed, CLEAN, tilted, bank, grounds).tilt for seed in range(20)]
    assert max(tilts) > 0.03 and min(tilts) < -0.03 and max(map(abs, tilts)) <= 0.1


@pytest.mark.parametrize("kind", [name for name, _ in KINDS])
def test_strikes_cross_nearly_the_whole_row_through_its_middle(kind):
    rng = np.random.default_rng(1)
    drawn = []
    while len(drawn) < 5:
        name, strokes = draw_strike(rng, 4.0)
        if name == kind:
            drawn.append(strokes.points)
    for points in drawn:
        assert np.ptp(points[:, 0]) > 0.8 * 4.0
        assert 0.2 < np.median(points[:, 1]) < 0.8


def test_labels_leave_out_rows_crossed_out_and_letters(tmp_path):
    grey = np.full((30, 40), 200, np.uint8)
    rows = (
        PageRow(OTHER * 4, (0, 0, 9, 9), ""),
        PageRow("1.234,5", (1, 2, 30, 9), ""),
        PageRow("99", (1, 10, 30, 19), "zigzag"),
        PageRow("007", (1, 20, 30, 29), ""),
    )
    page = Page(grey, rows, 0.0123456)
    assert standing_value(page) == "12345|007"
    write_pages(tmp_path, [page, page])
    assert (tmp_path / "labels.csv").read_text() == "filename,value\npage-0000.jpg,12345|007\npage-0001.png,12345|007\n"
    told = [json.loads(line) for line in (tmp_path / "rows.ndjson").read_text().splitlines()]
    assert told[1]["filename"] == "page-0001.png"
    assert told[1]["tilt"] == 0.0123
    assert [row["struck"] for row in told[1]["rows"]] == [None, None, "zigzag", None]
    assert told[1]["rows"][2] == {"text": "99", "value": "99", "box": [1, 10, 30, 19], "struck": "zigzag"}
    assert cv2.imread(str(tmp_path / "page-0001.png"), cv2.IMREAD_GRAYSCALE).shape == (30, 40)


@pytest.mark.parametrize("seed", range(8))
def test_a_piece_of_a_register_has_its_number_beside_a_dark_edge(bank, grounds, seed):
    piece = draw_piece(seed, CLEAN, RegisterRanges(), bank, grounds)
    assert np.array_equal(piece.grey, draw_piece(seed, CLEAN, RegisterRanges(), bank, grounds).grey)
    high, wide = piece.grey.shape
    (row,) = piece.rows
    x0, y0, x1, y1 = row.box
    assert 0 < x0 < x1 < wide and 0 < y0 < y1 < high
    paper = np.median(piece.grey[:, x0 - 8 : x1 + 8])
    assert piece.grey[y0:y1, x0:x1].min() < 0.5 * paper
    # No ink right around the box: what else is on the page stands apart from the number.
    around = np.concatenate([piece.grey[y0:y1, x0 - 6 : x0 - 2].ravel(), piece.grey[y0:y1, x1 + 2 : x1 + 6].ravel()])
    assert np.quantile(around, 0.02) > 0.5 * paper
    dark = [np.median(piece.grey[:, column]) < 0.25 * paper for column in (0, wide - 1)]
    assert sum(dark) == 1
