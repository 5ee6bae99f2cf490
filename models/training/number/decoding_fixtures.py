"""Writes small lattices and what the decoding makes of them, for the service's tests to hold to (to 1e-4).

    cd models && python -m training.number.decoding_fixtures ../test/fixtures/number-decoding.json

Lattices are drawn here: a text, its characters in some frames each, blanks between, some noise, and sometimes a second
character almost as likely. A case has two views of one text. `nbest` is `decode.beam_search`, `pooled` `decode.pool_views`
(exact probabilities by torch's `ctc_loss`, in double precision), `raw` and `plausible` are `decode.rank_values` of those
without and with `plausibility.weigh`.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from .alphabet import ALPHABET, BLANK, CLASSES, encode
from .decode import beam_search, pool_views, rank_values
from .plausibility import penalty, weigh

ORIGIN = "cd models && python -m training.number.decoding_fixtures ../test/fixtures/number-decoding.json"
TEXTS = ("0", "7", "42", "100", "1.500,-", "97.924,69-", "$12", "3/4", "/13", "007", "12:30", "55-1", "8?1", "")
PENALISED = (
    *TEXTS, "/", "//", "1/2/3", "1/2/3/4", "12345/6", "1/23456", "1./2", "5/-", "5//", "12/", "'5", "1'000", "1'00",
    "1'000'000", "1'0000", "5'", ":5", "5:", "1:2:3:4", "1$2", "5$", "-$5", "1=2", "5.=", "+4", "4+4", "..5", "5..6",
    "5--", "5--6", ".", "?", "1?2", "#5*", "***5***", "1€2", "£1,5", "5.,6",
)  # fmt: skip


def draw_lattice(rng: np.random.Generator, text: str) -> np.ndarray:
    """-> logits float[T, CLASSES], four decimals, so that no two texts are equally likely."""
    path = [BLANK] * int(rng.integers(1, 4))
    for code in encode(text):
        path += [code] * int(rng.integers(1, 4)) + [BLANK] * int(rng.integers(1, 3))
    logits = rng.normal(0, 1.2, (len(path), CLASSES))
    logits[np.arange(len(path)), path] += rng.uniform(3, 9, len(path))
    for frame in np.flatnonzero(rng.random(len(path)) < 0.25):
        logits[frame, rng.integers(0, CLASSES)] += rng.uniform(3, 8)
    return np.round(logits, 4)


def capped(texts: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return [(value, min(1.0, raw)) for value, raw in rank_values(texts)]


def draw_case(rng: np.random.Generator, text: str) -> dict:
    views = [draw_lattice(rng, text) for _ in range(2)]
    pooled = pool_views(views)
    return {
        "text": text,
        "views": [{"frames": len(view), "logits": view.ravel().tolist()} for view in views],
        "nbest": [[[t, round(log, 6)] for t, log in beam_search(view)] for view in views],
        "pooled": [[t, round(log, 6)] for t, log in pooled],
        "raw": [[value, round(raw, 7)] for value, raw in capped(pooled)],
        "plausible": [[value, round(raw, 7)] for value, raw in capped(weigh(pooled))],
    }


def main() -> None:
    torch.set_num_threads(1)
    rng = np.random.default_rng(11)
    cases = [draw_case(rng, text) for text in TEXTS]
    penalties = {text: penalty(text) for text in PENALISED}
    fixtures = {"origin": ORIGIN, "labels": list(ALPHABET), "penalties": penalties, "cases": cases}
    Path(sys.argv[1]).write_text(json.dumps(fixtures) + "\n")


if __name__ == "__main__":
    main()
