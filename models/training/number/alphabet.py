"""What the number reader can write down. Class 0 of the network is CTC's blank; class k + 1 is ALPHABET[k]."""

DIGITS = "0123456789"
SEPARATORS = ".,-/:'=$€£#*+"
OTHER = "?"  # one letter, cross or scribble that is no part of a number
ALPHABET = DIGITS + SEPARATORS + OTHER
BLANK = 0
CLASSES = len(ALPHABET) + 1

_CODES = {character: index + 1 for index, character in enumerate(ALPHABET)}


def encode(text: str) -> list[int]:
    """`97.924,-` -> class numbers; KeyError for a character outside the alphabet."""
    return [_CODES[character] for character in text]


def spell(codes: list[int]) -> str:
    """Class numbers (no blanks) -> text."""
    return "".join(ALPHABET[code - 1] for code in codes)


def value_of(text: str) -> str:
    """The digits alone, left to right: what the Reading calls `value`."""
    return "".join(character for character in text if character in DIGITS)
