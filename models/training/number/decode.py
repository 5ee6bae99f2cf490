"""From frames to text: CTC's best path, prefix beam search for n-best texts, and values with their probabilities.

Prefix search sums over all alignments of a text (Graves 2006, section 3.2; the beam is Hannun et al. 2014's, without a
language model).
"""

import numpy as np
import torch

from .alphabet import BLANK, encode, spell, value_of


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """[T, C] -> log probabilities, float64."""
    logits = logits.astype(np.float64)
    top = logits.max(axis=-1, keepdims=True)
    return logits - top - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))


def best_path(logits: np.ndarray) -> str:
    """[T, C] -> the text of the likeliest path: repeats joined, blanks dropped."""
    path = logits.argmax(axis=1)
    kept = path[np.concatenate([[True], path[1:] != path[:-1]])]
    return spell([int(code) for code in kept if code != BLANK])


def beam_search(logits: np.ndarray, width: int = 12, least: float = 1e-4) -> list[tuple[str, float]]:
    """[T, C] -> texts with their log probabilities, likeliest first, `width` at most.

    Classes below probability `least` in a frame are not tried there.
    """
    logs = log_softmax(logits)
    floor = np.log(least)
    none = -np.inf
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, none)}  # prefix -> log p ending in blank, in a class
    for frame in logs:
        tried = [int(code) for code in np.flatnonzero(frame > floor) if code != BLANK]
        grown: dict[tuple[int, ...], list[float]] = {}
        for prefix, (blank, full) in beams.items():
            total = np.logaddexp(blank, full)
            entry = grown.setdefault(prefix, [none, none])
            entry[0] = np.logaddexp(entry[0], total + frame[BLANK])
            if prefix:
                entry[1] = np.logaddexp(entry[1], full + frame[prefix[-1]])
            for code in tried:
                longer = grown.setdefault((*prefix, code), [none, none])
                before = blank if prefix and prefix[-1] == code else total
                longer[1] = np.logaddexp(longer[1], before + frame[code])
        best = sorted(grown.items(), key=lambda item: -np.logaddexp(*item[1]))[:width]
        beams = {prefix: (entry[0], entry[1]) for prefix, entry in best}
    return [(spell(list(prefix)), float(np.logaddexp(*entry))) for prefix, entry in beams.items()]


def score_texts(logits: np.ndarray, texts: list[str]) -> np.ndarray:
    """[T, C] -> the exact log probability of each text, over all its alignments; -inf where it is too long."""
    logs = torch.from_numpy(log_softmax(logits))[:, None].expand(-1, len(texts), -1)
    codes = torch.tensor([code for text in texts for code in encode(text)], dtype=torch.long)
    lengths = torch.tensor([len(text) for text in texts])
    frames = torch.full((len(texts),), len(logits))
    return -torch.nn.functional.ctc_loss(logs, codes, frames, lengths, blank=BLANK, reduction="none").numpy()


def pool_views(views: list[np.ndarray]) -> list[tuple[str, float]]:
    """Lattices [T_i, C] of several views of one string -> texts with the mean of their log probabilities, likeliest first.

    The texts are the n-best of each view together; the mean of logarithms is a product of experts (Hinton 2002), each of
    which has a veto. Their probabilities add up to 1: what the views disagree on is no evidence against what all of them
    allow, and on held-out strings the share among the texts tells right from wrong better than the product itself.
    """
    texts = sorted({text for view in views for text, _ in beam_search(view)})
    means = np.mean([score_texts(view, texts) for view in views], axis=0)
    means -= np.logaddexp.reduce(means)
    return sorted(((text, float(log)) for text, log in zip(texts, means) if np.isfinite(log)), key=lambda item: -item[1])


def rank_values(texts: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """n-best texts -> values with their probabilities summed over the texts that hold them, likeliest first."""
    sums: dict[str, float] = {}
    for text, log in texts:
        value = value_of(text)
        sums[value] = sums.get(value, 0.0) + float(np.exp(log))
    return sorted(sums.items(), key=lambda item: -item[1])
