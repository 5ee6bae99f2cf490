"""The mean of the weights of runs that began from one another (model soups: Wortsman et al. 2022)."""

import torch


def mean_of(weights: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of each of their numbers; counts of batches are the first one's. Weights given twice count twice."""
    first, *others = weights
    if not others:
        return first
    return {
        name: torch.stack([each[name] for each in weights]).mean(0) if value.is_floating_point() else value
        for name, value in first.items()
    }
