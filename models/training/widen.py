"""A trained network's weights for a wider one that computes the same: what a run learnt is not lost when it grows.

Net2WiderNet (Chen, Goodfellow and Shlens, ICLR 2016): each new channel copies a trained one, and what reads the copies
shares the trained weight among them, in unequal parts so that they grow apart. Channels that a residual joins are copied
alike.
"""

import torch

APART = (0.3, 0.7)  # part of a weight that the first of two copies takes, uniform

Weights = dict[str, torch.Tensor]


def widen(old: Weights, like: Weights, seed: int = 1) -> Weights:
    """Weights by name -> the same network as wide as `like`; ValueError where the two differ in more than width.

    Layers are read in the order of their names' first appearance: a convolution's inputs are what the one before it gave.
    """
    if old.keys() != like.keys():
        raise ValueError(f"layers differ: {sorted(old.keys() ^ like.keys())[:4]}")
    random = torch.Generator().manual_seed(seed)
    grown: Weights = {}
    origins: dict[int, torch.Tensor] = {}  # trained channels -> which of them each channel of the wider network copies
    source = torch.arange(next(iter(old.values())).shape[1])
    for name, value in old.items():
        target = like[name]
        if value.dim() == 4:
            given = origins.get(value.shape[0])
            if given is None or len(given) != target.shape[0]:
                given = origins[value.shape[0]] = copied(value.shape[0], target.shape[0], random)
            if len(source) != target.shape[1] or value.shape[2:] != target.shape[2:]:
                raise ValueError(f"{name}: {tuple(value.shape)} cannot grow to {tuple(target.shape)}")
            grown[name] = value[given][:, source] * parts(source, len(given), random)[:, :, None, None]
            source = given
        elif value.dim() == 2:  # dense, over the channels' places
            shared = value.reshape(len(value), -1, value.shape[1] // (int(source.max()) + 1))[:, source]
            grown[name] = (shared * parts(source, len(value), random)[:, :, None]).flatten(1)
            if grown[name].shape != target.shape:
                raise ValueError(f"{name}: {tuple(value.shape)} cannot grow to {tuple(target.shape)}")
            source = torch.arange(len(value))
        elif value.dim() == 1:
            grown[name] = value[source]
        else:
            grown[name] = value.clone()
    return grown


def copied(trained: int, wide: int, random: torch.Generator) -> torch.Tensor:
    """int64[wide]: every trained channel once, then some of them again."""
    if wide < trained:
        raise ValueError(f"{trained} channels cannot shrink to {wide}")
    again = torch.cat([torch.randperm(trained, generator=random) for _ in range(wide // trained)] or [torch.empty(0)])
    return torch.cat([torch.arange(trained), again[: wide - trained].long()])


def parts(source: torch.Tensor, outputs: int, random: torch.Generator) -> torch.Tensor:
    """float32[outputs, inputs]: the part of the trained weight that each copy takes; those of one channel add up to 1."""
    raw = APART[0] + (APART[1] - APART[0]) * torch.rand(outputs, len(source), generator=random)
    sums = torch.zeros(outputs, int(source.max()) + 1).index_add_(1, source, raw)
    return raw / sums[:, source]
