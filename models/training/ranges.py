"""How far augmentation goes, by name and unit. A run records the ranges it used."""

from dataclasses import dataclass, replace

DIGIT_HEIGHT = 40.0  # field pixels a digit of MNIST is high: 20, enlarged twice


@dataclass(frozen=True)
class Ranges:
    """Lengths are field pixels: MNIST's pixels enlarged twice, a digit is about 40 of them high.

    Each picture draws its own strength (`strength` times the square root of a uniform draw from 0 to 1), and each
    geometric change a uniform part of its range times that. The `…_share` fields are parts of all pictures.
    """

    strength: float = 1.0
    rotation_degrees: float = 15.0
    slant_degrees: float = 25.0  # horizontal shear
    aspect: float = 0.40  # natural logarithm of width over height
    zoom: tuple[float, float] = (0.75, 1.2)
    shift: float = 3.0
    elastic: tuple[float, float] = (0.0, 2.6)  # standard deviation of the displacement; 2.6 is 1.3 MNIST pixels
    elastic_grid: int = 6  # points across the field, near Simard's sigma of 4 in 29 pixels

    pen_share: float = 0.45  # drawn anew along the middle line; the others keep their own ink
    pen_width: tuple[float, float] = (1.2, 10.0)  # fineliner to marker, log-uniform
    pen_edge: tuple[float, float] = (0.6, 3.0)  # width of the edge from paper to full ink
    hard_share: float = 0.4  # of the digits that keep their ink: levels stretched around a random threshold
    hard_gain: tuple[float, float] = (1.5, 8.0)
    hard_level: tuple[float, float] = (0.25, 0.7)  # below one half thickens, above thins

    fragment_share: float = 0.05  # a neighbour's stroke reaches into the picture
    gap_share: float = 0.05
    gap_radius: tuple[float, float] = (1.0, 3.5)
    fade_share: float = 0.25  # ink uneven along the stroke
    fade_depth: float = 0.6
    cut_share: float = 0.04  # a border stroke cropped
    cut_depth: tuple[float, float] = (1.0, 5.0)
    speck_share: float = 0.05
    speck_radius: tuple[float, float] = (0.5, 1.6)
    rule_share: float = 0.04  # a piece of the line that the digit stands on
    rule_above_share: float = 0.15  # of those: above it instead
    rule_away: tuple[float, float] = (-3.0, 4.0)  # below the digit's last row
    rule_width: tuple[float, float] = (1.0, 5.0)
    rule_beyond: tuple[float, float] = (-2.0, 7.0)  # the digit's sides
    rule_slope: float = 0.05
    rule_ink: tuple[float, float] = (0.5, 1.0)

    low_share: float = 0.35  # reduced to few pixels, as in a 16x16 zip code digit or a distant photograph
    low_height: tuple[float, float] = (12.0, 24.0)  # pixels a digit is high after that
    blur_share: float = 0.35  # of the others
    blur_sigma: tuple[float, float] = (0.5, 2.6)
    rethreshold_share: float = 0.3  # of the blurred: made hard again, which closes loops and gaps
    noise_share: float = 0.2
    noise: tuple[float, float] = (0.02, 0.12)
    floor_share: float = 0.5  # faint ink taken for paper, as the service's ink finder does
    floor_level: tuple[float, float] = (0.03, 0.3)  # of the picture's peak


def calm(r: Ranges) -> Ranges:
    """For the end of a run: half as strong, and most pictures as their source has them, so that the last thing a network
    sees is what most digits look like."""
    return replace(
        r, strength=r.strength / 2, pen_share=0.25, hard_share=0.2, fade_share=0.1, low_share=0.2, blur_share=0.2,
        noise_share=0.1, floor_share=0.3,
    )  # fmt: skip
