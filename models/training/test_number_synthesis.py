"""Synthesis without any data: a bank of strokes and pictures drawn here; the same seed gives the same field."""

import gzip
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from .mislabelled import MISLABELLED
from .number.allographs import SHAPES, count_points, draw_allograph, names_of
from .number.alphabet import ALPHABET, OTHER, encode, spell, value_of
from .number.bank import Bank
from .number.field import Field, draw_field
from .number.glyphs import Glyphs, load_digits
from .number.hand import draw_hand, write_row
from .number.marks import draw_mark, draw_mark_hand
from .number.paper import draw_cell, draw_grounds, draw_lines, draw_paper
from .number.ranges import Ranges
from .number.sample import draw_sample
from .number.strikes import cross_out
from .number.trajectories import read_unipen, unit_strokes
from .number.wording import Wording, draw_wording, end_in_one, repeat


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


def test_same_seed_same_field(bank, grounds):
    for seed in range(30):
        first, second = (draw_sample(seed, Ranges(), bank, grounds) for _ in range(2))
        assert first.text == second.text
        assert np.array_equal(first.grey, second.grey)
    others = {draw_sample(seed, Ranges(), bank, grounds).grey.tobytes() for seed in range(30)}
    assert len(others) == 30


def test_texts_are_of_the_alphabet_and_values_their_digits():
    rng = np.random.default_rng(3)
    texts = [draw_wording(rng, Ranges()).text for _ in range(3000)]
    assert all(set(text) <= set(ALPHABET) for text in texts)
    assert {character for text in texts for character in text} == set(ALPHABET)
    assert all(spell(encode(text)) == text for text in texts)
    assert value_of("$1.234,56-") == "123456"
    assert value_of(OTHER * 3) == ""


def test_a_row_holds_one_drawing_for_each_character(bank):
    """With zeros drawn one by one, every character of the text is one drawing or one picture."""
    r = Ranges(joined_share=0.0, zero_run_share=0.0)
    rng = np.random.default_rng(5)
    for text in ("1.234,56-", "00700", "$12=", "4-5/6:7"):
        row = write_row(rng, r, bank, Wording(text), draw_hand(rng, r, bank))
        assert len(row.strokes) + len(row.pictures) == len(text)
        assert row.text == text


def test_joined_zeros_keep_their_count(bank):
    """A run of zeros is drawn as rings or loops: its width grows with the count."""
    r = Ranges(zero_run_share=1.0, allograph_string_share=0.0, raster_share=0.0)
    widths = []
    for count in (2, 3, 5):
        rows = [write_row(np.random.default_rng(s), r, bank, Wording("0" * count), draw_hand(np.random.default_rng(s), r, bank)) for s in range(20)]
        widths.append(np.mean([np.ptp(row.strokes[0][:, 0]) for row in rows]))
    assert widths[0] < widths[1] < widths[2]


def lean_of(points: np.ndarray) -> float:
    """dx per dy of the line through the points, to the right upwards."""
    return -np.polyfit(points[:, 1], points[:, 0], 1)[0]


def test_ones_lean_further_where_the_hand_has_it_so_and_others_do_not(bank):
    def leans(share: float) -> tuple[float, float]:
        r = Ranges(raster_share=0.0, allograph_string_share=0.0, joined_share=0.0, turn_jitter=0, wave=0, bare_one_share=0.0, leaning_one_share=share, leaning_one=(0.5, 0.5))
        rng = np.random.default_rng(11)
        one, seven = write_row(rng, r, bank, Wording("17"), draw_hand(rng, r, bank)).strokes
        return lean_of(one), lean_of(seven)

    (plain_one, plain_seven), (one, seven) = leans(0.0), leans(1.0)
    assert one - seven == pytest.approx(plain_one - plain_seven + 0.5, abs=0.2)


