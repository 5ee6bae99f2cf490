"""The training loop: AdamW, one cosine cycle, an exponential mean of the weights, a checkpoint after every epoch.

What is judged, kept and exported is the mean of the weights (Polyak and Juditsky 1992). An epoch is seeded by its
number, so a resumed run sees the pictures an uninterrupted one would have seen.
"""

import copy
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .augment import Augment
from .calibrate import nll
from .material import Part, weigh
from .precision import pays_in_bfloat16
from .ranges import Ranges, calm

WARM_UP = 0.1  # part of the run in which the learning rate rises


@dataclass(frozen=True)
class Plan:
    epochs: int = 40
    pictures: int = 60_000  # an epoch: drawn from all parts by their weights
    batch: int = 128
    rate: float = 2.5e-3  # peak learning rate
    weight_decay: float = 0.03
    smoothing: float = 0.0  # label smoothing blurs which readings are the surest, and those are the ones accepted
    mean_decay: float = 0.999  # per step
    calm_share: float = 0.3  # of the epochs, the last ones: augmentation by `ranges.calm`
    patience: int = 15  # epochs without a better validation before the run stops early
    seed: int = 1
    bfloat16: bool = True  # in training only; validation and export are float32


@dataclass(frozen=True)
class Trial:
    """A validation set ready to be read: ink float32[N, 1, 28, 28], labels int64[N], the part each comes from."""

    ink: torch.Tensor
    labels: np.ndarray
    parts: np.ndarray


def learning_rate(plan: Plan, progress: float) -> float:
    """Progress 0..1 through the run -> rate; linear up, cosine down to a thousandth (Loshchilov, Hutter 2017)."""
    if progress < WARM_UP:
        return plan.rate * (0.04 + 0.96 * progress / WARM_UP)
    return plan.rate * (0.001 + 0.999 * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP))))


def predict(network: nn.Module, ink: torch.Tensor) -> np.ndarray:
    """float32[N, 1, 28, 28] -> logits float32[N, 11]."""
    device = next(network.parameters()).device
    network.eval()
    with torch.no_grad():
        return torch.cat([network(part.to(device)).cpu() for part in ink.split(500)]).numpy()


def train(
    network: nn.Module,
    parts: list[Part],
    trials: dict[str, Trial],
    plan: Plan,
    ranges: Ranges,
    run: Path,
    resume: bool,
) -> tuple[nn.Module, list[dict]]:
    """The best mean network by validation, and the log of all epochs."""
    device = next(network.parameters()).device
    network.to(memory_format=torch.channels_last)
    mean = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.weight_decay)
    fields = torch.cat([part.fields for part in parts])
    labels = torch.from_numpy(np.concatenate([part.labels for part in parts]).astype(np.int64))
    weights = weigh(parts)
    log: list[dict] = []
    last, best = run / "last.pt", run / "best.pt"
    if resume and last.exists():
        state = torch.load(last, map_location=device, weights_only=True)
        network.load_state_dict(state["network"])
        mean.load_state_dict(state["mean"])
        optimizer.load_state_dict(state["optimizer"])
        log = json.loads(state["log"])

    for epoch in range(len(log), plan.epochs):
        started = time.time()
        seen = calm(ranges) if epoch >= (1 - plan.calm_share) * plan.epochs else ranges
        loss = train_epoch(network, mean, optimizer, fields, labels, weights, plan, seen, epoch)
        record = {"epoch": epoch, "loss": round(loss, 5)}
        for name, trial in trials.items():
            logits = predict(mean, trial.ink)
            wrong = logits.argmax(1) != trial.labels
            record[f"{name}Errors"] = {part: int(wrong[trial.parts == part].sum()) for part in dict.fromkeys(trial.parts)}
            record[f"{name}Nll"] = round(nll(logits, trial.labels), 6)
        record["seconds"] = round(time.time() - started, 1)
        log.append(record)
        print(json.dumps(record), flush=True)
        if score(record) <= min(map(score, log)):
            torch.save(mean.state_dict(), best)
        state = {"network": network.state_dict(), "mean": mean.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save(state | {"log": json.dumps(log)}, last.with_suffix(".draft"))
        last.with_suffix(".draft").replace(last)
        (run / "log.ndjson").write_text("".join(json.dumps(entry) + "\n" for entry in log))
        if epoch - min(range(len(log)), key=lambda i: score(log[i])) >= plan.patience:
            break
    if not log:
        torch.save(mean.state_dict(), best)
    mean.load_state_dict(torch.load(best, map_location=device, weights_only=True))
    return mean, log


def score(record: dict) -> float:
    """What the best epoch has least of: NLL on plain and on hard validation, which moves less by luck than errors."""
    return record["plainNll"] + record["hardNll"]


def train_epoch(
    network: nn.Module,
    mean: nn.Module,
    optimizer: torch.optim.Optimizer,
    fields: torch.Tensor,
    labels: torch.Tensor,
    weights: torch.Tensor,
    plan: Plan,
    ranges: Ranges,
    epoch: int,
) -> float:
    """As many pictures as the plan says, drawn by their weights -> mean loss."""
    device = next(network.parameters()).device
    seed = plan.seed * 10_000 + epoch
    torch.manual_seed(seed)
    augment = Augment(ranges, seed, device)
    order = torch.multinomial(weights, plan.pictures, replacement=True)
    steps = plan.pictures // plan.batch
    network.train()
    total = 0.0
    for step in range(steps):
        done = epoch * steps + step
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(plan, done / (plan.epochs * steps))
        part = order[step * plan.batch : (step + 1) * plan.batch]
        ink = augment(fields[part]).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=plan.bfloat16 and pays_in_bfloat16(device)):
            logits = network(ink)
        loss = F.cross_entropy(logits.float(), labels[part].to(device), label_smoothing=plan.smoothing)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        update_mean(mean, network, min(plan.mean_decay, (1 + done) / (10 + done)))
        total += loss.item()
    return total / steps


@torch.no_grad()
def update_mean(mean: nn.Module, network: nn.Module, decay: float) -> None:
    """Weights and batch norm's running figures alike."""
    for kept, now in zip(mean.state_dict().values(), network.state_dict().values()):
        if kept.is_floating_point():
            kept.lerp_(now, 1 - decay)
        else:
            kept.copy_(now)
