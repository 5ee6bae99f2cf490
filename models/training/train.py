"""Trains, calibrates, exports and scores the digit model, in one command (from the folder above this one):

    python -m training.train --mnist DIR --out .

DIR holds MNIST's four IDX files, gzipped or not. Runs on a GPU when there is one. Interrupted, the same command with
--resume goes on after the last whole epoch. Everything a run did is in its folder under training/runs/.
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
from .fields import make_fields
from .loop import Plan, Trial, train
from .network import DigitNet
from .provenance import hardware, source_sha256, versions
from .publish import publish
from .ranges import Ranges
from .score import to_ink
from .sources import Digits, SourceFile, read_source, split_validation

VALIDATION = 5000  # digits cut from MNIST's training part
HARD_DRAWS = 4  # times each of them is augmented for the hard validation
HARD_SEED = 987_654_321  # far from any epoch's seed


def main() -> None:
    options = parse_options()
    if options.threads:
        torch.set_num_threads(options.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    plan, ranges = Plan(epochs=options.epochs, seed=options.seed), Ranges()
    run = Path(__file__).parent / "runs" / options.run
    run.mkdir(parents=True, exist_ok=True)

    training_digits, validation, files = read_all(options.mnist, options.source, plan.seed)
    facts = record_start(run, plan, ranges, device, files, len(training_digits.labels), options.resume)
    trials = make_trials(validation, ranges)
    torch.manual_seed(plan.seed)
    network = DigitNet().to(device)
    best, log = train(
        network,
        make_fields(training_digits.images),
        torch.from_numpy(training_digits.labels.astype(np.int64)),
        trials,
        plan,
        ranges,
        run,
        options.resume,
    )
    facts |= {"epochs": len(log), "seconds": round(sum(entry["seconds"] for entry in log))}
    publish(best, trials, options.out, options.version, options.mnist, run, facts)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True, help="folder with MNIST's IDX files")
    parser.add_argument("--source", action="append", default=[], metavar="NAME=DIR", help="a further training source")
    parser.add_argument("--out", type=Path, default=Path("."), help="where digit.onnx and manifest.json go")
    parser.add_argument("--epochs", type=int, default=Plan.epochs)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--version", default="1.0.0", help="the model's version in the manifest")
    parser.add_argument("--run", default=time.strftime("%Y-%m-%d-%H%M%S", time.gmtime()), help="name of the run")
    parser.add_argument("--resume", action="store_true", help="go on with the run of that name")
    parser.add_argument("--threads", type=int, default=0, help="of PyTorch; its own choice if not given")
    return parser.parse_args()


def read_all(mnist: Path, further: list[str], seed: int) -> tuple[Digits, Digits, list[SourceFile]]:
    """(training digits of all sources, validation from MNIST, the files read)."""
    digits, files = read_source("mnist", mnist, test=False)
    kept, validation = split_validation(digits, VALIDATION, seed)
    parts = [kept]
    for option in further:
        name, _, folder = option.partition("=")
        digits, found = read_source(name, Path(folder), test=False)
        parts.append(digits)
        files += found
    images = np.concatenate([part.images for part in parts])
    return Digits(images, np.concatenate([part.labels for part in parts])), validation, files


def make_trials(validation: Digits, ranges: Ranges) -> dict[str, Trial]:
    """`plain`: the digits as they are. `hard`: the same under full augmentation, HARD_DRAWS times, always alike."""
    labels = validation.labels.astype(np.int64)
    augment = Augment(replace(ranges, strength=1.0), HARD_SEED)
    fields = make_fields(validation.images)
    drawn = [augment(part) for _ in range(HARD_DRAWS) for part in fields.split(500)]
    return {
        "plain": Trial(to_ink(validation), labels),
        "hard": Trial(torch.cat(drawn), np.tile(labels, HARD_DRAWS)),
    }


def record_start(
    run: Path, plan: Plan, ranges: Ranges, device: torch.device, files: list[SourceFile], count: int, resume: bool
) -> dict:
    """Writes run.json (kept when a run goes on) and returns what the manifest says of the training."""
    path = run / "run.json"
    if resume and path.exists():
        return json.loads(path.read_text())["facts"]
    facts = {
        "run": run.name,
        "startedAt": datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "seed": plan.seed,
        "hardware": hardware(device),
        "versions": versions(),
        "sourceSha256": source_sha256(),
        "digits": count,
        "data": [asdict(file) for file in files],
    }
    path.write_text(json.dumps({"facts": facts, "plan": asdict(plan), "ranges": asdict(ranges)}, indent=1))
    return facts


if __name__ == "__main__":
    main()
