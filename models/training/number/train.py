"""Train the number reader: `python -m training.number.train --mnist DIR --shared DIR --run NAME --minutes M [--resume]`.

The rate warms up, stays, and falls linearly over the last part of the given time (warm-up, stable, decay: Hägele et
al. 2024). Before it falls the state is kept as `steady.pt`; a later run with `--resume` goes on from there at the full
rate, so that no training is lost. What is judged and exported is the running mean of the weights. The runs folder
records source, ranges, versions, hardware and a line of figures every few hundred steps.
"""

import argparse
import copy
import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from ..corrections import read_corrections
from ..loop import update_mean
from ..precision import pays_in_bfloat16
from ..provenance import hardware, versions
from ..soup import mean_of
from ..store import open_store
from ..widen import widen
from .bank import load_bank
from .feed import BATCHES_IN_GROUP, VALIDATION_SEEDS, Feed, draw_example, fits
from .network import NumberReader, Shape
from .paper import draw_grounds
from .preprocess import preprocess
from .ranges import Ranges
from .read import score_examples
from .sample import Sample

RUNS = Path(__file__).parent.parent / "runs"
SEEDS_A_RUN = 10**9  # fields a run may draw: one that begins from another's weights draws others by another --seed


@dataclass(frozen=True)
class Plan:
    batch: int = 32  # with little time, more steps of fewer fields bring more
    rate: float = 2e-3
    warm_up: int = 400  # steps
    decay_share: float = 0.7  # of the minutes
    weight_decay: float = 0.02
    mean_decay: float = 0.999
    clip: float = 3.0  # norm of the gradient
    report_every: int = 500  # steps
    validation: int = 600  # fields
    seed: int = 1


def source_sha256() -> str:
    """One hash over the names and bytes of this package."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def rate_at(plan: Plan, step: int, spent: float) -> float:
    """`spent`: part of the time given that is over, 0 to 1."""
    falling = min(1.0, (1 - spent) / plan.decay_share)
    return plan.rate * min(1.0, (step + 1) / plan.warm_up) * max(falling, 0.002)


def ctc_loss(logits: torch.Tensor, labels: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Mean over fields of the loss per label, as PyTorch's `mean`; logits [N, T, C]."""
    logs = logits.float().log_softmax(2).transpose(0, 1)
    frames = torch.full((logits.shape[0],), logs.shape[0], dtype=torch.long)
    return F.ctc_loss(logs, labels.cpu(), frames, lengths, reduction="none", zero_infinity=True).div(
        lengths.clamp_min(1).to(logs.device)
    ).mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True, help="folder of MNIST's IDX files")
    parser.add_argument("--shared", type=Path, required=True, help="folder with emnist/ and pendigits/")
    parser.add_argument("--cache", type=Path, default=RUNS / "glyphs", help="prepared digit pictures, kept between runs")
    parser.add_argument("--corrections", help="what people corrected: s3://bucket/prefix, or a folder with a copy of it")
    parser.add_argument("--run", required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument(
        "--start", type=Path, action="append", default=[], metavar="WEIGHTS",
        help="weights to begin a new run from, such as number/start.pt; of several, which must have begun from one another,"
        " their mean; with --minutes 0 nothing else is done to it",
    )  # fmt: skip
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--workers", type=int, default=1, help="processes that draw fields")
    parser.add_argument("--rate", type=float, default=Plan.rate)
    parser.add_argument("--batch", type=int, default=Plan.batch)
    parser.add_argument("--seed", type=int, default=Plan.seed, choices=range(400), metavar="0..399", help="of the first weights and the fields drawn")
    parser.add_argument("--leave-out", nargs="*", default=(), help="names of allographs not to be drawn")
    arguments = parser.parse_args()
    plan = Plan(batch=arguments.batch, rate=arguments.rate, seed=arguments.seed)
    ranges = Ranges(left_out=tuple(arguments.leave_out))
    run = RUNS / arguments.run
    run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    record = {"plan": asdict(plan), "ranges": asdict(ranges), "shape": asdict(Shape()), "sourceSha256": source_sha256()}
    record |= {"versions": versions(), "hardware": hardware(device), "minutes": arguments.minutes}
    record |= {"start": [f"{path.parent.name}/{path.name}" for path in arguments.start]}
    with (run / "run.ndjson").open("a") as file:
        file.write(json.dumps(record) + "\n")
    train(plan, ranges, arguments, run, device)


def train(plan: Plan, ranges: Ranges, arguments: argparse.Namespace, run: Path, device: torch.device) -> None:
    torch.manual_seed(plan.seed)
    network = NumberReader().to(device, memory_format=torch.channels_last)
    mean = copy.deepcopy(network).eval()
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.weight_decay, fused=True)
    step, seeds = 0, plan.seed * SEEDS_A_RUN  # steps taken, the next field's seed
    if arguments.start:
        begin_from(arguments.start, network, mean)
    if arguments.minutes == 0:
        torch.save({"mean": mean.state_dict(), "step": 0}, run / "done-0.pt")
        return
    if arguments.resume:
        state = torch.load(run / "last.pt", map_location=device, weights_only=True)
        if state["falling"]:
            state = torch.load(run / "steady.pt", map_location=device, weights_only=True)
        network.load_state_dict(state["network"])
        mean.load_state_dict(state["mean"])
        optimizer.load_state_dict(state["optimizer"])
        step, seeds = state["step"], state["seeds"]

    held = load_bank(arguments.mnist, arguments.shared, arguments.cache, held_out=True)
    held_grounds = draw_grounds(2)
    trials = [draw_example(VALIDATION_SEEDS + 2 * i, ranges, held, held_grounds) for i in range(plan.validation)]
    bank = load_bank(arguments.mnist, arguments.shared, arguments.cache, held_out=False)
    feed = Feed(ranges, bank, draw_grounds(1), plan.batch, seeds, corrected_fields(arguments.corrections))
    batches = iter(
        torch.utils.data.DataLoader(feed, batch_size=None, num_workers=arguments.workers, prefetch_factor=24)
    )

    started, total, first, reported, steady_kept = time.time(), 0.0, step, step, False
    in_bfloat16 = pays_in_bfloat16(device)
    network.train()
    while True:
        spent = (time.time() - started) / 60 / arguments.minutes
        if spent >= 1 - plan.decay_share and not steady_kept:
            save(run / "steady.pt", network, mean, optimizer, step, seeds + used(plan, step - first), False)
            steady_kept = True
        for group in optimizer.param_groups:
            group["lr"] = rate_at(plan, step, spent)
        ink, labels, lengths = next(batches)
        ink = ink.to(device).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=in_bfloat16):
            logits = network(ink)
        loss = ctc_loss(logits, labels, lengths)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), plan.clip)
        optimizer.step()
        update_mean(mean, network, min(plan.mean_decay, (1 + step) / (10 + step)))
        step, total = step + 1, total + loss.item()
        over = spent >= 1
        if step % plan.report_every == 0 or over:
            figures = score_examples(mean, trials)
            line = {"step": step, "loss": round(total / (step - reported), 4), **figures, "rate": optimizer.param_groups[0]["lr"]}
            line["minutes"] = round((time.time() - started) / 60, 1)
            print(json.dumps(line), flush=True)
            with (run / "log.ndjson").open("a") as file:
                file.write(json.dumps(line) + "\n")
            total, reported = 0.0, step
            save(run / "last.pt", network, mean, optimizer, step, seeds + used(plan, step - first), steady_kept)
        if over:
            torch.save({"mean": mean.state_dict(), "step": step}, run / f"done-{step}.pt")
            return