def test_bare_ones_are_one_stroke_nearly_upright_and_often_the_last(bank, grounds):
    r = Ranges(raster_share=1.0, joined_share=0.0, turn_jitter=0, wave=0, bare_one_share=1.0, bare_one_slant=(0.0, 0.0))
    rng = np.random.default_rng(4)
    for _ in range(20):
        row = write_row(rng, r, bank, Wording("71"), draw_hand(rng, r, bank))
        one = row.strokes[-1]
        assert (row.slant, len(row.ends[-1])) == (0.0, 1)
        assert abs(lean_of(one)) < 0.15 and np.ptp(one[:, 0]) < 0.3 * np.ptp(one[:, 1])
    assert write_row(rng, Ranges(bare_one_share=0.0), bank, Wording("71"), draw_hand(rng, Ranges(bare_one_share=0.0), bank)).slant is None
    left_out = Ranges(bare_one_share=1.0, left_out=("one-bare",))
    assert not any(draw_hand(rng, left_out, bank).bare_ones for _ in range(20))

    def last_ones(share: float) -> float:
        free = replace(r, usual_share=0.0, kind_weights=(("free", 1.0),), bare_one_last_share=share, struck_share=0.0)
        return np.mean([draw_sample(seed, free, bank, grounds).text.endswith("1") for seed in range(60)])

    assert last_ones(1.0) > 0.85
    assert last_ones(0.0) < 0.3
    assert [end_in_one(Wording(text)).text for text in ("", "40", "40-", "4?")] == ["", "41", "40-", "4?"]


