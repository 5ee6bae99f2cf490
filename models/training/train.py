"""Trains the digit model, and with --out calibrates, exports and scores it (from the folder above this one):

    python -m training.train --mnist DIR --shared DIR --run NAME --out .

DIR holds MNIST's four IDX files, gzipped or not; --shared a folder with emnist/ (NIST digits and letters) and pendigits/.
Runs on a GPU when there is one. Interrupted, the same command with --resume goes on after the last whole epoch; with all
epochs done it goes straight to --out. Everything a run did is in its folder under training/runs/.
"""

import argparse
import json
import time
from dataclasses import asdict, replace
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import torch

from .augment import Augment
from .corrections import read_corrections
from .export import sha256_of
from .loop import Plan, Trial, train
from .material import Part, gather
from .network import DigitNet, begin_with
from .normal_form import normalise_batch
from .provenance import hardware, source_sha256, versions
from .publish import publish
from .ranges import Ranges
from .sources import SourceFile
from .store import open_store

HARD_SEED = 987_654_321  # far from any epoch's seed
RUNS = Path(__file__).parent / "runs"


def main() -> None:
    options = parse_options()
    if options.threads:
        torch.set_num_threads(options.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    plan = Plan(
        epochs=options.epochs, pictures=options.pictures, rate=options.rate, seed=options.seed, calm_share=options.calm_share
    )  # fmt: skip
    ranges, run = Ranges(), RUNS / options.run
    run.mkdir(parents=True, exist_ok=True)

    further = {name: Path(folder) for name, _, folder in (option.partition("=") for option in options.source)}
    corrections = read_corrections(open_store(options.corrections)) if options.corrections else None
    material = gather(options.mnist, options.shared, further, RUNS / "fields", corrections)
    counts = {part.name: len(part.labels) for part in material.training}
    facts = record_start(run, plan, ranges, device, material.files, counts, options)
    trials = make_trials(material.held, ranges)
    torch.manual_seed(plan.seed)
    network = DigitNet().to(device)
    if options.start:
        begin_with(network, mean_of([read_weights(path, device) for path in options.start]), options.renew)
    best, log = train(network, material.training, trials, plan, ranges, run, options.resume)
    facts |= {"epochs": len(log), "seconds": round(sum(entry["seconds"] for entry in log))}
    if options.out:
        publish(best, trials, options.out, options.version, options.mnist, run, facts)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True, help="folder with MNIST's IDX files")
    parser.add_argument("--shared", type=Path, help="folder with emnist/ and pendigits/")
    parser.add_argument("--source", action="append", default=[], metavar="NAME=DIR", help="a further source of digits")
    parser.add_argument("--corrections", help="s3://bucket/prefix or a folder with what people corrected")
    parser.add_argument("--out", type=Path, help="where digit.onnx and manifest.json go; without it, only train")
    parser.add_argument("--epochs", type=int, default=Plan.epochs)
    parser.add_argument("--pictures", type=int, default=Plan.pictures, help="an epoch")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="peak learning rate")
    parser.add_argument("--calm-share", type=float, default=Plan.calm_share, help="of the epochs, the last ones")
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument(
        "--start", type=Path, action="append", default=[], metavar="WEIGHTS",
        help="best.pt or last.pt of a run to begin with; of several, which must have begun from one another, their mean"
        " (model soups: Wortsman et al. 2022); with --epochs 0 nothing else is done to it",
    )  # fmt: skip
    parser.add_argument("--renew", action="store_true", help="but for the last block, which begins anew")
    parser.add_argument("--version", default="2.1.0", help="the model's version in the manifest")
    parser.add_argument("--run", default=time.strftime("%Y-%m-%d-%H%M%S", time.gmtime()), help="name of the run")
    parser.add_argument("--resume", action="store_true", help="go on with the run of that name")
    parser.add_argument("--threads", type=int, default=0, help="of PyTorch; its own choice if not given")
    return parser.parse_args()


def read_weights(path: Path, device: torch.device) -> dict[str, torch.Tensor]:
    """Those of best.pt, or the mean ones of last.pt."""
    state = torch.load(path, map_location=device, weights_only=True)
    return state.get("mean", state)


def mean_of(weights: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of each of their numbers; counts of batches are the first one's."""
    first, *others = weights
    if not others:
        return first
    return {
        name: torch.stack([each[name] for each in weights]).mean(0) if value.is_floating_point() else value
        for name, value in first.items()
    }


def make_trials(held: list[Part], ranges: Ranges) -> dict[str, Trial]:
    """`plain`: the held-out pictures as they are. `hard`: the same under full augmentation, once each, always alike.

    Once, because further draws of one picture are no independent evidence, and the bound on the promise needs that.
    """
    labels = np.concatenate([part.labels for part in held]).astype(np.int64)
    names = np.concatenate([np.full(len(part.labels), part.name) for part in held])
    augment = Augment(replace(ranges, strength=1.0), HARD_SEED)
    fields = torch.cat([part.fields for part in held])
    # In mixed order: a neighbour that reaches into a picture may come from any source.
    order = torch.from_numpy(np.random.default_rng(HARD_SEED).permutation(len(labels)))
    drawn = torch.empty(len(labels), 1, 28, 28)
    for part in order.split(500):
        drawn[part] = augment(fields[part])
    plain = torch.cat([normalise_batch(part[:, 0].float() / 255) for part in fields.split(1000)])[:, None]
    return {"plain": Trial(plain, labels, names), "hard": Trial(drawn, labels, names)}


def record_start(
    run: Path,
    plan: Plan,
    ranges: Ranges,
    device: torch.device,
    files: list[SourceFile],
    counts: dict[str, int],
    options: argparse.Namespace,
) -> dict:
    """Writes run.json and returns what the manifest says of the training. A run that goes on keeps its facts, and adds
    with which plan and source it went on."""
    path = run / "run.json"
    if options.resume and path.exists():
        kept = json.loads(path.read_text())
        log = run / "log.ndjson"
        stage = {"afterEpochs": len(log.read_text().splitlines()) if log.exists() else 0, "plan": asdict(plan)}
        stages = [*kept.get("resumed", []), stage | {"sourceSha256": source_sha256()}]
        path.write_text(json.dumps(kept | {"resumed": stages}, indent=1))
        return kept["facts"]
    facts = {
        "run": run.name,
        "startedAt": datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "seed": plan.seed,
        "start": [{"run": path.parent.name, "file": path.name, "sha256": sha256_of(path)} for path in options.start],
        "lastBlockRenewed": options.renew,
        "hardware": hardware(device),
        "versions": versions(),
        "sourceSha256": source_sha256(),
        "pictures": counts,
        "data": [asdict(file) for file in files],
    }
    path.write_text(json.dumps({"facts": facts, "plan": asdict(plan), "ranges": asdict(ranges)}, indent=1))
    return facts


if __name__ == "__main__":
    main()