def corrected_fields(address: str | None) -> list[Sample]:
    """What people corrected at that address, as far as it has a number that fits a field; none where there is no address."""
    if address is None:
        return []
    corrected, left = read_corrections(open_store(address))
    samples = [Sample(one.grey, one.text) for one in corrected if one.text and not one.is_held]
    usable = [sample for sample in samples if fits(preprocess(sample.grey), sample.text)]
    print(json.dumps({"corrections": len(usable), "of": len(corrected), "left": left}), flush=True)
    return usable


def begin_from(paths: list[Path], network: nn.Module, mean: nn.Module) -> None:
    """Takes the weights of earlier runs, and of several their mean; the optimizer starts afresh."""
    weights = mean_of([read_weights(path, network.state_dict()) for path in paths])
    network.load_state_dict(weights)
    mean.load_state_dict(weights)


def read_weights(path: Path, like: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """In float32, whether kept in half precision or not; widened where the run's network was narrower."""
    weights = torch.load(path, map_location="cpu", weights_only=True)["mean"]
    weights = {name: value.float() if value.is_floating_point() else value for name, value in weights.items()}
    same = all(value.shape == like[name].shape for name, value in weights.items())
    return weights if same else widen(weights, like)


def used(plan: Plan, steps: int) -> int:
    """Seeds drawn for so many batches, counted up to whole groups."""
    return (steps // BATCHES_IN_GROUP + 1) * BATCHES_IN_GROUP * plan.batch


def save(
    path: Path, network: nn.Module, mean: nn.Module, optimizer: torch.optim.Optimizer, step: int, seeds: int, falling: bool
) -> None:
    """`falling`: the rate was already on its way down, so a run that goes on should not start from here."""
    state = {"network": network.state_dict(), "mean": mean.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state | {"step": step, "seeds": seeds, "falling": falling}, path.with_suffix(".draft"))
    path.with_suffix(".draft").replace(path)


if __name__ == "__main__":
    main()
