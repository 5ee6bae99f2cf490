"""Preprocessing on matrices drawn here, decoding on lattices small enough to sum by hand, and the network's form."""

import itertools

import numpy as np
import torch

from .number.alphabet import BLANK, encode
from .number.decode import beam_search, best_path, log_softmax, rank_values
from .number.evaluate import edits, wilson
from .number.feed import VALIDATION_SEEDS
from .number.fixtures import draw_all
from .number.locate import candidates, locate
from .number.network import FRAME, NumberReader
from .number.preprocess import HEIGHT, STRIDE, pad_batch, percentiles, preprocess, resize, target_width, triangle_weights
from .number.train import SEEDS_A_RUN, begin_from


def test_resize_keeps_a_flat_field_and_the_mean():
    flat = np.full((31, 77), 140, np.uint8)
    assert np.allclose(resize(flat, 48, 120), 140, atol=1e-3)
    for source, target in ((100, 48), (20, 48), (48, 48)):
        assert np.allclose(triangle_weights(source, target).sum(axis=1), 1, atol=1e-6)
    ramp = np.tile(np.arange(96, dtype=np.uint8), (96, 1))
    assert np.allclose(resize(ramp, 48, 48)[:, 4:-4], 2 * np.arange(4, 44) + 0.5, atol=1e-3)


def test_same_size_is_left_as_it_is():
    grey = np.random.default_rng(0).integers(0, 256, (48, 60)).astype(np.uint8)
    assert np.allclose(resize(grey, 48, 60), grey, atol=1e-3)


def test_ink_is_one_and_paper_is_zero_whatever_the_contrast():
    for paper, dark in ((255, 0), (180, 100), (120, 90)):
        grey = np.full((48, 100), paper, np.uint8)
        grey[10:40, 20:26] = dark
        ink = preprocess(grey)
        assert ink.shape == (HEIGHT, 100)
        assert np.isclose(ink[25, 23], 1, atol=1e-5) and np.isclose(ink[25, 60], 0, atol=1e-5)
    assert np.abs(preprocess(np.full((30, 30), 77, np.uint8))).max() < 1e-3


def test_width_follows_the_picture_and_is_padded_with_paper():
    assert target_width(96, 200) == 100
    assert target_width(48, 3) == 16
    assert target_width(10, 10_000) == 1024
    batch = pad_batch([np.ones((HEIGHT, 17), np.float32), np.ones((HEIGHT, 30), np.float32)])
    assert batch.shape == (2, 1, HEIGHT, 32)
    assert batch.shape[3] % STRIDE == 0 and batch[0, 0, :, 17:].max() == 0


def test_percentiles_are_numpys():
    values = np.random.default_rng(2).normal(size=(13, 17))
    assert np.allclose(percentiles(values, (1, 70)), np.percentile(values, (1, 70)))


def lattice(*frames: dict[str, float]) -> np.ndarray:
    """Probabilities of characters in each frame (blank is '_') -> logits."""
    logits = np.full((len(frames), 25), -30.0)
    for row, frame in zip(logits, frames):
        for character, probability in frame.items():
            row[BLANK if character == "_" else encode(character)[0]] = np.log(probability)
    return logits


def test_best_path_joins_repeats_and_keeps_what_a_blank_divides():
    assert best_path(lattice({"0": 0.9}, {"0": 0.9}, {"_": 0.9}, {"0": 0.9}, {".": 0.8}, {"7": 0.9})) == "00.7"
    assert best_path(lattice({"_": 1.0})) == ""


def test_beam_sums_the_alignments_of_a_text():
    """Graves' example: blank is the likeliest path (0.36), yet '1' is the likelier text (0.64)."""
    frames = lattice({"_": 0.6, "1": 0.4}, {"_": 0.6, "1": 0.4})
    assert best_path(frames) == ""
    texts = beam_search(frames)
    assert texts[0][0] == "1"
    assert np.isclose(np.exp(texts[0][1]), 0.64, atol=1e-6)
    assert np.isclose(np.exp(dict(texts)[""]), 0.36, atol=1e-6)


