"""How far the synthesis of number strings goes, by name and unit. A run records the ranges it used.

Origin of the figures, where none is given at the field: chosen by eye, drawn samples laid beside published pictures of
cheque amounts, forms and archive pages (evaluation pictures were looked at for shapes that lack, never measured).
Lengths called "heights" are in units of the height of one digit of the string. A pair is (least, most) of a uniform
draw, or (mean, standard deviation) where the comment says normal; "log" is uniform in the logarithm.
"""

from dataclasses import dataclass, replace
from functools import cache


@dataclass(frozen=True)
class Ranges:
    usual_share: float = 0.6  # of fields: as an office's scanner gives most of them; see `usual`

    # what is written
    length_weights: tuple[float, ...] = (9, 10, 10, 12, 13, 11, 8, 6, 4, 3, 2, 2)  # free strings of 1 to 12 digits
    kind_weights: tuple[tuple[str, float], ...] = (
        ("free", 0.31), ("row", 0.10), ("amount", 0.20), ("grouped", 0.23),
        ("date", 0.025), ("code", 0.035), ("letters", 0.055), ("mixed", 0.02), ("nothing", 0.025),
    )  # fmt: skip
    prefix_share: float = 0.08  # $ € £ # * + or - before the number
    closing_share: float = 0.30  # of amounts: a point, dash, equals sign or strokes after it
    round_share: float = 0.42  # of amounts: end in several zeros
    small_cents_share: float = 0.15  # of decimals: smaller, raised, perhaps underlined, the comma left out

    corrected_share: float = 0.08  # of fields, where people corrected any: these, as they are

    # where digits come from
    raster_share: float = 0.36  # strings of MNIST and NIST pictures; the others are pen trajectories
    second_source_share: float = 0.35  # NIST among raster digits of the classes it has; 0, 1, 7 are MNIST's
    redrawn_share: float = 0.5  # of raster strings: drawn anew along the middle line with one pen
    writer_mix_share: float = 0.2  # of stroke strings: digits of any writer instead of one
    allograph_string_share: float = 0.7  # of stroke strings: have some digits drawn from splines
    allograph_raster_share: float = 0.3  # of raster strings, likewise
    allograph_digit_share: float = 0.55  # of the ten digits of such a string
    allograph_jitter: tuple[float, float] = (0.01, 0.055)  # heights, standard deviation of each spline point, once a string
    allograph_wobble: float = 0.012  # heights, normal, of each spline point each time it is written
    printed_share: float = 0.2  # of strings: letters, where there are any, are printed
    scribble_share: float = 0.15  # of characters that are no digit and no mark
    lone_scribble_share: float = 0.6  # likewise, where it stands alone
    plain_scribble_share: float = 0.5  # of scribbles; the others are doodles: faces, hearts, barred rings
    struck_share: float = 0.03  # of strings of two digits and more: crossed out, and so no number
    strike_pen: tuple[float, float] = (0.7, 1.5)  # of the pen's width
    left_out: tuple[str, ...] = ()  # names of allographs not to be drawn (ablation)

    # one hand
    slant: tuple[float, float] = (0.08, 0.22)  # normal, dx per dy of the whole string, beyond the writer's own
    aspect: float = 0.24  # normal, logarithm of width over height
    gap: tuple[float, float] = (0.13, 0.13)  # normal, heights between neighbours
    gap_least: float = -0.16  # heights; below zero digits overlap
    gap_jitter: float = 0.07  # normal, heights
    wide_gap_share: float = 0.07  # of strings: a comb field or wide writing
    wide_gap: tuple[float, float] = (0.3, 1.1)  # heights
    size_jitter: tuple[float, float] = (0.0, 0.14)  # standard deviation of a digit's size in one string
    drift: float = 0.04  # normal, dy per dx of the base line
    base_jitter: tuple[float, float] = (0.0, 0.09)  # heights
    turn_jitter: float = 0.06  # normal, radians for each digit
    wave: float = 0.03  # normal, heights: smooth bending of strokes
    small_zero_share: float = 0.3  # of strings: zeros smaller than the other digits
    small_zero: tuple[float, float] = (0.45, 0.95)
    least_zero: float = 0.42  # heights, with all that makes a zero smaller but raised cents: below that it is a point
    tall_one_share: float = 0.2  # of strings: ones longer than the other digits, above or below
    tall_one: tuple[float, float] = (1.05, 1.45)
    leaning_one_share: float = 0.14  # of strings: ones drawn by pen lean further than the other digits
    leaning_one: tuple[float, float] = (0.1, 0.55)  # dx per dy, beyond the string's
    bare_one_share: float = 0.25  # of strings: ones are one stroke, nearly upright, as a form's border is
    bare_one_slant: tuple[float, float] = (0.06, 0.11)  # normal, dx per dy of the whole of such a string
    bare_one_last_share: float = 0.6  # of such strings that end in a digit: it is a one
    bare_one_clear: tuple[float, float] = (0.05, 0.2)  # heights of paper at both sides of such a one, at least: nobody reads one in other ink
    bare_one_margin: float = 0.12  # heights, at least, beside such a one at an end, or it is the field's border
    repeated_share: float = 0.06  # of free strings and amounts: two to four neighbouring digits are the same
    zero_run_share: float = 0.42  # of strings: neighbouring zeros are one joined run of loops
    joined_share: float = 0.22  # of strings: the pen is not always lifted between digits
    joined_digit_share: float = 0.5
    joined_dash_share: float = 0.15  # of dashes after a digit drawn by pen: the pen is not lifted before it

    # the pen
    pen_width: tuple[float, float] = (0.035, 0.155)  # heights, log: fineliner to marker
    pressure: tuple[float, float] = (0.0, 0.45)  # depth of the change of width along a stroke
    nib_share: float = 0.22  # width depends on direction, as with a broad nib
    pointed_share: float = 0.18  # strokes down are broad and strokes up are hairlines, as with a pointed steel pen
    pointed: tuple[float, float] = (0.3, 0.75)  # of the width, taken from strokes up
    taper_share: float = 0.35
    fade_share: float = 0.3  # ink uneven along the string
    grain_share: float = 0.15  # pencil or dry ball pen: the paper's grain shows
    ink_shade: tuple[float, float] = (0.0, 0.6)  # of the paper's grey: 0 black, towards 1 faint pencil
    ink_shade_power: float = 1.8  # of the uniform draw: dark ink is more common than faint

    # the field
    digit_pixels: tuple[float, float] = (20.0, 42.0)  # height of a digit as drawn; cheque fields have 20 to 60
    margin_tight: tuple[float, float] = (-0.06, 0.10)  # heights around the ink; below zero ink is cut
    margin_usual: tuple[float, float] = (0.05, 0.40)
    margin_loose: tuple[float, float] = (0.40, 1.00)
    margin_weights: tuple[float, float, float] = (0.28, 0.52, 0.20)  # tight, usual, loose; each side for itself
    side_stretch: float = 1.8  # left and right margins are that much wider
    underline_share: float = 0.10
    neighbour_share: float = 0.16  # bits of other writing cut off at the crop's upper or lower border
    neighbour_reach: tuple[float, float] = (0.05, 0.4)  # heights it reaches into the crop, within the margin
    label_share: float = 0.07  # of strings of digits: a printed word before them, or a unit after them, in the picture
    label_alone_share: float = 0.4  # of fields with nothing written: likewise
    label_after_share: float = 0.3  # of those: after
    label_height: tuple[float, float] = (0.35, 1.0)  # of its capitals, heights
    label_gap: tuple[float, float] = (0.25, 1.6)  # heights between word and string
    label_lift: float = 0.08  # normal, heights: of the word's base line below the string's
    label_ink: tuple[float, float] = (0.45, 1.0)  # of full ink
    side_bit_share: float = 0.06  # a cut-off stroke at the left or right border

    # the paper
    paper_grey: tuple[float, float] = (0.4, 1.0)
    least_paper: float = 0.15  # grey of the darkest spot, but for a book's edge: ink that no camera sees is no writing
    noise_share: float = 0.8
    grain: tuple[float, float] = (0.0, 0.045)
    guilloche_share: float = 0.45
    guilloche_depth: tuple[float, float] = (0.02, 0.22)  # log
    light_depth: float = 0.12  # normal, change of grey across the field
    shadow_share: float = 0.05  # the edge of a shadow lies across the field, paper and ink
    shadow_depth: tuple[float, float] = (0.15, 0.55)  # of the light
    shadow_soft: tuple[float, float] = (0.02, 1.0)  # heights, log: from light to shadow
    stain_share: float = 0.12
    rule_share: float = 0.35  # a printed line above or below
    rule_depth: tuple[float, float] = (0.15, 0.85)
    box_share: float = 0.10  # vertical borders, or a comb
    cell_share: float = 0.06  # of fields: the lines of a table's cell around the writing, running out of the picture
    cell_line: tuple[float, float] = (0.02, 0.09)  # heights, log
    dotted_share: float = 0.08
    squared_share: float = 0.05  # squared paper, as in school books: rules along and across at one pitch
    squared_pitch: tuple[float, float] = (0.4, 1.6)  # heights
    squared_depth: tuple[float, float] = (0.06, 0.4)  # of the paper's grey
    print_share: float = 0.07  # printed letters at a corner
    stamp_share: float = 0.04  # a rubber stamp, paler than full ink, across the field
    stamp_height: tuple[float, float] = (0.4, 1.1)  # of its letters, heights
    stamp_depth: tuple[float, float] = (0.1, 0.42)  # of the paper's grey
    edge_share: float = 0.06  # black book edge or background at the side
    see_through_share: float = 0.06  # mirrored writing of the other side

    # the capture
    blur_share: float = 0.5
    blur: tuple[float, float] = (0.3, 1.4)  # pixels as drawn
    low_share: float = 0.25  # reduced to few pixels
    low_height: tuple[float, float] = (11.0, 24.0)  # pixels a digit is high after that
    sensor_share: float = 0.6
    sensor: tuple[float, float] = (0.003, 0.04)
    streak_share: float = 0.08  # scanner or ink-jet streaks along the rows or columns
    jpeg_share: float = 0.5
    jpeg_quality: tuple[int, int] = (22, 92)
    stretch: float = 0.12  # normal, logarithm of width over height of the finished field


@cache
def usual(r: Ranges) -> Ranges:
    """A calm hand, dark ink, a field cut with room, a quiet ground and a scanner's picture of enough pixels."""
    return replace(
        r,
        usual_share=1.0,
        allograph_jitter=(0.01, 0.035),
        gap=(0.16, 0.10),
        gap_least=-0.06,
        gap_jitter=0.05,
        size_jitter=(0.0, 0.09),
        base_jitter=(0.0, 0.06),
        pen_width=(0.045, 0.125),
        ink_shade=(0.0, 0.35),
        margin_tight=(0.0, 0.10),
        margin_weights=(0.12, 0.68, 0.20),
        neighbour_share=0.08,
        side_bit_share=0.03,
        paper_grey=(0.6, 1.0),
        guilloche_depth=(0.02, 0.10),
        stain_share=0.04,
        see_through_share=0.02,
        fade_share=0.15,
        grain_share=0.08,
        blur=(0.3, 0.9),
        low_share=0.06,
        low_height=(16.0, 24.0),
        sensor=(0.003, 0.015),
        streak_share=0.03,
        jpeg_quality=(50, 93),
    )