def test_a_bare_one_stands_clear_of_other_ink_of_the_border_and_of_lines(bank, grounds):
    r = Ranges(bare_one_share=1.0, joined_share=0.0, raster_share=0.0, bare_one_clear=(0.1, 0.1), bare_one_margin=0.2, gap=(-0.1, 0.0))
    tight = replace(r, margin_weights=(1.0, 0.0, 0.0), digit_pixels=(42, 42), box_share=1.0, rule_share=0.0, dotted_share=0.0)
    drawn = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hand = draw_hand(rng, r, bank)
        row = write_row(rng, r, bank, Wording("11811"), hand)
        parts = sorted((part[:, 0].min(), part[:, 0].max()) for part in row.strokes)
        assert row.bare_ends == (True, True) and len(parts) >= 5
        for one, after in (parts[0:2], parts[1:3], parts[-2:]):
            assert after[0] - one[1] > hand.pen + 0.09
        field = draw_field(rng, tight, bank, row)
        assert min(field.left, field.right) == pytest.approx(0.2 * field.digit)
        blank = Field(np.zeros(field.ink.shape, np.uint8), field.digit, field.left, field.right, field.bare_ends)
        lines = np.full(field.ink.shape, 1.0, np.float32)
        draw_lines(rng, tight, lines, blank)
        upper = lines[: field.ink.shape[0] // 2]
        assert (upper[:, round(field.left) : -round(field.right)] == 1.0).all()
        drawn += (upper < 1.0).any()
    assert drawn > 5
    assert write_row(rng, r, bank, Wording("17"), draw_hand(rng, r, bank)).bare_ends == (True, False)


def test_neighbours_repeat_and_nothing_else_changes():
    rng = np.random.default_rng(2)
    for _ in range(200):
        digits = "".join(map(str, rng.permutation(10)))[: rng.integers(1, 9)]
        repeated = repeat(rng, digits)
        assert len(repeated) == len(digits)
        equal = sum(a == b for a, b in pairwise(repeated))
        assert equal in ((1, 2, 3) if len(digits) > 1 else (0,))
        assert sum(a != b for a, b in zip(digits, repeated, strict=True)) == equal


def test_a_zero_stays_a_zero_and_a_slash_does_not_lead(bank):
    """Neither could be told, by anybody, from a point and from a 1."""
    r = Ranges(small_zero_share=1.0, small_zero=(0.1, 0.1), size_jitter=(0.0, 0.0), wave=0, turn_jitter=0, zero_run_share=0.0, allograph_string_share=0.0, raster_share=0.0)
    rng = np.random.default_rng(3)
    (zero,) = write_row(rng, r, bank, Wording("0"), draw_hand(rng, r, bank)).strokes
    assert np.ptp(zero[:, 1]) == pytest.approx(r.least_zero, abs=0.02)
    free = replace(r, kind_weights=(("free", 1.0),), prefix_share=0.0)
    texts = [draw_wording(rng, free).text for _ in range(2000)]
    assert any("/" in text for text in texts) and any(text.startswith("-") for text in texts)
    assert not any(text.startswith("/") for text in texts)


def test_the_darkest_spot_of_paper_still_shows_ink(grounds):
    blank = Field(np.zeros((60, 300), np.uint8), 40.0, 30.0, 30.0)
    r = Ranges(paper_grey=(0.1, 0.1), light_depth=0.5, stain_share=1.0, edge_share=0.0)
    darkest = [draw_paper(np.random.default_rng(seed), r, grounds, blank).min() for seed in range(20)]
    assert min(darkest) == pytest.approx(r.least_paper)


def test_every_allograph_is_one_high_and_can_be_left_out():
    for name, (digit, _) in SHAPES.items():
        drawn = draw_allograph(name, np.zeros((count_points(name), 2)))
        assert np.isclose(drawn.points[:, 1].min(), 0, atol=1e-5) and np.isclose(drawn.points[:, 1].max(), 1, atol=1e-5)
        assert drawn.ends[-1] == len(drawn.points)
        assert name in names_of(digit)
        assert name not in names_of(digit, (name,))
    assert {digit for digit, _ in SHAPES.values()} == set(range(10))


def test_every_mark_can_be_drawn():
    rng = np.random.default_rng(1)
    for character in ALPHABET[10:-1]:
        drawn = draw_mark(rng, character, draw_mark_hand(rng))
        assert drawn.ends[-1] == len(drawn.points) >= 2
    with pytest.raises(ValueError):
        draw_mark(rng, "A", draw_mark_hand(rng))


def test_dark_ink_on_light_paper(bank, grounds):
    """Where the writing is dark and the paper white, the middle of the levels is paper."""
    r = Ranges(paper_grey=(0.95, 1.0), ink_shade=(0.0, 0.05), guilloche_share=0, stain_share=0, light_depth=0, edge_share=0)
    for seed in range(20):
        sample = draw_sample(seed, r, bank, grounds)
        if sample.text:
            assert np.median(sample.grey) > sample.grey.min() + 40


@pytest.mark.parametrize("share", ["cell_share", "squared_share", "stamp_share", "shadow_share"])
def test_squares_stamps_and_shadows_darken_the_paper_and_hide_no_ink(share, bank, grounds):
    """Of a clean field; it is drawn as without them, by the same numbers, and then gets darker here and there."""
    clean = Ranges(
        usual_share=0, paper_grey=(0.95, 1.0), ink_shade=(0.0, 0.05), guilloche_share=0, stain_share=0, noise_share=0, light_depth=0,
        edge_share=0, rule_share=0, box_share=0, dotted_share=0, print_share=0, blur_share=0, low_share=0, sensor_share=0, streak_share=0,
        jpeg_share=0, see_through_share=0, fade_share=0, grain_share=0, cell_share=0, squared_share=0, stamp_share=0, shadow_share=0,
        struck_share=0,
    )  # fmt: skip
    seen = 0
    for seed in range(20):
        plain = draw_sample(seed, clean, bank, grounds)
        changed = draw_sample(seed, replace(clean, **{share: 1.0}), bank, grounds)
        assert changed.text == plain.text
        paper = plain.grey > np.median(plain.grey) - 10
        darker = paper & (changed.grey + 15.0 < np.median(plain.grey))
        seen += darker.any()
        # What the drawing of the squares used up of the numbers may change the ink's shade, a little.
        assert changed.grey[~paper & (plain.grey < 60)].max(initial=0) < 100
    assert seen >= 15


def test_the_lines_of_a_cell_run_out_of_the_picture():
    blank = Field(np.zeros((60, 300), np.uint8), 40.0, 30.0, 30.0)
    found = []
    for seed in range(40):
        paper = np.full((60, 300), 0.9, np.float32)
        draw_cell(np.random.default_rng(seed), Ranges(), paper, blank)
        dark = paper < 0.85
        upright = np.flatnonzero(dark.mean(axis=0) > 0.9)
        assert all(x < 30 + 2 or x >= 270 - 2 for x in upright), "an upright line lies in a margin"
        found.append((len(upright) > 0, (dark.mean(axis=1) > 0.6).any()))
    assert np.mean(found, axis=0).min() > 0.7


def test_pictures_whose_label_nobody_can_tell_are_left_out(tmp_path):
    name, index = "mnist", MISLABELLED["mnist"][0]
    labels = np.zeros(index + 13, np.uint8)
    images = np.zeros((len(labels), 28, 28), np.uint8)
    images[:, 8:20, 12:16] = 255
    parts = [load_digits(tmp_path, name, images, labels, held_out) for held_out in (False, True)]
    assert sum(len(part.fields) for part in parts) == len(labels) - 1
    assert all(len(set(indices)) == len(indices) for indices in MISLABELLED.values())


def test_a_struck_out_string_is_no_number(bank, grounds):
    digits_alone = replace(Ranges(), usual_share=0.0, kind_weights=(("free", 1.0),), prefix_share=0.0, label_share=0.0)
    struck = 0
    for seed in range(30):
        plain, crossed = (draw_sample(seed, replace(digits_alone, struck_share=share), bank, grounds) for share in (0.0, 1.0))
        digits = value_of(plain.text)
        assert OTHER not in plain.text
        assert crossed.text == (OTHER * len(digits) if len(digits) > 1 else plain.text)
        struck += len(digits) > 1
    assert 10 < struck < 30


def test_strokes_that_cross_out_reach_over_the_row(bank):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        hand = draw_hand(rng, Ranges(raster_share=0.0), bank)
        row = write_row(rng, Ranges(raster_share=0.0), bank, Wording("4711"), hand)
        before, right = len(row.strokes), max(part[:, 0].max() for part in row.strokes)
        assert cross_out(rng, row, hand, (1.0, 1.0))
        added = np.concatenate(row.strokes[before:])
        assert added[:, 0].min() < 0.2 and added[:, 0].max() > right - 0.6


def test_unipen_is_read_by_writer_and_digit(tmp_path):
    lines = ['.SEGMENT DIGIT 0 ? "8"', ".COMMENT 8 12 224", ".PEN_DOWN", " 1  2", " 3 4", ".PEN_UP", ".DT 100", ".PEN_DOWN", " 5 6", ".PEN_UP"]
    path = tmp_path / "a.unipen.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    found = read_unipen(path)
    assert list(found) == [12] and list(found[12]) == [8]
    strokes = found[12][8][0]
    assert strokes[0].tolist() == [[1, -2], [3, -4]] and strokes[1].tolist() == [[5, -6]]


def test_a_printed_word_beside_a_string_is_written_down_letter_by_letter(bank, grounds):
    calm = replace(
        Ranges(), usual_share=0.0, kind_weights=(("free", 0.9), ("nothing", 0.1)), prefix_share=0.0, struck_share=0.0, low_share=0.0
    )
    before, after, alone = 0, 0, 0
    for seed in range(60):
        plain, labelled = (
            draw_sample(seed, replace(calm, label_share=share, label_alone_share=share), bank, grounds) for share in (0.0, 1.0)
        )
        rest = labelled.text.replace(plain.text, "", 1)
        assert plain.text in labelled.text and re.fullmatch(r"\?+:?", rest)
        assert labelled.grey.shape[1] > plain.grey.shape[1]
        assert labelled.grey.shape[0] == plain.grey.shape[0]
        before += labelled.text.endswith(plain.text) and plain.text != ""
        after += labelled.text.startswith(plain.text) and plain.text != ""
        alone += plain.text == ""
    assert min(before, after, alone) > 2


def test_what_has_no_label_is_drawn_as_without_any(bank, grounds):
    some, none = (
        [draw_sample(seed, replace(Ranges(), label_share=share, label_alone_share=share), bank, grounds) for seed in range(40)]
        for share in (0.3, 0.0)
    )
    same = [a.text == b.text for a, b in zip(some, none)]
    assert 0 < np.mean(same) < 1
    assert all(np.array_equal(a.grey, b.grey) for a, b, is_same in zip(some, none, same) if is_same)