def test_beam_agrees_with_the_sum_over_all_paths():
    rng = np.random.default_rng(4)
    used = [BLANK, *encode("01-")]
    logits = np.full((5, 25), -40.0)
    logits[:, used] = rng.normal(0, 1.5, (5, 4))
    logs = log_softmax(logits)
    sums: dict[str, float] = {}
    for path in itertools.product(used, repeat=5):
        one_hot = np.full((5, 25), -1.0)
        one_hot[np.arange(5), path] = 1
        text = best_path(one_hot)
        sums[text] = sums.get(text, 0) + float(np.exp(sum(logs[t, code] for t, code in enumerate(path))))
    for text, log in beam_search(logits, width=400, least=1e-12):
        assert np.isclose(np.exp(log), sums.get(text, 0), atol=1e-9)
    values = dict(rank_values(beam_search(logits, width=400, least=1e-12)))
    assert np.isclose(values["01"], sum(p for text, p in sums.items() if text.replace("-", "") == "01"), atol=1e-9)


def test_network_gives_a_frame_for_each_two_pixels():
    network = NumberReader().eval()
    with torch.no_grad():
        assert network(torch.zeros(2, 1, HEIGHT, 64)).shape == (2, 64 // FRAME, 25)
    assert sum(parameter.numel() for parameter in network.parameters()) < 2_000_000  # 4 MB in half precision


def test_the_number_is_found_beside_a_book_edge():
    page = np.full((200, 130), 235, np.uint8)
    page[:, :45] = 5  # the edge
    page[170:172, 45:] = 120  # a rule
    page[80:105, 75:79] = 60
    page[80:105, 88:92] = 60
    x0, y0, x1, y1 = locate(page)
    assert 45 <= x0 <= 75 and x1 >= 92 and 60 <= y0 <= 80 and 105 <= y1 <= 125


def test_scores():
    assert edits("12345", "1245") == 1 and edits("", "12") == 2
    low, high = wilson(90, 100)
    assert 0.82 < low < 0.84 and 0.94 < high < 0.95


def test_a_reader_chooses_among_the_places_found():
    """Two lines of writing: both are offered, the one with more ink first."""
    page = np.full((220, 120), 240, np.uint8)
    for x in range(20, 80, 14):
        page[40:70, x : x + 4] = 50
    page[150:165, 40:43] = 50
    page[150:165, 50:53] = 50
    boxes = candidates(page)
    assert len(boxes) == 2
    assert boxes[0][1] < 40 and boxes[0][3] < 120 and boxes[1][1] > 120
    assert candidates(np.full((60, 60), 200, np.uint8)) == [(0, 0, 60, 60)]


def test_fixtures_for_the_service_cover_every_step():
    cases = draw_all()
    widths = {name: target_width(*grey.shape) for name, grey in cases.items()}
    assert widths["narrow"] == 16 and cases["same-height"].shape[0] == HEIGHT
    assert preprocess(cases["faint"]).max() < 0.75  # contrast below the least is not stretched to full ink
    assert all(preprocess(grey).shape == (HEIGHT, widths[name]) for name, grey in cases.items())


def test_a_run_begins_from_the_weights_of_another(tmp_path):
    earlier, network, mean = NumberReader(), NumberReader(), NumberReader()
    halves = {name: v.half() if v.is_floating_point() else v for name, v in earlier.state_dict().items()}
    torch.save({"mean": halves, "step": 7}, tmp_path / "weights.pt")
    begin_from([tmp_path / "weights.pt"], network, mean)
    for name, value in earlier.state_dict().items():
        assert torch.allclose(network.state_dict()[name].float(), value.float(), atol=2e-3), name
        assert torch.equal(network.state_dict()[name], mean.state_dict()[name]), name


def test_runs_of_other_seeds_draw_other_fields_and_none_that_is_held_out():
    most_fields = 10**8  # weeks of one machine
    assert most_fields < SEEDS_A_RUN
    assert 400 * SEEDS_A_RUN + most_fields < 5 * 10**11 < VALIDATION_SEEDS  # `draw_example` steps so far for another try
