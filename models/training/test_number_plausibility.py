"""Where a mark may stand: by hand, and that weighing moves probability without making any."""

import math

import pytest

from .number.plausibility import penalty, weigh


@pytest.mark.parametrize("text", ["97.924,69-", "3/4", "12/05/1987", "1'000'000", "12:30", "$12", "007", "??12", ""])
def test_usual_numbers_cost_nothing(text):
    assert penalty(text) == 0


@pytest.mark.parametrize("text", ["/13", "1./2", "1/2/3/4", "'5", "1'00", "1$2", "12345/6", "1?2", "12/"])
def test_odd_places_cost(text):
    assert penalty(text) < 0


def test_a_stroke_with_no_digit_before_it_gives_way_to_a_one():
    texts = [("/13", math.log(0.6)), ("113", math.log(0.3)), ("4/3", math.log(0.05))]
    weighed = weigh(texts)
    assert [text for text, _ in weighed] == ["113", "4/3", "/13"]
    assert math.isclose(sum(math.exp(log) for _, log in weighed), 0.95)
    # What neither is doubted keeps its proportion.
    by_text = dict(weighed)
    assert math.isclose(by_text["113"] - by_text["4/3"], math.log(6))


def test_weighing_nothing_gives_nothing():
    assert weigh([]) == []
